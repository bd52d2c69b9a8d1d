"""Voice prompt + transcript -> decoding steps -> speech. The parts in the order in which they are used."""

from __future__ import annotations

import math
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torchaudio.functional import resample

from soundstorm import outlet
from soundstorm.acoustic import Schedule, SoundStorm
from soundstorm.audio import (
    SILENT_DBFS,
    active_level,
    normalise_level,
    prepare_prompt,
    read_audio,
)
from soundstorm.bundled import WORKSHOP
from soundstorm.checkpoint import checkpoint_folder, load_pretrained, save_pretrained
from soundstorm.codec import Codec, SoundStream
from soundstorm.errors import AudioError, CheckpointError, UserError
from soundstorm.nn.precision import has_fast_bfloat16
from soundstorm.semantic import load_tokenizer
from soundstorm.semantic.protocol import Tokenizer
from soundstorm.text.model import TextToSemantic
from soundstorm.text.script import Script, read_script
from soundstorm.trace import Trace
from soundstorm.trace.sound import add_sound
from soundstorm.utterance import Decoding, Result, Timings, VoicePrompt, finish

__all__ = ["Decoding", "Result", "SoundStormPipeline", "Timings", "VoicePrompt", "finish"]

MAX_SOURCE_SECONDS = 30.0


class SoundStormPipeline:
    """Codec, semantic tokenizer, text stage and SoundStorm together."""

    def __init__(self, codec: Codec, semantic: Tokenizer, text: TextToSemantic, storm: SoundStorm) -> None:
        """
        Raises:
            CheckpointError: when they were not trained on each other's tokens.
        """
        check_parts(codec, semantic, text, storm)
        self.codec, self.semantic, self.text, self.storm = codec, semantic, text, storm

    @classmethod
    def from_pretrained(
        cls, folder_or_hub_id: str | Path = WORKSHOP, device: str = "cpu"
    ) -> SoundStormPipeline:
        """Load the four models of a checkpoint: a local folder or a Hub repository.

        SoundStorm runs in bfloat16 where that is faster.

        Raises:
            CheckpointError: when it is missing, incomplete or damaged.
        """
        folder = checkpoint_folder(folder_or_hub_id)
        storm = load_pretrained(SoundStorm, folder / "acoustic", device)
        return cls(
            load_pretrained(SoundStream, folder / "codec", device),
            load_tokenizer(folder / "semantic", device),
            load_pretrained(TextToSemantic, folder / "text", device),
            storm.to(torch.bfloat16) if has_fast_bfloat16(device) else storm,
        )

    def save_pretrained(self, folder: str | Path, dtype: torch.dtype | None = None) -> None:
        """Write the four models, with their weights stored as `dtype` or as they are."""
        parts = {"codec": self.codec, "semantic": self.semantic, "text": self.text, "acoustic": self.storm}
        for name, model in parts.items():
            save_pretrained(model, Path(folder) / name, dtype)

    @property
    def sample_rate(self) -> int:
        return self.codec.sample_rate

    @property
    def levels(self) -> int:
        return self.codec.levels

    @property
    def samples_per_token(self) -> int:
        """Samples at `sample_rate` that a semantic token covers."""
        return self.codec.hop * self.storm.config.frames_per_semantic

    def encode_prompt(self, prompt: Tensor | str | Path) -> VoicePrompt:
        """Trim, level and tokenize a voice prompt: a file or a waveform [N] at `sample_rate`.

        Raises:
            AudioError: when it is silent, clipped, too short, too long or not audio.
        """
        started = time.perf_counter()
        waveform = prompt if isinstance(prompt, Tensor) else read_audio(prompt, self.sample_rate)
        prepared = prepare_prompt(waveform, self.sample_rate, self.samples_per_token)
        codes = self.codec.encode(prepared.waveform[None].to(self.device))
        semantic = self.semantic_tokens(prepared.waveform)
        return VoicePrompt(prepared, codes, semantic, time.perf_counter() - started)

    def stream(
        self,
        transcript: str | Script,
        prompt: Tensor | str | Path | VoicePrompt,
        seed: int = 0,
        schedule: Schedule = Schedule(),
        candidates: int = 0,
        pace: float = 1.0,
    ) -> Decoding:
        """Say `transcript` in the voice of `prompt`, step by step.

        The transcript becomes semantic tokens at once: of several readings the one that the tokenizer
        recognises best. Acoustic tokens are decoded as the result is iterated. `pace` is that of speaking,
        0.7 (slow) to 1.4.

        Raises:
            UserError: when the transcript, the prompt or the pace cannot be used.
        """
        script = transcript if isinstance(transcript, Script) else read_script(transcript)
        schedule = schedule.over(self.levels)
        voice = prompt if isinstance(prompt, VoicePrompt) else self.encode_prompt(prompt)
        started = time.perf_counter()
        readings = self.text.generate(script.spelling, voice.semantic[0], seed, pace=pace)
        spoken = min(readings, key=lambda one: self.semantic.misreading(one.semantic, script.heard_ids))
        timings = Timings(prompt=voice.seconds, text=time.perf_counter() - started)
        said = {"script": script, "phoneme": spoken.phoneme}
        return self._decode(voice, spoken.semantic[None], timings, seed, schedule, candidates, said)

    def convert(
        self,
        source: Tensor | str | Path,
        prompt: Tensor | str | Path | VoicePrompt,
        seed: int = 0,
        schedule: Schedule = Schedule(),
        candidates: int = 0,
    ) -> Decoding:
        """Say what `source` says, as its semantic tokens have it, in the voice of `prompt`, step by step.

        Raises:
            AudioError: when the source or the prompt cannot be used.
        """
        schedule = schedule.over(self.levels)
        voice = prompt if isinstance(prompt, VoicePrompt) else self.encode_prompt(prompt)
        started = time.perf_counter()
        waveform = source if isinstance(source, Tensor) else read_audio(source, self.sample_rate)
        if not 0.5 <= len(waveform) / self.sample_rate <= MAX_SOURCE_SECONDS:
            raise AudioError(
                f"Choose a source of 0.5 to {MAX_SOURCE_SECONDS:.0f} seconds: this one has "
                f"{len(waveform) / self.sample_rate:.1f}."
            )
        if active_level(waveform, self.sample_rate) < SILENT_DBFS:
            raise AudioError("Choose another source: this one is silent.")
        semantic = self.semantic_tokens(normalise_level(waveform, self.sample_rate))
        timings = Timings(prompt=voice.seconds, text=time.perf_counter() - started)
        return self._decode(voice, semantic, timings, seed, schedule, candidates, {})

    def check_trace(self, trace: Trace) -> None:
        """Refuses a trace with tokens that these models do not have.

        Raises:
            UserError: when it is another model's.
        """
        model, codec = self.storm.config, self.codec
        theirs = (trace.levels, trace.codebook_size, trace.frames_per_semantic, trace.sample_rate, trace.hop)
        own = (model.levels, model.codebook_size, model.frames_per_semantic, codec.sample_rate, codec.hop)
        if theirs != own or int(trace.semantic.max()) >= model.semantic_size:
            raise UserError(
                f"Load the model that made this trace: it has {trace.levels} levels of {trace.codebook_size} "
                f"tokens, and this model has {model.levels} of {model.codebook_size}."
            )

    def add_sound(self, trace: Trace) -> Trace:
        """Add the audio and spectrograms of all levels to a finished trace, to be saved with it; returns it.

        Raises:
            UserError: when the trace is another model's or not finished.
        """
        self.check_trace(trace)
        return add_sound(trace, self.decode_audio)

    def decode_audio(self, codes: Tensor, prompt_frames: int = 0) -> Tensor:
        """Codes int64 [1, q, T] of the first q levels -> waveform float32 [N] of what follows the prompt."""
        return outlet.release(self.codec.decode(codes.to(self.device), prompt_frames)[0], self.sample_rate)

    def decode_levels(self, codes: Tensor, levels: Collection[int]) -> Tensor:
        """Codes int64 [1, Q, T] -> waveform float32 [N] of some levels alone (1..Q, at least one)."""
        return outlet.release(self.codec.decode_levels(codes.to(self.device), levels)[0], self.sample_rate)

    def semantic_tokens(self, waveform: Tensor) -> Tensor:
        """Waveform [N] at `sample_rate` -> int64 [1, S]; the tokenizer may hear at another rate."""
        heard = resample(waveform[None].to(self.device), self.sample_rate, self.semantic.sample_rate)
        return self.semantic.encode(heard)

    def __call__(
        self,
        transcript: str | Script,
        prompt: Tensor | str | Path | VoicePrompt,
        seed: int = 0,
        schedule: Schedule = Schedule(),
    ) -> Result:
        """`stream` run to its end."""
        return finish(self.stream(transcript, prompt, seed, schedule))

    @property
    def device(self) -> torch.device:
        return next(self.storm.parameters()).device

    def _decode(
        self,
        voice: VoicePrompt,
        semantic: Tensor,
        timings: Timings,
        seed: int,
        schedule: Schedule,
        candidates: int,
        said: dict[str, Any],
    ) -> Decoding:
        """Semantic tokens [1, S] in a voice; `said` is what the trace holds of their words."""
        whole = torch.cat([voice.semantic, semantic.to(self.device)], dim=1)
        prompt = voice.codes[0].cpu()
        frames = whole.shape[1] * self.storm.config.frames_per_semantic
        given = torch.full((self.levels, frames), self.storm.config.mask_id)
        given[:, : prompt.shape[1]] = prompt
        trace = Trace(
            given=given,
            semantic=whole[0].cpu(),
            prompt_frames=prompt.shape[1],
            codebook_size=self.storm.config.codebook_size,
            schedule=schedule,
            seed=seed,
            candidates=candidates,
            sample_rate=self.sample_rate,
            hop=self.codec.hop,
            **said,
        )
        steps = self.storm.decode(whole, voice.codes, schedule, seed, candidates)
        return Decoding(trace, steps, self.decode_audio, timings, voice)


def check_parts(codec: Codec, semantic: Tokenizer, text: TextToSemantic, storm: SoundStorm) -> None:
    """Refuses models that do not speak of the same tokens.

    Raises:
        CheckpointError: which says what does not fit.
    """
    model = storm.config
    frames = codec.frame_rate * semantic.samples_per_token / semantic.sample_rate
    pairs = (
        ("the levels of SoundStorm and codec", model.levels, codec.levels),
        ("the codebook sizes of SoundStorm and codec", model.codebook_size, codec.codebook_size),
        ("the codec's frames a semantic token", model.frames_per_semantic, frames),
        ("the semantic tokens of SoundStorm and tokenizer", model.semantic_size, semantic.codebook_size),
        (
            "the semantic tokens of text stage and tokenizer",
            text.config.semantic_size,
            semantic.codebook_size,
        ),
    )
    for what, one, other in pairs:
        if not math.isclose(one, other):
            raise CheckpointError(
                f"Load models of one checkpoint: {what} do not fit together ({one:g} and {other:g})."
            )
