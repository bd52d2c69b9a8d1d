"""Words with two readings: which one is meant, by part of speech, by neighbours, by habit.

The part of speech comes from a tagger that knows whole sentences with their capitals and marks. What it
cannot know (a tear of the eye or of the cloth) the words around decide, as in Yarowsky 1997, "Homograph
disambiguation in text-to-speech synthesis"; a few readings that it confuses the next word tells apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple


class Sentence(NamedTuple):
    """Words in lower case, the same as they are written, and their parts of speech (Penn Treebank)."""

    words: Sequence[str]
    written: Sequence[str]
    roles: Sequence[str]


# Readings that the lexicon lacks or has under another part of speech; those in capitals are senses.
READINGS = {
    "axes": {"NN": "æ k s ɪ z", "AXIS": "æ k s i z"},
    "bass": {"NN": "b eɪ s", "FISH": "b æ s"},
    "bow": {"NN": "b oʊ", "VB": "b aʊ"},
    "bows": {"NN": "b oʊ z", "VB": "b aʊ z"},
    "close": {"JJ": "k l oʊ s", "VB": "k l oʊ z", "NN": "k l oʊ z"},
    "contract": {"NN": "k ɑ n t ɹ æ k t", "VB": "k ə n t ɹ æ k t"},
    "diagnoses": {"NN": "d aɪ ə ɡ n oʊ s i z", "VB": "d aɪ ə ɡ n oʊ s ɪ z"},
    "lead": {"VB": "l i d", "METAL": "l ɛ d"},
    "perfect": {"JJ": "p ɚ f ɪ k t", "VB": "p ɚ f ɛ k t"},
    "polish": {"VB": "p ɑ l ɪ ʃ", "JJ": "p oʊ l ɪ ʃ"},
    "tear": {"NN": "t ɪ ɹ", "VB": "t ɛ ɹ"},
    "tears": {"NN": "t ɪ ɹ z", "VB": "t ɛ ɹ z"},
}
# The lexicon's second reading of these is so rare that a tagging mistake is likelier ("nice" the town).
ONE_READING = {
    "a", "agape", "aged", "apply", "coax", "consist", "de", "do", "does", "dos", "evening",
    "evenings", "lied", "marked", "nestle", "nice", "number", "re", "real", "resent", "supply",
    "thou", "vale", "were", "won",
}  # fmt: skip
# A reading that nearby words call for, whatever the part of speech.
SENSES = {
    "axes": ("AXIS", "x y z axis coordinate coordinates graph plot rotation symmetry horizontal vertical"),
    "bass": (
        "FISH",
        "fish fishing caught catch lake river sea striped largemouth smallmouth trout grilled perch",
    ),
    "bow": (
        "VB",
        "ship boat vessel stern deck hull port starboard torpedo curtain took takes deep low polite",
    ),
    "bows": ("VB", "ship ships boat boats stern deck deep low polite"),
    "lead": (
        "METAL",
        "pipe pipes paint pencil poison poisoning metal metals tin antimony copper zinc mercury acid battery "
        "batteries bullet bullets toxic alloy molten ore contain contains containing content heavy",
    ),
    "tear": (
        "VB",
        "fabric cloth shirt jeans sleeve coat dress sail paper page muscle ligament tendon meniscus cuff "
        "labrum hamstring triceps biceps suffered suffer injury seam hole patch canvas tent repair wear seal",
    ),
}
# A reading that the next word calls for.
PHRASES = {
    "close": ("JJ", "to"),
    "dove": ("VBD", "into in off down under through forward headfirst"),
    "wound": ("VBD", "around up down through round about its"),
}
SENSE_REACH = 5  # words each side
SMALL_THINGS = frozenset(
    "amount amounts quantity quantities detail details difference differences particle particles fraction "
    "fractions trace traces scale variation variations change changes crack cracks grain grains creature "
    "creatures organism organisms examination inspection adjustment adjustments portion dose doses piece "
    "pieces fragment fragments crystals droplets insects holes size proportions objects".split()
)
DEGREES = frozenset("very so too quite most more extremely almost rather incredibly".split())
HABITS = frozenset(
    "every always usually often sometimes never daily weekly regularly nightly mostly rarely".split()
)
PAST = frozenset("yesterday ago last then once was were had did said".split())
# Behind these "live" tells how something is shown.
SHOWN = frozenset(
    "broadcast broadcasts aired shown watch watched watching went go goes going stream streamed streaming "
    "perform performed performing play played playing recorded seen heard televised appear".split()
)
BE = frozenset("is are was were be been being seems seemed".split())
# Where the tagger's part of speech has no reading of its own.
FALLBACKS = {"VB": ("JJ",), "RB": ("JJ", "NN"), "JJ": ("NN",), "NN": ("JJ", "VB")}
FINITE = re.compile("VB[DPZ]|MD")


def choose(readings: dict[str, tuple[str, ...]], sentence: Sentence, index: int) -> tuple[str, ...]:
    """The one of a word's readings (by part of speech, the usual one first) that fits its sentence."""
    role = _meant(sentence, index)
    kind = role[:2]
    # "has read" sounds like "read it yesterday", not like "to read"
    for wanted in (role, "VBD" if role == "VBN" else "", kind, *FALLBACKS.get(kind, ())):
        if wanted in readings:
            return readings[wanted]
    return next(iter(readings.values()))


def _meant(sentence: Sentence, index: int) -> str:
    """The part of speech or the sense of a word: the tagger's, unless its neighbours say otherwise."""
    word, roles = sentence.words[index], sentence.roles
    role = roles[index]
    before = sentence.words[max(0, index - SENSE_REACH) : index]
    after = sentence.words[index + 1 : index + 1 + SENSE_REACH]
    if word == "polish":
        return "JJ" if sentence.written[index] == "Polish" and not role.startswith("VB") else "VB"
    if word in PHRASES and not set(PHRASES[word][1].split()).isdisjoint(after[:1]):
        return PHRASES[word][0]
    if word in SENSES and (word == "axes" or not role.startswith("VB")):
        sense, cues = SENSES[word]
        if not set(cues.split()).isdisjoint(near.removesuffix("'s") for near in (*before, *after)):
            return sense
    if word == "minute":
        return "JJ" if _is_tiny(sentence, index) else "NN"
    if word == "live" and not SHOWN.isdisjoint(before[-1:]):
        return "JJ"
    if word == "read":
        return _tense_of_read(sentence, index)
    if role == "NN" and list(roles[:index][-1:]) == ["NNS"] and not any(map(FINITE.match, roles)):
        return "VB"  # "Metals contract when cold"
    return role


def _is_tiny(sentence: Sentence, index: int) -> bool:
    """Whether "minute" is an adjective: "a minute difference", "very minute", "The change is minute"."""
    before, after = sentence.words[:index][-1:], sentence.words[index + 1 : index + 2]
    if after and after[0] in SMALL_THINGS:
        return True
    if before == ["a"]:
        return sentence.roles[index + 1 : index + 2] == ["NN"]
    return not DEGREES.isdisjoint(before) or (not BE.isdisjoint(before) and not after)


def _tense_of_read(sentence: Sentence, index: int) -> str:
    """What the tagger guesses where "read" may be past or present: "I read the news every morning"."""
    words, role = set(sentence.words), sentence.roles[index]
    if role not in ("VBD", "VBP"):
        return role
    if words & PAST or sentence.roles.count("VBD") > (role == "VBD"):
        return "VBD"
    subjects = set(sentence.words[max(0, index - 3) : index])
    return "VBP" if words & HABITS and not subjects & {"he", "she", "it"} else role
