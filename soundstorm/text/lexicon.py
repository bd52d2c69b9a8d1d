"""gruut's lexicon, part-of-speech tagger and letter-to-sound model for English, offline.

gruut's own text pipeline takes about 40 ms a sentence and spells upper-case text, so only its three resources
are used: the lexicon (124,000 words), the tagger (for words like "read" and "live", which have two
pronunciations) and the letter-to-sound model (for words that the lexicon lacks).
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from functools import cached_property
from pathlib import Path
from threading import Lock

_STRESS = re.compile("[ˈˌ]")


class Lexicon:
    """gruut's resources, each loaded on first use; one lock, because loading and the taggers keep state."""

    def __init__(self) -> None:
        self.lock = Lock()

    @cached_property
    def folder(self) -> Path:
        from gruut_lang_en import get_lang_dir

        return get_lang_dir()

    @cached_property
    def words(self) -> dict[str, list[tuple[str, str]]]:
        # The table has no index (5 ms a look-up), so it is read as a whole: 124,000 words in 0.3 s.
        query = "SELECT word, role, phonemes FROM word_phonemes ORDER BY word, pron_order"
        words: dict[str, list[tuple[str, str]]] = {}
        address = (self.folder / "lexicon.db").as_uri() + "?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as database:
            for word, role, phonemes in database.execute(query):
                words.setdefault(word, []).append((role, phonemes))
        return words

    @cached_property
    def tagger(self):
        from gruut.pos import PartOfSpeechTagger

        return PartOfSpeechTagger(self.folder / "pos" / "model.crf")

    @cached_property
    def letter_to_sound(self):
        from gruut.g2p import GraphemesToPhonemes

        return GraphemesToPhonemes(self.folder / "g2p" / "model.crf")

    def __contains__(self, word: str) -> bool:
        with self.lock:
            return word in self.words

    def look_up(self, word: str) -> dict[str, tuple[str, ...]]:
        """Part of speech -> phonemes of a word in the lexicon, {} when it is not there."""
        with self.lock:
            rows = self.words.get(word, [])
        readings: dict[str, tuple[str, ...]] = {}
        for role, phonemes in rows:
            readings.setdefault(role.removeprefix("gruut:"), tuple(_STRESS.sub("", phonemes).split()))
        # Readings that differ in stress alone are one reading here.
        return readings if len(set(readings.values())) > 1 else dict(list(readings.items())[:1])

    def guess(self, word: str) -> tuple[str, ...]:
        """The letter-to-sound model's phonemes of a word in lower case; () where it has no idea."""
        with self.lock:
            return tuple(_STRESS.sub("", phoneme) for phoneme in self.letter_to_sound(word))

    def roles(self, tokens: list[str]) -> list[str]:
        """Part of speech (Penn Treebank tag) of every word and mark of a sentence."""
        with self.lock:
            return list(self.tagger(tokens))


LEXICON = Lexicon()
