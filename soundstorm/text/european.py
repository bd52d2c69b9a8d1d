"""Words with European letters as English respells their sounds: "mañana" as "manyana", "Čapek" as "Chapek".

The lexicon has many of them without their accents ("cafe", "facade", "skoda"); those are left to it.
"""

from __future__ import annotations

import re
import unicodedata

from soundstorm.text.lexicon import LEXICON

SOUNDS = {
    "ñ": "ny", "ç": "s", "š": "sh", "ś": "sh", "ş": "sh", "ș": "sh", "č": "ch", "ć": "ch", "ž": "zh",
    "ż": "zh", "ř": "rzh", "ţ": "ts", "ț": "ts",
}  # fmt: skip

_LETTERS = "".join(SOUNDS)
_WORD = re.compile(rf"(?<![^\W\d_])[^\W\d_]*(?:[{_LETTERS}]|ée?\b)[^\W\d_]*", re.IGNORECASE)
_LETTER = re.compile(rf"[{_LETTERS}]|(?<=\w)ée?\b", re.IGNORECASE)


def respell(text: str) -> str:
    """The text (NFC) with such words respelled that the lexicon lacks."""
    return _WORD.sub(_respelled, text)


def _respelled(found: re.Match[str]) -> str:
    word = found.group()
    known = LEXICON.look_up(_unaccented(word.lower()))
    # "nino" and "pena" are other words to it than "niño" and "peña"
    if known and ("ñ" not in word.lower() or any("n j" in " ".join(sounds) for sounds in known.values())):
        return word
    return _LETTER.sub(lambda letter: _cased(letter.group(), word), word)


def _cased(letter: str, word: str) -> str:
    sound = SOUNDS.get(letter.lower(), "ay")  # for é at the end
    if word.isupper() and len(word) > 1:
        return sound.upper()
    return sound.capitalize() if letter.isupper() else sound


def _unaccented(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
