"""Verses of the Bible to words: they look like hours and ratios."""

from __future__ import annotations

import re

from soundstorm.text.numbers import cardinal
from soundstorm.text.rules import Rule

# The books and how they are abbreviated.
BOOKS = {
    "Genesis": "Gen", "Exodus": "Exod", "Leviticus": "Lev", "Numbers": "Num", "Deuteronomy": "Deut",
    "Joshua": "Josh", "Judges": "Judg", "Ruth": "", "Samuel": "Sam", "Kings": "Kgs", "Chronicles": "Chron",
    "Ezra": "", "Nehemiah": "Neh", "Esther": "Esth", "Job": "", "Psalm": "Ps", "Psalms": "Pss",
    "Proverbs": "Prov", "Ecclesiastes": "Eccl", "Solomon": "", "Isaiah": "Isa", "Jeremiah": "Jer",
    "Lamentations": "Lam",
    "Ezekiel": "Ezek", "Daniel": "Dan", "Hosea": "Hos", "Joel": "", "Amos": "", "Obadiah": "Obad",
    "Jonah": "", "Micah": "Mic", "Nahum": "Nah", "Habakkuk": "Hab", "Zephaniah": "Zeph", "Haggai": "Hag",
    "Zechariah": "Zech", "Malachi": "Mal", "Matthew": "Matt", "Mark": "", "Luke": "", "John": "", "Acts": "",
    "Romans": "Rom", "Corinthians": "Cor", "Galatians": "Gal", "Ephesians": "Eph", "Philippians": "Phil",
    "Colossians": "Col", "Thessalonians": "Thess", "Timothy": "Tim", "Titus": "", "Philemon": "Phlm",
    "Hebrews": "Heb", "James": "Jas", "Peter": "Pet", "Jude": "", "Revelation": "Rev",
}  # fmt: skip
# Of these some are people, too: "James 9:15-10:45" is when he works.
FIRST_NAMES = frozenset(
    "Joshua Ruth Samuel Esther Daniel Joel Amos Micah Matthew Mark Luke John Timothy Titus James Peter "
    "Jude".split()
)

_NAME_OF = {short: name for name, short in BOOKS.items() if short}
_NUMBER_OF = {"1": "First ", "2": "Second ", "3": "Third ", None: ""}
_COUNT = r"([1-9]\d{0,2})"  # no verse has a zero before it, as minutes have
_VERSE = re.compile(
    rf"\b(?:([123]) )?({'|'.join([*BOOKS, *_NAME_OF])})\.? {_COUNT}:{_COUNT}"
    rf"(?:(?:-| - (?=\d+:))(?:{_COUNT}:)?(\d{{1,3}}))?(?![\d:]| ?-\d| ?[ap]\.?m\b)"
)
_CLOCKS = re.compile(r"\b(?:1?\d|2[0-3]):[0-5]\d ?- ?(?:1?\d|2[0-3]):[0-5]\d$")


def _verse(found: re.Match[str]) -> str | None:
    number, book, chapter, verse, last_chapter, last = found.groups()
    name = _NAME_OF.get(book, book)
    if not number and name in FIRST_NAMES and _CLOCKS.search(found.group()):
        return None
    if last and last.startswith("0"):
        return None
    said = [cardinal(chapter), cardinal(verse)]
    said += ["to"] * bool(last) + [cardinal(count) for count in (last_chapter, last) if count]
    return f"{_NUMBER_OF[number]}{name} {' '.join(said)}"


VERSES: tuple[Rule, ...] = ((_VERSE, _verse),)
