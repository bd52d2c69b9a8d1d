"""What a text brought along from where it was copied: captions, hyphens of lines, marks of notes, links."""

from __future__ import annotations

import re
from collections.abc import Callable

from soundstorm.text.lexicon import LEXICON
from soundstorm.text.measures import UNITS

_STAMP = r"(?:\d{1,2}:)?\d{1,2}:\d\d[.,]\d{1,3}"
# the times of a caption, its number above them, and the empty lines before: a sentence may go on in the next
_CAPTION = re.compile(rf"(?:\A|\n)\s*(?:\d+[ \t]*\r?\n[ \t]*)?{_STAMP}[ \t]*-->[ \t]*{_STAMP}[^\n]*(?:\n|$)")
_CAPTIONS_HEAD = re.compile(r"\A\s*WEBVTT[^\n]*\n")
_SONG_STAMP = re.compile(r"^[ \t]*\[\d{1,2}:\d\d\.\d{2,3}\][ \t]*", re.MULTILINE)
_BROKEN = re.compile(r"\b([A-Za-z]?[a-z]+)-[ \t]*\r?\n[ \t]*([a-z]+)\b")
_LINKING = frozenset("and or to und".split())  # "pre-\nand postwar"
# "1990.[1][2]" and "the end.[citation needed]", but "a[0]"
_NOTES = re.compile(
    r"(?:(?<=[.,;:!?\"”')])|(?<=[a-z]{3})|(?<=\d{4}))(?:\[(?:\d{1,3}|note \d+|citation needed)\])+"
)
_RAISED = "[¹²³⁰⁴-⁹]+"
_RAISED_BEHIND_MARK = re.compile(rf"(?<=[a-z][.,;:!?\"”')]){_RAISED}|(?<=[a-z][.,;:!?][\"”')]){_RAISED}")
_RAISED_BEHIND_WORD = re.compile(rf"\b([A-Za-z]{{4,}}){_RAISED}")
_LINK = re.compile(r"!?\[([^\]\n]+)\]\(((?=[^)\s]*[./#:])[^)\s]+)(?: \"[^\"\n]*\")?\)")
# behind a mark or at the end of a line, alone in it: "a red* sky" has an asterisk
_STAR_OF_NOTE = re.compile(
    r"^([^*\n]*[a-z](?:[.,;:!?](?=\*\s)|(?=\*[.,;:!?]?[ \t]*$)|[.,;:!?](?=\*$)))\*([^*\n]*)$", re.MULTILINE
)


def unpasted(text: str, left_out: list[str] | None = None) -> str:
    """The text as it was written: words in one, no times of captions, marks of notes or addresses of links.

    left_out: takes what is not read, as it stands there.
    """
    gone = leave_out(left_out)
    if left_out is not None:
        left_out += [address for _, address in _LINK.findall(text)]
    text = _LINK.sub(r"\1", text)
    if "-->" in text:
        text = _CAPTION.sub(leave_out(left_out, lambda _: "\n"), _CAPTIONS_HEAD.sub(gone, text))
    text = _SONG_STAMP.sub(gone, text)
    text = _BROKEN.sub(_in_one, text)
    text = _RAISED_BEHIND_MARK.sub(gone, _NOTES.sub(gone, text))
    text = _RAISED_BEHIND_WORD.sub(leave_out(left_out, _without_note), text)
    text, stars = _STAR_OF_NOTE.subn(r"\1\2", text)
    if left_out is not None:
        left_out += "*" * stars
    return text


def leave_out(
    left_out: list[str] | None, kept: Callable[[re.Match[str]], str] = lambda _: ""
) -> Callable[[re.Match[str]], str]:
    """`kept`, the beginning of what was found, for its place; the rest goes, and `left_out` takes it."""

    def keep(found: re.Match[str]) -> str:
        begin = kept(found)
        if left_out is not None and (rest := " ".join(found.group().removeprefix(begin).split())):
            left_out.append(rest)
        return begin

    return keep


def _in_one(found: re.Match[str]) -> str:
    """ "infor-\nmation" is one word, "well-\nknown" two."""
    first, second = found.groups()
    if second in _LINKING:
        return found.group()
    joined = first + second
    return joined if joined.lower() in LEXICON else f"{first}-{second}"


def _without_note(found: re.Match[str]) -> str:
    """ "Smith²" has a note, "feet²" a power."""
    word = found.group(1)
    is_unit = word in UNITS or f"{word.removesuffix('s')}s" in UNITS.values() or word in UNITS.values()
    return found.group() if is_unit else word
