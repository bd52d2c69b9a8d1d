"""Written English to the words that are said, each with the punctuation mark that follows it."""

from __future__ import annotations

import re
from typing import NamedTuple

from soundstorm.text.addresses import ADDRESSES
from soundstorm.text.chat import CHAT
from soundstorm.text.clock import CLOCK
from soundstorm.text.codes import CODES
from soundstorm.text.dates import DATES, YEARS
from soundstorm.text.grouping import GROUPING
from soundstorm.text.initials import INITIALS, quiet
from soundstorm.text.letters import plain
from soundstorm.text.measures import MEASURES
from soundstorm.text.money import MONEY
from soundstorm.text.names import HOUSES, NAMES
from soundstorm.text.numbers import ARITHMETIC, NUMBERS, RANGES
from soundstorm.text.phones import PHONES
from soundstorm.text.quotations import set_off
from soundstorm.text.recipes import RECIPES
from soundstorm.text.roman import ROMAN
from soundstorm.text.rules import rewrite
from soundstorm.text.states import STATE_NAMES
from soundstorm.text.verses import VERSES

# In the order in which they need what others leave: an address has dots, a price has digits.
RULES = (
    *ADDRESSES, *VERSES, *CHAT, *PHONES, *GROUPING, *RECIPES, *ARITHMETIC, *DATES, *CLOCK, *CODES, *MONEY,
    *HOUSES, *MEASURES, *STATE_NAMES, *NAMES, *ROMAN, *INITIALS, *RANGES, *YEARS, *NUMBERS,
)  # fmt: skip
STRENGTH = ",.!?"  # of several marks the last in this order is read
# Signs that no rule has read.
SIGNS = {
    "&": "and", "@": "at", "%": "percent", "+": "plus", "=": "equals", "°": "degrees", "$": "dollars",
    "£": "pounds", "€": "euros", "¥": "yen", "₹": "rupees", "₩": "won", "₽": "rubles", "₿": "bitcoins",
    "¢": "cents", "×": "times", "÷": "divided by", "±": "plus or minus", "−": "minus", "≈": "is about",
    "≠": "is not equal to", "≤": "is at most", "≥": "is at least", "√": "square root of", "∞": "infinity",
    "‰": "per thousand", "§": "section", "¶": "paragraph", "µ": "micro", "^": "caret", "~": "tilde",
    "\\": "backslash", "#": "hash", "*": "asterisk", "/": "slash", "_": "underscore",
}  # fmt: skip

_SIGN = re.compile(r"(\+|" + "|".join(map(re.escape, SIGNS)) + r")(?:(?<!\+)\1)*")  # "**" once, "++" twice
_COMPARISON = re.compile(r"([<>])\1*")
_BLANK = re.compile(r"(?<!\w)__+|__+(?!\w)")  # to be filled in
_SLASH = re.compile(r"(?<=\w)\s?/\s?(?=\w)")  # "AC/DC"
_LOST_ENDING = re.compile(r"(?<=[a-zA-Z]) ('s)\b")
# "mm-hm", "uh-huh", "wi-fi"
_JOINED = re.compile(r"\b(m+|mh+m+|uh|nuh|wi)-(h+m+|huh|uh|fi)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-zA-Z]+(?:'[a-zA-Z]+)*|'(?:em|cause|tis|twas|til|n|bout)\b", re.IGNORECASE)
_LETTER = re.compile(r"[A-Z](?:'s)?")
# beside which "I" is one too; "I I" is a speaker who hesitates
_LETTER_BEFORE = re.compile(r"\b[A-HJ-Z] $")
_LETTER_AFTER = re.compile(r" [A-HJ-Z](?:'s)?\b(?!')")


class Token(NamedTuple):
    """A word as `spoken_words` gives it, the mark that follows it ("" for none) and its written capitals."""

    word: str
    mark: str
    written: str


def tokens(text: str) -> list[Token]:
    """The spoken words of a text in their order."""
    text = _read(text)
    found = list(_WORD.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)] * bool(found)
    return [
        Token(_spoken(match, text), _mark(text[match.end() : end], text[end : end + 1]), match.group())
        for match, end in zip(found, ends, strict=True)
    ]


def spoken_items(text: str) -> list[tuple[str, str]]:
    """Every spoken word with the mark that follows it: "", ",", ".", "?" or "!".

    Dashes, colons, semicolons, brackets, an ellipsis within a sentence and the quotation marks of a speech
    are read as commas, a paragraph's end and "|" as full stops. Marks inside numbers, times, abbreviations
    and addresses are none. "Well... no; it's 3.5 m." gives well, no, it's, three, point, five, meters with
    the marks ",", ",", "", "", "", "", ".".
    """
    return [(token.word, token.mark) for token in tokens(text)]


def spoken_words(text: str) -> list[str]:
    """The words a reader says: lower case, apostrophes kept; a letter that is spelled is one capital.

    "Dr. Smith paid $3.50 to the U.S." gives doctor, smith, paid, three, dollars, fifty, cents, to, the, U, S.
    Signs that cannot be read are passed over; `check_transcript` names them.
    """
    return [token.word for token in tokens(text)]


def _read(text: str) -> str:
    """The text with its numbers, abbreviations and signs as words; only punctuation is left beside words."""
    text = rewrite(set_off(quiet(plain(text))), RULES)
    text = _JOINED.sub(r"\1\2", text)
    text = _BLANK.sub(" blank ", _COMPARISON.sub(_compared, _SLASH.sub(" ", text)))
    text = _SIGN.sub(lambda sign: f" {SIGNS[sign.group(1)]} ", text)
    return _LOST_ENDING.sub(r"\1", text)


def _compared(found: re.Match[str]) -> str:
    """ "x < y" and "x <y" as "is less than", "< y" as "less than"."""
    verb = "is" if found.string[: found.start()].rstrip()[-1:].isalnum() else ""
    return f" {verb} {'less' if found.group(1) == '<' else 'greater'} than "


def _spoken(found: re.Match[str], text: str) -> str:
    written = found.group()
    if written in ("I", "I's"):  # a letter only beside another: "I T"
        beside = _LETTER_BEFORE.search(text, 0, found.start()) or _LETTER_AFTER.match(text, found.end())
        return written if beside else written.lower()
    return written if _LETTER.fullmatch(written) else written.lower()


def _mark(gap: str, following: str) -> str:
    """The mark that is read for what stands between two words."""
    ellipsis = "." if not following or following.isupper() else ","
    gap = re.sub(r"\.{2,}", ellipsis, gap)
    gap = re.sub(r"[—:;()\[\]{}]", ",", re.sub(r"[\n|]", ".", gap))
    return max((sign for sign in gap if sign in STRENGTH), key=STRENGTH.index, default="")
