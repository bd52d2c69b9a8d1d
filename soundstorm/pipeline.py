"""Voice prompt + transcript -> decoding steps -> speech. The parts in the order in which they are used."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from soundstorm.acoustic import DecodingStep, Schedule, SoundStorm, Trace
from soundstorm.audio import (
    SILENT_DBFS,
    PreparedPrompt,
    active_level,
    normalise_level,
    prepare_prompt,
    read_audio,
)
from soundstorm.checkpoint import BUNDLED, checkpoint_folder, load_pretrained, save_pretrained
from soundstorm.codec import SoundStream
from soundstorm.errors import AudioError
from soundstorm.nn.precision import has_fast_bfloat16
from soundstorm.semantic import SemanticTokenizer
from soundstorm.text.model import TextToSemantic
from soundstorm.text.normalise import check_transcript
from soundstorm.text.phonemes import phonemize

MAX_SOURCE_SECONDS = 30.0


@dataclass(frozen=True)
class VoicePrompt:
    """A voice, as the models hear it.

    prepared: the recording after trimming and levelling.
    codes: int64 [1, Q, P].
    semantic: int64 [1, P / 2].
    seconds: what encoding it took.
    """

    prepared: PreparedPrompt
    codes: Tensor
    semantic: Tensor
    seconds: float


@dataclass
class Timings:
    """Seconds spent in every part, and the length of what came out."""

    prompt: float = 0.0
    text: float = 0.0
    acoustic: float = 0.0
    codec: float = 0.0
    audio_seconds: float = 0.0

    @property
    def total(self) -> float:
        return self.prompt + self.text + self.acoustic + self.codec

    @property
    def real_time_factor(self) -> float:
        """Seconds of computing a second of speech."""
        return self.total / self.audio_seconds


@dataclass(frozen=True)
class Result:
    """A finished utterance, without its prompt.

    waveform: float32 [N] at sample_rate Hz.
    codes: int64 [1, Q, T].
    semantic: int64 [1, T / 2].
    prompt_frames: length of the prompt the trace begins with.
    """

    waveform: Tensor
    sample_rate: int
    codes: Tensor
    semantic: Tensor
    prompt_frames: int
    trace: Trace
    timings: Timings


class Decoding:
    """An utterance being decoded: iterate once for its steps, then read `result`.

    prompt: the voice.
    semantic: int64 [1, S], what will be said.
    phonemes: their spelling, empty for a conversion.
    """

    def __init__(
        self,
        pipeline: SoundStormPipeline,
        prompt: VoicePrompt,
        semantic: Tensor,
        phonemes: list[str],
        text_seconds: float,
        transcript: str,
        seed: int,
        schedule: Schedule,
        candidates: int,
    ) -> None:
        self.prompt, self.semantic, self.phonemes = prompt, semantic, phonemes
        self.timings = Timings(prompt=prompt.seconds, text=text_seconds)
        self.result: Result | None = None
        self._pipeline = pipeline
        whole = torch.cat([prompt.semantic, semantic], dim=1)
        self._trace = Trace(
            prompt.codes[0].cpu(), whole[0].cpu(), seed, pipeline.storm.config.mask_id, transcript
        )
        self._steps = pipeline.storm.decode(whole, prompt.codes, schedule, seed, candidates)

    @property
    def prompt_frames(self) -> int:
        return self.prompt.codes.shape[2]

    @property
    def frames(self) -> int:
        """Frames of prompt and target together."""
        return self.prompt_frames + 2 * self.semantic.shape[1]

    @property
    def seconds(self) -> float:
        """Length of the speech to come."""
        return (
            (self.frames - self.prompt_frames) * self._pipeline.codec.config.hop / self._pipeline.sample_rate
        )

    def __iter__(self) -> Iterator[DecodingStep]:
        while True:
            started = time.perf_counter()
            step = next(self._steps, None)
            self.timings.acoustic += time.perf_counter() - started
            if step is None:
                return
            self._trace.record(step)
            if step.level_done and step.level == self._pipeline.levels:
                self._finish(step)
            yield step

    def _finish(self, step: DecodingStep) -> None:
        started = time.perf_counter()
        waveform = self._pipeline.decode_audio(step.codes, self.prompt_frames)
        self.timings.codec = time.perf_counter() - started
        self.timings.audio_seconds = len(waveform) / self._pipeline.sample_rate
        codes = step.codes[:, :, self.prompt_frames :]
        self.result = Result(
            waveform,
            self._pipeline.sample_rate,
            codes,
            self.semantic,
            self.prompt_frames,
            self._trace,
            self.timings,
        )


class SoundStormPipeline:
    """Codec, semantic tokenizer, text stage and SoundStorm together."""

    def __init__(
        self, codec: SoundStream, semantic: SemanticTokenizer, text: TextToSemantic, storm: SoundStorm
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
            load_pretrained(SemanticTokenizer, folder / "semantic", device),
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

        The transcript becomes semantic tokens at once; acoustic tokens are decoded as the result is iterated.

        Raises:
            UserError: when the transcript or the prompt cannot be used.
        """
        transcript = check_transcript(transcript)
        voice = prompt if isinstance(prompt, VoicePrompt) else self.encode_prompt(prompt)
        started = time.perf_counter()
        words = phonemize(transcript)
        spoken = self.text.generate(words, voice.semantic[0], seed)
        seconds = time.perf_counter() - started
        phonemes = [phoneme for word in words for phoneme in word]
        semantic = spoken.semantic[None].to(voice.semantic.device)
        return Decoding(self, voice, semantic, phonemes, seconds, transcript, seed, schedule, candidates)

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
        seconds = time.perf_counter() - started
        return Decoding(self, voice, semantic, [], seconds, "", seed, schedule, candidates)

    def decode_audio(self, codes: Tensor, prompt_frames: int = 0) -> Tensor:
        """Codes int64 [1, q, T] of the first q levels -> waveform float32 [N] of what follows the prompt.

        The end of the prompt is decoded with the rest, as its context, and then cut off.
        """
        context = min(prompt_frames, self.codec.context_frames)
        waveform = self.codec.decode(codes[:, :, prompt_frames - context :])[0]
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


def finish(decoding: Decoding) -> Result:
    """Run a decoding to its end."""
    for _ in decoding:
        pass
    return decoding.result
