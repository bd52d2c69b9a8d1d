"""The readings of one word: lexicon, supplement, names of letters, endings, letter-to-sound model."""

from __future__ import annotations

import re

from soundstorm.text.homographs import ONE_READING, READINGS
from soundstorm.text.lexicon import LEXICON
from soundstorm.text.memory import remembered
from soundstorm.text.symbols import PHONEME_IDS

Readings = dict[str, tuple[str, ...]]  # part of speech -> phonemes

VOICELESS = frozenset(["p", "t", "k", "f", "θ"])
SIBILANTS = frozenset(["s", "z", "ʃ", "ʒ", "t͡ʃ", "d͡ʒ"])
# What the lexicon lacks, or has as another word ("tv" as television).
SUPPLEMENT = {
    "'em": "ə m", "'cause": "k ə z", "'tis": "t ɪ z", "'twas": "t w ʌ z", "'til": "t ɪ l", "'n": "ə n",
    "'bout": "b aʊ t", "messers": "m ɛ s ɚ z", "miz": "m ɪ z", "tv": "t i v i", "uk": "j u k eɪ",
    "id": "aɪ d i", "covid": "k oʊ v ɪ d", "ikea": "aɪ k i ə", "sars": "s ɑ ɹ z", "mers": "m ɚ z",
    "fema": "f i m ə", "fifa": "f i f ə", "json": "d͡ʒ eɪ s ə n", "jpeg": "d͡ʒ eɪ p ɛ ɡ", "gif": "ɡ ɪ f",
    "bios": "b aɪ oʊ s", "lidar": "l aɪ d ɑ ɹ", "emoji": "ɪ m oʊ d͡ʒ i", "hashtag": "h æ ʃ t æ ɡ",
    "creme": "k ɹ ɛ m", "joao": "ʒ w aʊ", "strasse": "s t ɹ ɑ s ə", "fiancee": "f i ɑ n s eɪ",
}  # fmt: skip
# What listeners and hesitant speakers say.
FILLERS = {
    "mm": "m", "mmhm": "ə m h ə m", "mmhmm": "ə m h ə m", "mhmm": "ə m h ə m", "uhhuh": "ʌ h ʌ",
    "uhuh": "ʌ ʌ", "nuhuh": "n ʌ ʌ", "erm": "ɚ m", "aww": "ɔ", "haha": "h ɑ h ɑ", "sh": "ʃ", "shh": "ʃ",
    "ssh": "ʃ", "shush": "ʃ ʌ ʃ", "psst": "p s t", "tsk": "t s k", "pfft": "p f t", "brr": "b ɚ",
    "grr": "ɡ ɚ", "zz": "z", "eww": "i u", "soo": "s oʊ",
}  # fmt: skip
MOST_ENDINGS = 8  # of a word; who writes more means none
_FOUND: dict[str, Readings] = {}  # only of words that are in the lists: what nobody else writes is not kept
ENDINGS = {"n't": "ə n t", "'ll": "ə l", "'ve": "ə v", "'re": "ɚ", "'m": "m"}


def readings(word: str) -> Readings:
    """The phonemes of a word as `spoken_words` gives it, by part of speech where there are several."""
    if re.fullmatch("[A-Z]('s)?", word):
        letter = LEXICON.look_up(word[0].lower())
        name = letter.get("letter") or next(iter(letter.values()))
        return {"": _with_s(name) if len(word) > 1 else name}
    known = word.lower()
    if known.count("'") > MOST_ENDINGS:
        return {"": _guess(known.replace("'", ""))}
    for candidate in (known, known.strip("'"), *_shortened(known)):
        if found := _listed(candidate):
            return found
    known = known.strip("'")
    if known.endswith("'s"):
        return {role: _with_s(phonemes) for role, phonemes in readings(known[:-2]).items()}
    if known.endswith("'d"):
        return {role: _with_d(phonemes) for role, phonemes in readings(known[:-2]).items()}
    for ending, phonemes in ENDINGS.items():
        if stem := known.removesuffix(ending) if known.endswith(ending) else "":
            return {role: (*sounds, *phonemes.split()) for role, sounds in readings(stem).items()}
    return {"": _guess(known)}


def _listed(word: str) -> Readings:
    if word not in _FOUND and (found := _look_up(word)):
        _FOUND[word] = found
    return _FOUND.get(word, {})


def _look_up(word: str) -> Readings:
    for table in (SUPPLEMENT, FILLERS):
        if word in table:
            return {"": tuple(table[word].split())}
    if word in READINGS:
        return {role: tuple(phonemes.split()) for role, phonemes in READINGS[word].items()}
    found = LEXICON.look_up(word)
    return dict(list(found.items())[:1]) if word in ONE_READING else found


def _shortened(word: str) -> list[str]:
    """ "sooo" as "soo" and "so", "shhh" as "shh" and "sh": letters drawn out are one or two."""
    if not re.search(r"(.)\1\1", word):
        return []
    return [
        re.sub(r"(.)\1\1+", r"\1\1", word),
        re.sub(r"(.)\1\1+", r"\1", word),
        re.sub(r"(.)\1+", r"\1", word),
    ]


@remembered
def _guess(word: str) -> tuple[str, ...]:
    """What no list has: spelled without a vowel, sounded out with one."""
    if word.endswith("strasse"):  # of a street in a German town
        return (*_guess(word.removesuffix("strasse")), *SUPPLEMENT["strasse"].split())
    guessed = LEXICON.guess(word) if re.search("[aeiouy]", word) else ()
    known = tuple(phoneme for phoneme in guessed if phoneme in PHONEME_IDS)
    return known or tuple(
        phoneme for letter in word.upper() if letter.isalpha() for phoneme in readings(letter)[""]
    )


def _with_s(phonemes: tuple[str, ...]) -> tuple[str, ...]:
    if phonemes[-1] in SIBILANTS:
        return (*phonemes, "ɪ", "z")
    return (*phonemes, "s" if phonemes[-1] in VOICELESS else "z")


def _with_d(phonemes: tuple[str, ...]) -> tuple[str, ...]:
    return (*phonemes, "ɪ", "d") if phonemes[-1] in ("t", "d") else (*phonemes, "d")
