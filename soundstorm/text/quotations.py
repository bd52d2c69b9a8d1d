"""Quotation marks to the pauses that a reader makes: around a speech, not around a single word or a name.

As American print does it: `He said "go away" and left` is read as `He said, "go away," and left`.
"""

from __future__ import annotations

import re

SPEECH_WORDS = 3  # as many between quotation marks are a speech; fewer are one beside a verb of saying
SAYING = (
    "say|says|said|saying|ask|asks|asked|asking|answer|answers|answered|reply|replies|replied|added|"
    "tell|tells|told|cry|cries|cried|shout|shouts|shouted|yell|yells|yelled|scream|screams|screamed|"
    "whisper|whispers|whispered|mutter|mutters|muttered|murmur|murmurs|murmured|exclaim|exclaims|exclaimed|"
    "write|writes|wrote|think|thinks|thought|repeat|repeats|repeated|reads"
)

SAID_REACH = 30  # characters before a quotation: a verb of saying and whom it is said to

_DOUBLE = re.compile(r"(?<!\w)([\"“”])(?=\S)([^\"“”\n]*)([\"“”])(?!\w)")
# Not the apostrophes within words, nor those with which words begin: rock 'n' roll, 'tis, the '90s.
_SINGLE = re.compile(
    r"(?<![\w'])(')(?=[^\W\d])(?!(?:em|cause|tis|twas|til|n|bout|round|neath)\b)"
    r"([^'\n]*(?:(?<=\w)'(?=\w)[^'\n]*)*)(')(?!\w)",
    re.IGNORECASE,
)
_SAID_BEFORE = re.compile(rf"\b(?:{SAYING})(?: (?:me|you|him|her|it|us|them))?[,:]? ?$", re.IGNORECASE)
_SAID_AFTER = re.compile(rf",? (?:(?i:I|you|he|she|it|we|they)|[A-Z]\w+) (?:{SAYING})\b")
_WITHOUT_PAUSE = re.compile(r"[\w)%°'] $")
_MARKED = re.compile(r"[.,;:!?—]\s*$")


def set_off(text: str) -> str:
    """The text with a comma before and after every speech that has no mark there."""
    return _SINGLE.sub(_commas, _DOUBLE.sub(_commas, text))


def _commas(found: re.Match[str]) -> str:
    opening, speech, closing = found.groups()
    before = found.string[max(0, found.start() - SAID_REACH) : found.start()]
    beside_saying = _SAID_BEFORE.search(before) or _SAID_AFTER.match(found.string, found.end())
    if not speech or (len(speech.split()) < SPEECH_WORDS and not beside_saying):
        return found.group()
    first = ", " if _WITHOUT_PAUSE.search(before) else ""
    last = "" if _MARKED.search(speech) else ","
    return f"{first}{opening}{speech}{last}{closing}"
