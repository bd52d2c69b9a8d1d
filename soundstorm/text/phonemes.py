"""English text to phonemes with gruut's lexicon and letter-to-sound model, offline.

gruut's own text pipeline takes about 40 ms a sentence and spells upper-case text, so only its three resources
are used here: the lexicon (128,000 words), the part-of-speech tagger (for words like "read" and "live", which
have two pronunciations) and the letter-to-sound model (for words that the lexicon lacks).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock

from soundstorm.text.normalise import spoken_words

# gruut's en-us inventory without stress marks. A phoneme's id is its place here + 1; 0 is the CTC blank.
PHONEMES: tuple[str, ...] = (
    "ɑ", "æ", "ɛ", "i", "ɪ", "ɔ", "ʊ", "ʌ", "u", "ə", "ɚ", "eɪ", "aɪ", "oʊ", "ɔɪ", "aʊ",
    "p", "b", "t", "d", "k", "ɡ", "t͡ʃ", "d͡ʒ", "f", "v", "θ", "ð", "s", "z", "ʃ", "ʒ", "h",
    "l", "m", "n", "ŋ", "ɹ", "w", "j",
)  # fmt: skip
VOWELS = frozenset(PHONEMES[:16])
VOICELESS = frozenset(["p", "t", "k", "f", "θ"])
SIBILANTS = frozenset(["s", "z", "ʃ", "ʒ", "t͡ʃ", "d͡ʒ"])
PHONEME_IDS = {phoneme: index + 1 for index, phoneme in enumerate(PHONEMES)}
SUPPLEMENT = {"'em": "ə m", "'cause": "k ə z", "messers": "m ɛ s ɚ z", "miz": "m ɪ z"}
# The lexicon's second reading of these is so rare that a tagging mistake is likelier ("nice" the town).
ONE_READING = {
    "a", "agape", "aged", "apply", "coax", "consist", "de", "do", "does", "dos", "evening",
    "evenings", "lied", "marked", "nestle", "nice", "number", "re", "real", "resent", "supply",
    "thou", "vale", "were", "won",
}  # fmt: skip
TAGGER_CONTEXT = 4  # words each side; the tagger looks at two, and tagging whole sentences is slow
_STRESS = re.compile("[ˈˌ]")


def phonemize(text: str) -> list[list[str]]:
    """The phonemes of every spoken word of a text, e.g. "I'm 5" gives [["aɪ", "m"], ["f", "aɪ", "v"]]."""
    return pronounce(spoken_words(text))


def pronounce(words: list[str]) -> list[list[str]]:
    """The phonemes of every one of these words, which `spoken_words` gave."""
    phonemes = [list(_choose(_pronunciations(word), words, index)) for index, word in enumerate(words)]
    for index, (word, following) in enumerate(pairwise(words)):
        if word == "the" and phonemes[index + 1][0] in VOWELS:
            phonemes[index] = ["ð", "i"]
        if word == "used" and following != "to":
            phonemes[index] = ["j", "u", "z", "d"]
    return phonemes


def phoneme_ids(words: list[list[str]]) -> list[int]:
    """Ids (from 1) of the phonemes of all words, one after the other."""
    return [PHONEME_IDS[phoneme] for word in words for phoneme in word]


def spell(ids: Iterable[int]) -> list[str]:
    """The phonemes that ids stand for; blanks (0) are left out."""
    return [PHONEMES[index - 1] for index in ids if index > 0]


def _choose(readings: dict[str, tuple[str, ...]], words: list[str], index: int) -> tuple[str, ...]:
    """The reading that fits the word's part of speech, else that of its kind (VB for VBZ), else the first."""
    if len(readings) == 1:
        return next(iter(readings.values()))
    start = max(0, index - TAGGER_CONTEXT)
    role = _gruut.roles(words[start : index + TAGGER_CONTEXT + 1])[index - start]
    # "has read" sounds like "read it yesterday", not like "to read"
    for wanted in (role, "VBD" if role == "VBN" else "", role[:2]):
        if wanted and wanted in readings:
            return readings[wanted]
    return next(iter(readings.values()))


