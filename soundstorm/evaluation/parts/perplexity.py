"""How sure AudioLM's semantic stage is of the next token of unseen speakers, beside unigrams and bigrams."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from tqdm import tqdm

from soundstorm.audiolm.ngrams import NGrams
from soundstorm.corpus import is_full_band, round_robin
from soundstorm.evaluation.parts.semantic import encode
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.report.statistics import Estimate, bootstrap_ratio

if TYPE_CHECKING:
    from soundstorm.audiolm import TokenLanguageModel
    from soundstorm.corpus import Clip

# Of training speech that is counted: all of it takes longer to tokenize than all else to measure.
MINUTES = 60.0


def measure_perplexity(study: Study) -> dict[str, Any]:
    """Of the takes' semantic tokens but each take's first, which has none before it.

    N-grams are counted on the first `MINUTES` of the training speech; without any they are left out.
    """
    tokenizer, stage = study.pipeline.semantic, study.pipeline.audiolm.semantic
    counted_clips = first_minutes([clip for clip in study.training if is_full_band(clip)])
    spoken = [
        encode(tokenizer, clip).cpu().numpy()
        for clip in tqdm(counted_clips, desc="audiolm, n-grams", unit="clip")
    ]
    ngrams = NGrams(spoken, tokenizer.codebook_size) if spoken else None
    losses = defaultdict(list)
    for take in study.takes:
        (tokens,) = take.semantic
        losses["semantic"].append(stage_loss(stage, tokens))
        for name, loss in ngrams.losses(tokens.cpu().numpy()).items() if ngrams else ():
            losses[name].append(loss)
    counts = [take.semantic.shape[1] - 1 for take in study.takes]
    speakers = [take.speaker for take in study.takes]
    figures = {
        name: exponential(
            bootstrap_ratio([loss * count for loss, count in zip(own, counts, strict=True)], counts, speakers)
        )
        for name, own in losses.items()
    }
    return figures | {"training_minutes": sum(clip.seconds for clip in counted_clips) / 60}


def first_minutes(clips: Sequence[Clip], minutes: float = MINUTES) -> list[Clip]:
    """As many clips, each speaker's in turn, as stay within so many minutes."""
    chosen, seconds = [], 0.0
    for clip in round_robin(clips):
        seconds += clip.seconds
        if seconds > 60 * minutes:
            break
        chosen.append(clip)
    return chosen


@torch.inference_mode()
def stage_loss(stage: TokenLanguageModel, tokens: Tensor) -> float:
    """Mean cross-entropy in nats of tokens int64 [S] but the first."""
    nothing = tokens.new_zeros(1, 0, 0)
    whole, first = (len(part) * float(stage(nothing, part[None, None])) for part in (tokens, tokens[:1]))
    return (whole - first) / (len(tokens) - 1)


def exponential(estimate: Estimate) -> Estimate:
    """The perplexity of a cross-entropy in nats, and of its interval's bounds."""
    bounds = (math.exp(value) for value in (estimate.value, estimate.low, estimate.high))
    return replace(estimate, **dict(zip(("value", "low", "high"), bounds, strict=True)))
