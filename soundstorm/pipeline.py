"""Voice prompt + transcript -> decoding steps -> speech. The parts in the order in which they are used."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from soundstorm.acoustic import DecodingStep, Schedule, SoundStorm
from soundstorm.audio import (
    SILENT_DBFS,
    active_level,
    normalise_level,
    prepare_prompt,
    read_audio,
)
from soundstorm.checkpoint import BUNDLED, checkpoint_folder, load_pretrained, save_pretrained
from soundstorm.codec import SoundStream
from soundstorm.errors import AudioError, UserError
from soundstorm.nn.precision import has_fast_bfloat16
from soundstorm.semantic import SemanticTokenizer, WhisperTokenizer, load_tokenizer
from soundstorm.text.model import TextToSemantic
from soundstorm.text.normalise import check_transcript, spoken_words
from soundstorm.text.phonemes import phoneme_ids, phonemize
from soundstorm.trace import Trace
from soundstorm.trace.edit import check_token, rest_of, with_region, with_token
from soundstorm.trace.sound import add_sound
from soundstorm.utterance import Decoding, Result, Timings, VoicePrompt, finish

__all__ = ["Decoding", "Result", "SoundStormPipeline", "Timings", "VoicePrompt", "finish"]

MAX_SOURCE_SECONDS = 30.0


class SoundStormPipeline:
    """Codec, semantic tokenizer, text stage and SoundStorm together."""

    def __init__(
        self,
        codec: SoundStream,
        semantic: SemanticTokenizer | WhisperTokenizer,
        text: TextToSemantic,
        storm: SoundStorm,
    ) -> None:
        self.codec, self.semantic, self.text, self.storm = codec, semantic, text, storm

    @classmethod
    def from_pretrained(
        cls, folder_or_hub_id: str | Path = BUNDLED, device: str = "cpu"
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
        return self.codec.config.sample_rate

    @property
    def levels(self) -> int:
        return self.codec.config.levels

    def encode_prompt(self, prompt: Tensor | str | Path) -> VoicePrompt:
        """Trim, level and tokenize a voice prompt: a file or a waveform [N] at `sample_rate`.

        Raises:
            AudioError: when it is silent, clipped, too short, too long or not audio.
        """
        started = time.perf_counter()
        waveform = prompt if isinstance(prompt, Tensor) else read_audio(prompt, self.sample_rate)
        prepared = prepare_prompt(waveform, self.sample_rate)
        codes, semantic = self._tokenize(prepared.waveform)
        return VoicePrompt(prepared, codes, semantic, time.perf_counter() - started)

    def stream(
        self,
        transcript: str,
        prompt: Tensor | str | Path | VoicePrompt,
        seed: int = 0,
        schedule: Schedule = Schedule(),
        candidates: int = 0,
    ) -> Decoding:
        """Say `transcript` in the voice of `prompt`, step by step.

        The transcript becomes semantic tokens at once: of several readings the one that the tokenizer
        recognises best. Acoustic tokens are decoded as the result is iterated.

        Raises:
            UserError: when the transcript or the prompt cannot be used.
        """
        transcript = check_transcript(transcript)
        voice = prompt if isinstance(prompt, VoicePrompt) else self.encode_prompt(prompt)
        started = time.perf_counter()
        words = phonemize(transcript)
        readings = self.text.generate(words, voice.semantic[0], seed)
        ids = phoneme_ids(words)
        spoken = min(readings, key=lambda reading: self.semantic.misreading(reading.semantic, ids))
        seconds = time.perf_counter() - started
        script = {
            "transcript": transcript,
            "phonemes": [phoneme for word in words for phoneme in word],
            "words": _place_words(transcript, words),
            "phoneme": spoken.phoneme,
        }
        timings = Timings(prompt=voice.seconds, text=seconds)
        return self._decode(voice, spoken.semantic[None], timings, seed, schedule, candidates, script)

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
        semantic = self.semantic.encode(normalise_level(waveform, self.sample_rate)[None].to(self._device))
        timings = Timings(prompt=voice.seconds, text=time.perf_counter() - started)
        return self._decode(voice, semantic, timings, seed, schedule, candidates, {})

    def edit(
        self,
        trace: Trace,
        region: Any = None,
        seed: int | None = None,
        schedule: Schedule | None = None,
        *,
        step: int | None = None,
        level: int | None = None,
        frame: int | None = None,
        token: int | None = None,
    ) -> Decoding:
        """What if? Decode a region of a finished trace again, or one token chosen by hand and all after it.

        Noise depends on seed, level, iteration and frame alone, so whatever comes out different is due to
        the edit. Nothing in `trace` changes.

        Args:
            trace: a decoding by this model.
            region: bool [Q, T - P], True where to decode again; everything else stays.
            seed, schedule: for a region; the trace's own when they are left out.
            step, level, frame, token: instead of a region: the cell of `level` (from 1) and `frame` (from the
                start of the prompt), which was open in `step` (index into the trace's iterations), gets
                `token` there and keeps it; the decoding goes on from that iteration.

        Raises:
            UserError: when the trace is another model's or the edit not possible.
        """
        self._check_own(trace)
        place = {"step": step, "level": level, "frame": frame, "token": token}
        if (region is None) == any(value is None for value in place.values()):
            raise UserError("Give a region to decode again, or the step, level, frame and token to change.")
        if region is None:
            check_token(trace, **place)
            edited = with_token(trace, step, frame, token, self._probability(trace, **place))
        else:
            edited = with_region(trace, region, schedule, seed)
        mask, hidden, start = rest_of(edited)
        steps: Iterator[DecodingStep] = iter(())
        if bool(hidden.any()):
            steps = self.storm.redecode(
                edited.semantic[None].to(self._device),
                edited.codes.to(self._device),
                mask.to(self._device),
                edited.schedule,
                edited.seed,
                candidates=edited.candidates,
                prompt_frames=edited.prompt_frames,
                hidden=hidden.to(self._device),
                start=start,
            )
        return Decoding(edited, steps, self.decode_audio, Timings())

    def again(
        self, trace: Trace, seed: int | None = None, schedule: Schedule | None = None, title: str = ""
    ) -> Decoding:
        """Decode all that a finished trace says once more: another decoding of its words in its voice.

        Args:
            trace: a decoding by this model.
            seed, schedule: the trace's own when they are left out.
            title: of the new trace.

        Raises:
            UserError: when the trace is another model's or not finished.
        """
        everything = torch.ones(trace.levels, trace.target_frames, dtype=torch.bool)
        decoding = self.edit(trace, everything, seed, schedule)
        # nothing of the old decoding is left
        decoding.trace.edit, decoding.trace.title = None, title
        return decoding

    def add_sound(self, trace: Trace) -> Trace:
        """Add the audio and spectrograms of all levels to a finished trace, to be saved with it; returns it.

        Raises:
            UserError: when the trace is another model's or not finished.
        """
        self._check_own(trace)
        return add_sound(trace, self.decode_audio)

    def decode_audio(self, codes: Tensor, prompt_frames: int = 0) -> Tensor:
        """Codes int64 [1, q, T] of the first q levels -> waveform float32 [N] of what follows the prompt.

        The end of the prompt is decoded with the rest, as its context, and then cut off.
        """
        context = min(prompt_frames, self.codec.context_frames)
        waveform = self.codec.decode(codes[:, :, prompt_frames - context :].to(self._device))[0]
        return waveform[context * self.codec.config.hop :].cpu()

    def __call__(
        self,
        transcript: str,
        prompt: Tensor | str | Path | VoicePrompt,
        seed: int = 0,
        schedule: Schedule = Schedule(),
    ) -> Result:
        """`stream` run to its end."""
        return finish(self.stream(transcript, prompt, seed, schedule))

    @property
    def _device(self) -> torch.device:
        return next(self.codec.parameters()).device

    def _tokenize(self, waveform: Tensor) -> tuple[Tensor, Tensor]:
        waveform = waveform[None].to(self._device)
        return self.codec.encode(waveform), self.semantic.encode(waveform)

    def _decode(
        self,
        voice: VoicePrompt,
        semantic: Tensor,
        timings: Timings,
        seed: int,
        schedule: Schedule,
        candidates: int,
        script: dict[str, Any],
    ) -> Decoding:
        """Semantic tokens [1, S] in a voice; `script` is what the trace says about their words."""
        whole = torch.cat([voice.semantic, semantic.to(self._device)], dim=1)
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
            hop=self.codec.config.hop,
            **script,
        )
        steps = self.storm.decode(whole, voice.codes, schedule, seed, candidates)
        return Decoding(trace, steps, self.decode_audio, timings, voice)

    def _check_own(self, trace: Trace) -> None:
        """Refuses a trace with tokens that these models do not have."""
        model, codec = self.storm.config, self.codec.config
        theirs = (trace.levels, trace.codebook_size, trace.frames_per_semantic, trace.sample_rate, trace.hop)
        own = (model.levels, model.codebook_size, model.frames_per_semantic, codec.sample_rate, codec.hop)
        if theirs != own or int(trace.semantic.max()) >= model.semantic_size:
            raise UserError(
                f"Load the model that made this trace: it has {trace.levels} levels of {trace.codebook_size} "
                f"tokens, and this model has {model.levels} of {model.codebook_size}."
            )

    @torch.inference_mode()
    def _probability(self, trace: Trace, step: int, level: int, frame: int, token: int) -> float:
        """What the network gave to `token` in a step of a trace, kept or not."""
        before = trace.codes_after(step).to(self._device)
        hidden = self.storm(before, trace.semantic[None].to(self._device))
        return float(self.storm.logits(hidden[0, frame], level).float().softmax(dim=0)[token])


def _place_words(transcript: str, words: list[list[str]]) -> list[tuple[str, tuple[int, int]]]:
    """Every spoken word with its first and last + 1 among the phonemes of all."""
    placed, first = [], 0
    for word, phonemes in zip(spoken_words(transcript), words, strict=True):
        placed.append((word, (first, first + len(phonemes))))
        first += len(phonemes)
    return placed