@lru_cache(maxsize=100_000)
def _pronunciations(word: str) -> dict[str, tuple[str, ...]]:
    """Part of speech -> phonemes, never empty."""
    if len(word) == 1 and word.isupper():
        readings = _gruut.look_up(word.lower())
        return {"": readings.get("letter") or next(iter(readings.values()))}
    known = word.lower()
    if known in SUPPLEMENT:
        return {"": tuple(SUPPLEMENT[known].split())}
    for candidate in (known, known.strip("'")):
        readings = _gruut.look_up(candidate)
        if readings:
            first = next(iter(readings.items()))
            return dict([first]) if candidate in ONE_READING else readings
    known = known.strip("'")
    if known.endswith("'s"):
        return {role: _with_s(phonemes) for role, phonemes in _pronunciations(known[:-2]).items()}
    if (word.isupper() and len(word) <= 4) or not re.search("[aeiouy]", known):
        return {"": _letter_names(known)}
    return {"": _gruut.guess(known)}


def _letter_names(word: str) -> tuple[str, ...]:
    letters = [letter for letter in word.upper() if letter.isalpha()]
    return tuple(phoneme for letter in letters for phoneme in _pronunciations(letter)[""])


def _with_s(phonemes: tuple[str, ...]) -> tuple[str, ...]:
    if phonemes[-1] in SIBILANTS:
        return (*phonemes, "ɪ", "z")
    return (*phonemes, "s" if phonemes[-1] in VOICELESS else "z")


class _Gruut:
    """gruut's resources, each loaded on first use; one lock, because loading and the taggers keep state."""

    def __init__(self) -> None:
        self.lock = Lock()

    @cached_property
    def folder(self) -> Path:
        from gruut_lang_en import get_lang_dir

        return get_lang_dir()

    @cached_property
    def lexicon(self) -> dict[str, list[tuple[str, str]]]:
        # The table has no index (5 ms a look-up), so it is read as a whole: 128,000 words in 0.3 s.
        query = "SELECT word, role, phonemes FROM word_phonemes ORDER BY word, pron_order"
        lexicon: dict[str, list[tuple[str, str]]] = {}
        address = (self.folder / "lexicon.db").as_uri() + "?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as database:
            for word, role, phonemes in database.execute(query):
                lexicon.setdefault(word, []).append((role, phonemes))
        return lexicon

    @cached_property
    def tagger(self):
        from gruut.pos import PartOfSpeechTagger

        return PartOfSpeechTagger(self.folder / "pos" / "model.crf")

    @cached_property
    def letter_to_sound(self):
        from gruut.g2p import GraphemesToPhonemes

        return GraphemesToPhonemes(self.folder / "g2p" / "model.crf")

    def look_up(self, word: str) -> dict[str, tuple[str, ...]]:
        """Part of speech -> phonemes of a word in the lexicon, {} when it is not there."""
        with self.lock:
            rows = self.lexicon.get(word, [])
        readings: dict[str, tuple[str, ...]] = {}
        for role, phonemes in rows:
            readings.setdefault(role.removeprefix("gruut:"), tuple(_STRESS.sub("", phonemes).split()))
        # Readings that differ in stress alone are one reading here.
        return readings if len(set(readings.values())) > 1 else dict(list(readings.items())[:1])

    def guess(self, word: str) -> tuple[str, ...]:
        """The letter-to-sound model's phonemes; the letters' names where it has no idea."""
        with self.lock:
            phonemes = tuple(_STRESS.sub("", phoneme) for phoneme in self.letter_to_sound(word))
        phonemes = tuple(phoneme for phoneme in phonemes if phoneme in PHONEME_IDS)
        return phonemes or _letter_names(word)

    def roles(self, words: list[str]) -> list[str]:
        """Part of speech of every word (Penn Treebank tags)."""
        with self.lock:
            return list(self.tagger(["I" if word == "i" else word for word in words]))


_gruut = _Gruut()
