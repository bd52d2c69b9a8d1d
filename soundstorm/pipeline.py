"""Voice prompt + transcript -> decoding steps -> speech. The parts in the order in which they are used."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torchaudio.functional import resample

from soundstorm import outlet
from soundstorm.acoustic import DecodingStep, Schedule, SoundStorm
from soundstorm.acoustic.engine import chosen_precision
from soundstorm.aloud import speak_aloud
from soundstorm.audio import waveform_of
from soundstorm.audio.prompt import MAX_PROMPT_SECONDS, MAX_RECORDING_SECONDS
from soundstorm.audio.source import MAX_SOURCE_SECONDS, prepare_source
from soundstorm.audiolm import AudioLM
from soundstorm.bundled import TOKENIZER, WORKSHOP
from soundstorm.checkpoint import checkpoint_folder, load_pretrained, save_pretrained
from soundstorm.codec import Codec, SoundStream
from soundstorm.continuation import continue_speech
from soundstorm.dialogue import encode_prompts, speak_dialogue
from soundstorm.fit import check_audiolm, check_classifier, check_parts, check_trace
from soundstorm.safety.classifier import Classifier, Ear
from soundstorm.safety.origin import Origin
from soundstorm.safety.watermark import load_watermark
from soundstorm.seeds import checked_seed
from soundstorm.semantic import WhisperTokenizer
from soundstorm.semantic.heard import prompt_with_speech
from soundstorm.semantic.protocol import Tokenizer
from soundstorm.text.choice import best_of, count_readings
from soundstorm.text.gaps import shorten_gaps
from soundstorm.text.model import GeneratedSemantic, TextToSemantic, longest_text
from soundstorm.text.script import Script, read_script
from soundstorm.trace import Trace
from soundstorm.trace.sound import add_sound
from soundstorm.trace.turns import speakers_of
from soundstorm.utterance import Decoding, Given, Result, Timings, VoicePrompt, begin_trace, finish

__all__ = ["Decoding", "Result", "SoundStormPipeline", "Timings", "VoicePrompt", "finish"]

log = logging.getLogger(__name__)


class SoundStormPipeline:
    """Codec, semantic tokenizer, text stage and SoundStorm together; AudioLM's stages if there are."""

    def __init__(
        self,
        codec: Codec,
        semantic: Tokenizer,
        text: TextToSemantic,
        storm: SoundStorm,
        audiolm: AudioLM | None = None,
        watermark: bool = True,
        origin: Origin = Origin(),
        classifier: Classifier | None = None,
    ) -> None:
        """
        watermark: whether all sound is marked as generated; doing without is logged.
        origin: what files of this pipeline's sound say of its models.
        classifier: that knows their speech; without one there is no `ear`.

        Raises:
            CheckpointError: when they were not trained on each other's tokens, or the watermark is damaged.
        """
        check_parts(codec, semantic, text, storm)
        if audiolm is not None:
            check_audiolm(audiolm, storm)
        if classifier is not None:
            check_classifier(classifier, storm)
        self.codec, self.semantic, self.text, self.storm, self.audiolm = codec, semantic, text, storm, audiolm
        self.watermark, self.origin = watermark, origin
        self.ear = classifier and Ear(codec, semantic, storm, classifier)
        if watermark:
            load_watermark(self.device)
        else:
            log.warning("The speech of this pipeline carries no watermark.")

    @classmethod
    def from_pretrained(
        cls,
        folder_or_hub_id: str | Path = WORKSHOP,
        device: str = "cpu",
        watermark: bool = True,
        precision: str | None = None,
    ) -> SoundStormPipeline:
        """Load the models of a checkpoint: a local folder or a Hub repository.

        One without a tokenizer of its own speaks in the tokens of the bundled one. SoundStorm decodes in
        `precision`, as `acoustic.engine` has them. Doing without `watermark` is logged.

        Raises:
            CheckpointError: when it is missing, incomplete or damaged.
        """
        folder = checkpoint_folder(folder_or_hub_id)
        storm = load_pretrained(SoundStorm, folder / "acoustic", device)
        own, stages, classifier = (folder / name for name in ("semantic", "audiolm", "classifier"))
        semantic = load_pretrained(WhisperTokenizer, own if own.is_dir() else TOKENIZER, device)
        rate, each = semantic.sample_rate / semantic.samples_per_token, storm.config.frames_per_semantic
        return cls(
            load_pretrained(SoundStream, folder / "codec", device),
            semantic,
            load_pretrained(TextToSemantic, folder / "text", device),
            storm.compute_in(precision or chosen_precision(device)),
            AudioLM.from_pretrained(stages, rate, each, device) if stages.is_dir() else None,
            watermark,
            Origin.of(folder_or_hub_id, folder),
            load_pretrained(Classifier, classifier, device) if classifier.is_dir() else None,
        )

    def save_pretrained(self, folder: str | Path, dtype: torch.dtype | None = None) -> None:
        """Write the models, with their weights stored as `dtype` or as they are."""
        parts = {"codec": self.codec, "semantic": self.semantic, "text": self.text, "acoustic": self.storm}
        if self.audiolm is not None:
            parts |= {f"audiolm/{name}": stage for name, stage in self.audiolm.stages.items()}
        if self.ear:
            parts["classifier"] = self.ear.classifier
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

    def encode_prompt(
        self, prompt: Tensor | str | Path, max_seconds: float = MAX_PROMPT_SECONDS
    ) -> VoicePrompt:
        """Trim, level and tokenize at most `max_seconds` of a voice: a file or waveform [N] at `sample_rate`.

        Raises:
            AudioError: when it is silent, without speech, clipped, too short, too long or not audio.
        """
        started, rate = time.perf_counter(), self.sample_rate
        waveform = waveform_of(prompt, rate, MAX_RECORDING_SECONDS)
        prepared, semantic = prompt_with_speech(
            self.semantic, self.semantic_tokens, waveform, rate, self.samples_per_token, max_seconds
        )
        codes = self.codec.encode(prepared.waveform[None].to(self.device))
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

        The transcript becomes semantic tokens at once; acoustic tokens are decoded as the result is iterated.
        `pace` is that of speaking, 0.7 (slow) to 1.4.

        Raises:
            UserError: when the transcript, the prompt or the pace cannot be used.
        """
        script = transcript if isinstance(transcript, Script) else read_script(transcript, longest_text(pace))
        schedule = schedule.over(self.levels)
        given = encode_prompts(self, [prompt], MAX_PROMPT_SECONDS, MAX_PROMPT_SECONDS)
        return self.speak(script, given, seed, schedule, candidates, pace=pace)

    dialogue = speak_dialogue
    read_aloud = speak_aloud
    continue_speech = continue_speech

    def speak(
        self,
        script: Script,
        given: Given,
        seed: int = 0,
        schedule: Schedule = Schedule(),
        candidates: int = 0,
        decode_audio: Callable[[Tensor, int], Tensor] | None = None,
        pace: float = 1.0,
    ) -> Decoding:
        """Say a script after given tokens, as `stream`, `dialogue` and `read_aloud` do.

        Args:
            decode_audio: as `Decoding` takes it, the pipeline's own without it.

        Raises:
            TextError: when the text stage does not come to an end.
        """
        seed, started = checked_seed(seed), time.perf_counter()
        spoken = self.best_reading(script, given.semantic[0], seed, pace)
        timings = Timings(prompt=given.seconds, text=time.perf_counter() - started)
        said, steps = {"script": script, "phoneme": spoken.phoneme}, (seed, schedule, candidates)
        return self.decode_semantic(given, spoken.semantic[None], timings, *steps, said, decode_audio)

    def best_reading(self, script: Script, prompt: Tensor, seed: int, pace: float = 1.0) -> GeneratedSemantic:
        """Of every sentence the best recognised reading: tokens that follow those int64 [P] of a prompt."""
        # whoever hears the silence at a prompt's end goes on with it
        spoken = prompt[: self.semantic.end_of_speech(prompt)]
        places, count = script.sentence_places, count_readings(script)
        readings = self.text.generate(script.spelling, spoken, seed, count, pace=pace, sentences=places)
        best = best_of(readings, script, self.semantic.misreading)
        return shorten_gaps(best, script, self.semantic.hears(best.semantic), seed)

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
        given = encode_prompts(self, [prompt], MAX_PROMPT_SECONDS, MAX_PROMPT_SECONDS)
        started, rate = time.perf_counter(), self.sample_rate
        waveform = waveform_of(source, rate, MAX_SOURCE_SECONDS)
        semantic = self.semantic_tokens(prepare_source(waveform, rate))
        timings = Timings(prompt=given.seconds, text=time.perf_counter() - started)
        return self.decode_semantic(given, semantic, timings, seed, schedule, candidates, {})

    def check_trace(self, trace: Trace) -> None:
        """Refuses a trace with another model's tokens, by a UserError."""
        check_trace(trace, self.codec, self.storm)

    def add_sound(self, trace: Trace) -> Trace:
        """Add the audio and spectrograms of all levels to a finished trace, to be saved with it; returns it.

        Raises:
            UserError: when the trace is another model's or not finished.
        """
        self.check_trace(trace)
        return add_sound(trace, self.decode_audio, self.watermark)

    def decode_audio(self, codes: Tensor, prompt_frames: int = 0) -> Tensor:
        """Codes int64 [1, q, T] of the first q levels -> waveform float32 [N] of what follows the prompt."""
        return outlet.release(
            self.codec.decode(codes.to(self.device), prompt_frames)[0], self.sample_rate, self.watermark
        )

    def decode_levels(self, codes: Tensor, levels: Collection[int]) -> Tensor:
        """Codes int64 [1, Q, T] -> waveform float32 [N] of some levels alone (1..Q, at least one)."""
        return outlet.release(
            self.codec.decode_levels(codes.to(self.device), levels)[0], self.sample_rate, self.watermark
        )

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
        pace: float = 1.0,
    ) -> Result:
        """`stream` run to its end."""
        return finish(self.stream(transcript, prompt, seed, schedule, pace=pace))

    @property
    def device(self) -> torch.device:
        return next(self.storm.parameters()).device

    def decode_semantic(
        self,
        given: Given,
        semantic: Tensor,
        timings: Timings,
        seed: int,
        schedule: Schedule,
        candidates: int,
        said: dict[str, Any],
        decode_audio: Callable[[Tensor, int], Tensor] | None = None,
    ) -> Decoding:
        """Semantic tokens [1, S] in given voices; `said` is what the trace holds of their words."""
        schedule = schedule.over(self.levels)
        trace = begin_trace(self, given, semantic, seed, schedule, candidates, said)
        speakers, whole = speakers_of(trace)[None].to(self.device), trace.semantic[None].to(self.device)

        def steps() -> Iterator[DecodingStep]:  # begun when asked: its time holds the prompt's
            yield from self.storm.decode(whole, given.codes, schedule, trace.seed, candidates, speakers)

        return Decoding(trace, steps(), decode_audio or self.decode_audio, timings, given.voices)
