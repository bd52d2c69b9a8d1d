"""Dialogues as chats, plays and films write them, to lines that begin with a name and a colon."""

from __future__ import annotations

import re

from soundstorm.text.pasted import leave_out, unpasted
from soundstorm.text.rules import NO_PLACE

_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\b\.?)?"
# "[12/03/24, 10:32:15] Alice:", "[10:32 AM] Alice:", "12/03/24, 10:32 - Alice:"
_STAMP = re.compile(
    rf"^[ \t]*(?:\[(?:{_DATE},? )?{_CLOCK}\][ \t]*|{_DATE},? {_CLOCK} [-–] )(?=[^:\n]{{1,40}}:)", re.MULTILINE
)
# "Speaker A [00:01]:"
_STAMP_BEHIND = re.compile(r"^([^:\n]{1,40}?)[ \t]*([\[(]\d{1,2}(?::\d\d){1,2}[\])])[ \t]*:", re.MULTILINE)
_SCENE = re.compile(
    r"^[ \t]*(?:(?:INT|EXT)\b[./ ][^a-z\n]*|(?:FADE|CUT|DISSOLVE)\b[^a-z\n]*|(?:ACT|SCENE) [IVX\d]+[.:]?)"
    r"$\n?",
    re.MULTILINE,
)
# no word that is a sentence of its own: "OK. Bye.", "STOP"
_NO_NAME = rf"(?!(?:{NO_PLACE}|OK|OKAY|WOW|STOP|GO|GREAT|RIGHT|SURE|FINE|GOOD|NEVER|REALLY)\b)"
_CAPITALS = rf"{_NO_NAME}[A-Z][A-Z'’-]+(?: [A-Z][A-Z.'’-]*){{0,2}}"
WAY = re.compile(r"\([^()\n]*\)")  # how a turn is said: "(laughing)"
# a name on a line of its own, the way it is said in brackets below it, and what is said
_CUE = re.compile(
    rf"(?:\A|\n[ \t]*\n)[ \t]*({_CAPITALS})(?:[ \t]*{WAY.pattern})?[ \t]*\n"
    rf"(?:[ \t]*{WAY.pattern}[ \t]*\n)?(?=[ \t]*\S)"
)
_PLAYED = re.compile(rf"^[ \t]*({_CAPITALS}|[A-D])\.[ \t]+(?=\S)", re.MULTILINE)  # "ROMEO. But soft!"
_TYPED = re.compile(
    r"^[ \t]*(?:<([^<>\n]{1,30})>|([A-Z]\w{0,29})>)[ \t]+(?=\S)", re.MULTILINE
)  # "<Alice> hi"


def labelled(text: str, left_out: list[str] | None = None) -> str:
    """The dialogue with "JOHN: " where each of its turns begins with a name in another way.

    left_out: takes the times and headings that are not read, as they stand there.
    """
    gone: list[str] = []
    text = _STAMP.sub(leave_out(gone), unpasted(text, gone))
    gone += [behind for _, behind in _STAMP_BEHIND.findall(text)]
    text = _STAMP_BEHIND.sub(r"\1:", text)
    headings: list[str] = []
    without_scenes = _SCENE.sub(leave_out(headings), text).strip()
    beside: list[str] = []
    if labelled_text := _cued(without_scenes, beside):
        text, gone = labelled_text, gone + headings + beside
    elif ":" in without_scenes and headings:
        text, gone = without_scenes, gone + headings
    if left_out is not None:
        left_out += gone
    return text


def _cued(text: str, beside: list[str]) -> str:
    """The dialogue with names and colons where plays, films and chats have another way; else "".

    beside: takes how a turn is said, which stands in brackets beside or below the name.
    """
    for cue in (_CUE, _PLAYED, _TYPED):
        if len(cue.findall(text)) > 1 and cue.match(text):
            beside += [way for match in cue.finditer(text) for way in WAY.findall(match.group())]
            return cue.sub(lambda match: f"\n{match.group(match.lastindex)}: ", text).strip()
    return ""
