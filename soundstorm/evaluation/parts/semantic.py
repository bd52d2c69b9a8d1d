"""What semantic tokens keep (phonemes) and what they should leave out (the speaker)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log2
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torchaudio.functional import resample
from tqdm import tqdm

from soundstorm.audio import read_audio
from soundstorm.corpus import BAND_LIMITED, NON_NATIVE, round_robin
from soundstorm.errors import AudioError
from soundstorm.evaluation.instruments.abx import Segment, abx_error
from soundstorm.evaluation.instruments.codebooks import codebook_entropy, codebook_usage
from soundstorm.evaluation.instruments.packages import SAMPLE_RATE
from soundstorm.evaluation.instruments.phonemes import recognise, reference_phonemes
from soundstorm.evaluation.instruments.probe import FOLDS, probe
from soundstorm.evaluation.instruments.spectrum import log_mel
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.report.part import Part
from soundstorm.evaluation.report.statistics import bootstrap_mean, bootstrap_ratio

if TYPE_CHECKING:
    from soundstorm.corpus import Clip
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.semantic.protocol import Tokenizer

CLIPS = 80


def measure_semantic(study: Study) -> Part:
    """Phoneme error rate through the bottleneck (native, non-native), speaker leakage, usage and bitrate."""
    tokenizer = study.pipeline.semantic
    transcribed = [clip for clip in study.clips if clip.transcript]
    figures: dict[str, Any] = {}
    rows = []
    for name, native in (("phoneme_error_rate", True), ("phoneme_error_rate_non_native", False)):
        group = [clip for clip in transcribed if (clip.corpus not in NON_NATIVE) == native]
        chosen = round_robin(group, study.count or CLIPS)
        own = [
            row_of(tokenizer, clip, native) for clip in tqdm(chosen, desc=f"semantic, {name}", unit="clip")
        ]
        if own:
            errors, phonemes, speakers = (
                [row[key] for row in own] for key in ("errors", "phonemes", "speaker")
            )
            figures[name] = bootstrap_ratio(errors, phonemes, speakers)
        rows += own
    tokens_per_second = tokenizer.sample_rate / tokenizer.samples_per_token
    figures["bitrate"] = tokens_per_second * log2(tokenizer.codebook_size)
    figures["abx"] = measure_abx(study)
    return Part(figures | measure_leakage(tokenizer, study.clips, study.count), rows)


def row_of(tokenizer: Tokenizer, clip: Clip, native: bool) -> dict[str, Any]:
    """What the tokenizer's recogniser makes of one clip."""
    found = recognise(tokenizer, encode(tokenizer, clip)[None], clip.transcript)
    return {
        "clip": clip.path.name,
        "corpus": clip.corpus,
        "speaker": clip.speaker,
        "native": native,
        "errors": found.errors,
        "phonemes": found.phonemes,
    }


def measure_abx(study: Study) -> dict[str, Any]:
    """Phonemes confused within and across speakers, by semantic and by acoustic tokens' embeddings."""
    usable = [clip for clip in study.clips if clip.transcript and clip.corpus not in NON_NATIVE]
    segments: dict[str, list[Segment]] = {"semantic": [], "acoustic": []}
    for clip in tqdm(round_robin(usable, study.count or CLIPS), desc="semantic, ABX", unit="clip"):
        try:
            found = segments_of(study.pipeline, clip)
        except AudioError:  # too short for its transcript, as training finds it, too
            continue
        for name, own in found.items():
            segments[name] += own
    return {
        name: {"within": abx_error(own, across=False), "across": abx_error(own, across=True)}
        for name, own in segments.items()
    }


def segments_of(pipeline: SoundStormPipeline, clip: Clip) -> dict[str, list[Segment]]:
    """The phonemes of a transcribed clip, as embeddings of its semantic and of its acoustic tokens."""
    tokenizer, codec = pipeline.semantic, pipeline.codec
    waveform = read_audio(clip.path, tokenizer.sample_rate)
    # whole tokens, so that each has as many frames as any other
    waveform = waveform[: len(waveform) // tokenizer.samples_per_token * tokenizer.samples_per_token]
    tokens = tokenizer.encode(waveform[None])
    codes = codec.encode(resample(waveform, tokenizer.sample_rate, codec.sample_rate)[None])
    embedded = {
        "semantic": tokenizer.quantizer.points(tokens)[0],
        "acoustic": codec.quantizer.decode(codes)[0],
    }
    reference = reference_phonemes(clip.transcript)
    places, lengths = tokenizer.align(tokens[0], reference).unique_consecutive(return_counts=True)
    return {
        name: [
            Segment(reference[place], clip.speaker, part)
            for place, part in zip(
                places.tolist(), frames.split((len(frames) // len(tokens[0]) * lengths).tolist()), strict=True
            )
        ]
        for name, frames in embedded.items()
    }


def measure_leakage(tokenizer: Tokenizer, clips: Sequence[Clip], count: int | None) -> dict[str, Any]:
    """How often a linear probe names the speaker from tokens, and from log-mel means, of the same clips.

    Only speakers with a clip for every fold take part, with that many clips each, so that chance is the
    same for all of them. Band-limited recordings would betray themselves to the log-mel probe alone.
    """
    candidates = [clip for clip in clips if clip.corpus not in BAND_LIMITED]
    spoken = Counter(clip.speaker for clip in candidates)
    eligible = [clip for clip in candidates if spoken[clip.speaker] >= FOLDS]
    speakers = max(2, (count or CLIPS) // FOLDS)
    names = list(dict.fromkeys(clip.speaker for clip in round_robin(eligible)))[:speakers]
    if len(names) < 2:
        return {}
    chosen = round_robin([clip for clip in eligible if clip.speaker in names], FOLDS * len(names))
    size, owners = tokenizer.codebook_size, [clip.speaker for clip in chosen]
    tokens, means = [], []
    for clip in tqdm(chosen, desc="semantic, speaker probe", unit="clip"):
        tokens.append(encode(tokenizer, clip))
        means.append(log_mel(read_audio(clip.path, SAMPLE_RATE)).mean(0))
    histograms = [torch.bincount(own, minlength=size) / len(own) for own in tokens]
    by_tokens = probe(torch.stack(histograms), owners).double().tolist()
    by_mel = probe(torch.stack(means), owners).double().tolist()
    every = torch.cat(tokens)
    return {
        "probe": {
            "tokens": bootstrap_mean(by_tokens, owners),
            "log_mel": bootstrap_mean(by_mel, owners),
            "ratio": bootstrap_ratio(by_tokens, by_mel, owners),
            "chance": 1 / len(names),
        },
        "usage": codebook_usage(every, size),
        "entropy": codebook_entropy(every, size),
    }


def encode(tokenizer: Tokenizer, clip: Clip) -> Tensor:
    """The tokens int64 [S] of a clip, outside of inference mode: the probe trains on them."""
    return tokenizer.encode(read_audio(clip.path, tokenizer.sample_rate)[None])[0].clone()
