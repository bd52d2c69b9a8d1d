"""SoundStorm's table 1 (arXiv 2305.09636) and what AudioLM's paper (2209.03143) measures, beside ours."""

from __future__ import annotations

from typing import Any

from soundstorm.evaluation.report.part import lookup

LENGTHS = ("short", "mid", "long")  # 4 to 10 s, 10 to 20 s, 20 to 30 s
HEAD = (
    "short / mid / long",
    "words wrong, %",
    "letters wrong, %",
    "quality (DNSMOS)",
    "voice (cosine)",
    "nearest of twelve, %",
    "acoustic consistency",
)
# LibriSpeech test-clean, after a prompt of 3 s; error rates in percent. It names no nearest voice.
PUBLISHED = (
    (
        "paper: AudioLM's acoustic stages",
        "3.77 / 3.40 / 3.75",
        "1.50 / 1.47 / 1.54",
        "3.91 / 4.06 / 4.10",
        "0.46 / 0.48 / 0.48",
        "",
        "0.96 / 0.91 / 0.86",
    ),
    (
        "paper: SoundStorm",
        "2.99 / 2.43 / 3.36",
        "1.10 / 0.81 / 1.24",
        "3.81 / 4.05 / 4.15",
        "0.57 / 0.59 / 0.59",
        "",
        "0.96 / 0.94 / 0.91",
    ),
)
OURS = {  # both parts measure the same takes: the first that did counts
    "ours: recordings": ("acoustic.{}.recording", "audiolm.{}.recording"),
    "ours: codec's reconstruction": ("acoustic.{}.codec", "audiolm.{}.codec"),
    "ours: AudioLM's acoustic stages": ("audiolm.{}.audiolm",),
    "ours: SoundStorm, same voice": ("acoustic.{}.same_voice", "audiolm.{}.soundstorm"),
    "ours: SoundStorm, conversion": ("acoustic.{}.conversion",),
    "ours: text to speech": ("text.{}",),
}
FIGURES = (  # name, unit, digits
    ("error_rate", 100, 1),
    ("character_error_rate", 100, 1),
    ("quality", 1, 2),
    ("voice", 1, 2),
    ("nearest", 100, 0),
    ("consistency", 1, 2),
)
CAVEAT = (
    "Ours and the paper's rows cannot be compared number by number: corpora, recogniser, quality, voice and "
    "consistency models differ, and the paper's SoundStorm has 350 million parameters and heard 60,000 hours "
    "of speech. What can be compared is how far each falls behind its recordings, and how it changes with "
    "length. Words of recordings are counted where there is a transcript, those of all others also where "
    "there is none, against what is heard of the recording."
)


def paper_rows(report: dict[str, Any]) -> list[tuple[str, ...]]:
    """The rows of the table under `HEAD`; without ours where they were not measured."""
    rows = list(PUBLISHED)
    for label, patterns in OURS.items():
        measured = ([lengths(report, pattern, *figure) for figure in FIGURES] for pattern in patterns)
        found = next(filter(any, measured), None)
        if found:
            rows.append((label, *found))
    return rows


def lengths(report: dict[str, Any], pattern: str, name: str, unit: int, digits: int) -> str:
    """One figure as "short / mid / long", times `unit`: - for what was not measured, empty if nothing was."""
    values = [lookup(report, f"{pattern.format(length)}.{name}") for length in LENGTHS]
    if all(value is None for value in values):
        return ""
    return " / ".join("-" if value is None else f"{unit * value:.{digits}f}" for value in values)


AUDIOLM_HEAD = ("of true semantic tokens", "speech", "papers", "ours", "95 % interval")
WORDS, SPEAKER = "words wrong, as a multiple of the codec's", "its own speaker is told, %"
ABX, PERPLEXITY = "phonemes confused (ABX), %", "perplexity of the tokens themselves"
AUDIOLM_MEASURES = (  # what, of which speech, the papers' figure, where ours is, its unit and digits
    (WORDS, "AudioLM, after 3 s", "2.3", "audiolm.all.audiolm.error_multiple", 1, 2),
    (WORDS, "AudioLM, without a prompt", "2.3", "audiolm.all.audiolm_unprompted.error_multiple", 1, 2),
    (WORDS, "SoundStorm, after 3 s", "1.14", "audiolm.all.soundstorm.error_multiple", 1, 2),
    (WORDS, "SoundStorm, without a prompt", "1.14", "audiolm.all.soundstorm_unprompted.error_multiple", 1, 2),
    (SPEAKER, "AudioLM, without a prompt", "3.2", "audiolm.all.audiolm_unprompted.nearest", 100, 0),
    (SPEAKER, "AudioLM, after 3 s", "92.6", "audiolm.all.audiolm.nearest", 100, 0),
    (SPEAKER, "SoundStorm, without a prompt", "", "audiolm.all.soundstorm_unprompted.nearest", 100, 0),
    (SPEAKER, "SoundStorm, after 3 s", "", "audiolm.all.soundstorm.nearest", 100, 0),
    (ABX, "semantic tokens, within a speaker", "", "semantic.abx.semantic.within", 100, 1),
    (ABX, "semantic tokens, across speakers", "", "semantic.abx.semantic.across", 100, 1),
    (ABX, "acoustic tokens, within a speaker", "", "semantic.abx.acoustic.within", 100, 1),
    (ABX, "acoustic tokens, across speakers", "", "semantic.abx.acoustic.across", 100, 1),
    (PERPLEXITY, "AudioLM's semantic stage", "", "audiolm.perplexity.semantic", 1, 1),
    (PERPLEXITY, "bigrams", "", "audiolm.perplexity.bigram", 1, 1),
    (PERPLEXITY, "unigrams", "", "audiolm.perplexity.unigram", 1, 1),
)
AUDIOLM_CAVEAT = (
    "AudioLM stands for its acoustic stages. The papers' words are heard by another recogniser; they name "
    "one multiple each, which stands beside both of ours. Their speaker is told by a classifier, ours is the "
    "nearest of `voices` voices: chance is 100 % over their number. Of ABX and perplexity nothing of the "
    "papers stands here: their tokens and vocabularies are others, and their ABX is of triphones. "
    "Unigrams and bigrams are counted on `training_minutes` minutes alone, and would know more of more."
)


def audiolm_rows(report: dict[str, Any]) -> list[tuple[str, ...]]:
    """The rows of the table under `AUDIOLM_HEAD` that were measured."""
    rows = []
    for what, speech, paper, key, unit, digits in AUDIOLM_MEASURES:
        value, bound = lookup(report, key), report["intervals"].get(key, {})
        if value is None:
            continue
        ends = [bound.get("low"), bound.get("high")]
        between = "" if None in ends else " to ".join(f"{unit * end:.{digits}f}" for end in ends)
        rows.append((what, speech, paper, f"{unit * value:.{digits}f}", between))
    return rows
