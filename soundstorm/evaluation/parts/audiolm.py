"""AudioLM's acoustic stages beside SoundStorm, which replaces them, as both papers compare them.

Both speak the true semantic tokens of the same takes after the first 3 s (SoundStorm, section 4.2). Both also
speak them after nothing: how often it is still the speaker's voice says how much of a voice semantic tokens
hold (AudioLM, Borsos et al. 2022, section V-C). Its semantic stage is measured by its perplexity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from soundstorm.continuation import required_acoustic
from soundstorm.evaluation.parts.acoustic import copied, measure_takes
from soundstorm.evaluation.parts.hearing import hear
from soundstorm.evaluation.parts.judging import Speech, counts, summarise
from soundstorm.evaluation.parts.perplexity import measure_perplexity
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.parts.takes import Take
from soundstorm.evaluation.report.part import Part
from soundstorm.evaluation.report.statistics import Estimate, bootstrap_ratio

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline

SYSTEMS = ("soundstorm", "audiolm")
SOURCES = ("recording", "codec", *SYSTEMS, *(f"{system}_unprompted" for system in SYSTEMS))


def measure_audiolm(study: Study) -> Part:
    """Words, quality, voice and consistency of both systems, by length and of all together; perplexity."""
    part = measure_takes(study, "audiolm", speeches, compare_systems)
    return replace(part, figures=part.figures | {"perplexity": measure_perplexity(study)})


def speeches(study: Study, take: Take) -> Iterator[tuple[str, str, Speech]]:
    """A take from every source: the source, the speaker of its prompt, and the speech."""
    pipeline = study.pipeline
    recording, codec = copied(study, take)
    yield "recording", take.speaker, recording
    yield "codec", take.speaker, codec
    for ending, tokens in (("", take.prompt_tokens), ("_unprompted", 0)):
        for system in SYSTEMS:
            codes = speak_rest(pipeline, system, take, tokens)
            frames = tokens * take.codes.shape[2] // take.semantic.shape[1]
            yield f"{system}{ending}", take.speaker, replace(codec, waveform=hear(pipeline, codes, frames))


@torch.inference_mode()
def speak_rest(pipeline: SoundStormPipeline, system: str, take: Take, given: int) -> Tensor:
    """The codes int64 [1, Q, T] that a system makes of what is to be said after so many tokens of the prompt.

    system: one of `SYSTEMS`. given: semantic tokens, the last ones of the prompt; T counts their frames too.
    """
    semantic = take.semantic[:, take.prompt_tokens - given :]
    each = take.codes.shape[2] // take.semantic.shape[1]
    known = take.codes[:, :, take.prompt_frames - each * given : take.prompt_frames]
    if system == "soundstorm":
        return pipeline.storm.generate(semantic, known, seed=take.seed)
    return required_acoustic(pipeline).generate(semantic[0], known[0], take.seed)[None]


def compare_systems(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Estimate]]:
    """Figures by source; of what was made, words wrong as a multiple of the codec's. {} without rows."""
    if not rows:
        return {}
    by_source = {source: [row for row in rows if row["source"] == source] for source in SOURCES}
    figures = {source: summarise(own) for source, own in by_source.items()}
    for source in SOURCES[2:]:
        pairs = [(own, kept) for own, kept in zip(by_source[source], by_source["codec"], strict=True)]
        pairs = [pair for pair in pairs if "words" in pair[0]]
        if pairs:
            errors, _, speakers = counts([own for own, _ in pairs], "errors")
            lost = [kept["errors"] for _, kept in pairs]
            figures[source]["error_multiple"] = bootstrap_ratio(errors, lost, speakers)
    return figures
