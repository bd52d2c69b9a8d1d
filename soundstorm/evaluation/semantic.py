"""What semantic tokens keep (phonemes) and what they should leave out (the speaker)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log2
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from tqdm import tqdm

from soundstorm.audio import read_audio
from soundstorm.evaluation import metrics
from soundstorm.evaluation.part import Part
from soundstorm.evaluation.probe import FOLDS, probe
from soundstorm.evaluation.recognition import Recognition, compare, reference_phonemes
from soundstorm.evaluation.statistics import bootstrap_mean, bootstrap_ratio, round_robin
from soundstorm.training.data import BAND_LIMITED, NON_NATIVE

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.semantic.model import SemanticTokenizer
    from soundstorm.training.data import Clip

CLIPS = 80


def recognise(tokenizer: SemanticTokenizer, waveform: Tensor, transcript: str) -> Recognition:
    """What the tokenizer's own recogniser makes of a waveform [N], against its transcript."""
    with torch.inference_mode():
        heard = tokenizer.recognise(waveform[None])[0]
    return compare(reference_phonemes(transcript), heard)


def measure_semantic(pipeline: SoundStormPipeline, clips: Sequence[Clip], count: int | None) -> Part:
    """Phoneme error rate through the bottleneck (native, non-native), speaker leakage, usage and bitrate."""
    tokenizer = pipeline.semantic
    transcribed = [clip for clip in clips if clip.transcript]
    figures: dict = {}
    rows = []
    for name, native in (("phoneme_error_rate", True), ("phoneme_error_rate_non_native", False)):
        group = [clip for clip in transcribed if (clip.corpus not in NON_NATIVE) == native]
        measured = []
        for clip in tqdm(round_robin(group, count or CLIPS), desc=f"semantic, {name}", unit="clip"):
            waveform = read_audio(clip.path, metrics.SAMPLE_RATE)
            found = recognise(tokenizer, waveform, clip.transcript)
            measured.append((clip, found))
            rows.append(
                {"clip": clip.path.name, "corpus": clip.corpus, "speaker": clip.speaker, "native": native}
                | {"error_rate": found.error_rate}
            )
        if measured:
            figures[name] = bootstrap_ratio(
                [found.errors for _, found in measured],
                [found.phonemes for _, found in measured],
                [clip.speaker for clip, _ in measured],
            )
    tokens_per_second = metrics.SAMPLE_RATE / tokenizer.samples_per_token
    figures["bitrate"] = tokens_per_second * log2(tokenizer.codebook_size)
    return Part(figures | measure_leakage(tokenizer, clips, count), rows)


def measure_leakage(tokenizer: SemanticTokenizer, clips: Sequence[Clip], count: int | None) -> dict:
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
    histograms, means, tokens = [], [], []
    for clip in tqdm(chosen, desc="semantic, speaker probe", unit="clip"):
        waveform = read_audio(clip.path, metrics.SAMPLE_RATE)
        with torch.inference_mode():
            semantic = tokenizer.encode(waveform[None])[0].clone()
        tokens.append(semantic)
        counts = torch.bincount(semantic, minlength=tokenizer.codebook_size)
        histograms.append(counts / len(semantic))
        means.append(metrics.log_mel(waveform).mean(0))
    owners = [clip.speaker for clip in chosen]
    by_tokens = probe(torch.stack(histograms), owners).double().tolist()
    by_mel = probe(torch.stack(means), owners).double().tolist()
    every, size = torch.cat(tokens), tokenizer.codebook_size
    return {
        "probe": {
            "tokens": bootstrap_mean(by_tokens, owners),
            "log_mel": bootstrap_mean(by_mel, owners),
            "ratio": bootstrap_ratio(by_tokens, by_mel, owners),
            "chance": 1 / len(names),
        },
        "usage": metrics.codebook_usage(every, size),
        "entropy": metrics.codebook_entropy(every, size),
    }
