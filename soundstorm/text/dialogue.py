"""Transcripts of several speakers: who says what, in turn (SoundStorm, section 5).

Turns are written as the paper writes them, `Hello. | Oh, hi!`, or with names, `A: Hello. B: Oh, hi!` or
`[S1] Hello. [S2] Oh, hi!`, or one a line. Without names each turn is the next speaker's, and after the last
speaker's comes the first one's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from soundstorm.errors import TextError
from soundstorm.text.layouts import WAY, labelled
from soundstorm.text.normalise import read_transcript, spoken_words
from soundstorm.text.rules import SENTENCE_STARTS
from soundstorm.text.script import Script, join_turns
from soundstorm.text.symbols import TURN

MAX_SPEAKERS = 4
NAMES = ("A", "B", "C", "D")
MAX_CHARACTERS = 3_000  # a page
MAX_PAGE_SECONDS = 300.0  # of speech: a page of plain English takes 200 to 260, one of single letters 800

_NAME = r"(?:(?:Dr|Mrs?|Ms|Prof)\. )?(?:[A-Z]\. ?){0,2}[^\W\d_][\w'’-]*(?: [\w'’-]+){0,2}"
_END = r"[ \t]*:(?=\s|$)"
# Where a line begins with a name, words may follow at once, "Alice:Hi!"; and beside the name, which may be
# set in bold, stands when and how it is said: "[00:01] Alice (laughing):".
_LINE_END = r"[ \t]*:\**(?=\s|$|[^\W\d]|[\"“])"
# what begins a remark and is nobody's name
_NO_REMARK = r"(?!\**(?i:note|nb|ps|warning|tip|example|edit|update|remember|reminder|hint)\**[ \t]*:)"
_WHEN = r"[\[(]?\d+(?::\d\d)+(?:[.,]\d+)?[\])]?"
_LINE_NAME = rf"{_NO_REMARK}(?:{_WHEN}[ \t]*)?\**({_NAME})\**(?:[ \t]*{WAY.pattern})?{_LINE_END}"
_BESIDE_NAME = re.compile(rf"{_WHEN}|{WAY.pattern}")
# words that a letter counts: "Plan B: go."
_COUNTED = re.compile(r"\b(?:appendix|exhibit|hepatitis|option|plan|section|vitamin) \Z", re.IGNORECASE)
# no word that often begins a sentence
_NO_START = rf"(?!(?i:{SENTENCE_STARTS}|note|remember|well|yes|look|listen|wait)\b)"
_SENTENCE = rf"(?<=[.?!] ){_NO_START}({_NAME}):(?=\s)"  # within a line


class Said(NamedTuple):
    """What one speaker, from 1, says in a turn."""

    speaker: int
    text: str


def read_dialogue(text: str, names: Sequence[str] = NAMES[:2], max_seconds: float = math.inf) -> Script:
    """The script of a transcript with turns.

    Args:
        names: of the speakers, in the order of their prompts.
        max_seconds: of speech.

    Raises:
        TextError: when it cannot be spoken, has an empty turn, or its speakers are not those of the prompts.
    """
    return check_fits(script_of(read_turns(text, names)), max_seconds)


def check_fits(script: Script, max_seconds: float) -> Script:
    """Refuses what takes longer to say; returns the rest."""
    if script.seconds > max_seconds:
        raise TextError(
            f"Shorten the dialogue to about {max_seconds:.0f} seconds of speech, so that it fits with its "
            f"prompts: it takes about {script.seconds:.0f}."
        )
    return script


def script_of(said: Sequence[Said]) -> Script:
    """The script of turns."""
    return join_turns([(turn.speaker, read_transcript(turn.text, math.inf)) for turn in said])


def read_turns(text: str, names: Sequence[str] = NAMES[:2], left_out: list[str] | None = None) -> list[Said]:
    """The turns of a transcript; neighbours of one speaker are one turn.

    Args:
        names: of the speakers, in the order of their prompts.
        left_out: takes what is not read, as it stands there: times, headings, how something is said.

    Raises:
        TextError: when a turn is empty, or the speakers are not those of the prompts.
    """
    if not text.strip():
        raise TextError("Write the dialogue to be spoken: it is empty.")
    check_length(text)
    if not 2 <= len(names) <= MAX_SPEAKERS:
        raise TextError(f"Choose prompts for two to {MAX_SPEAKERS} speakers, not for {len(names)}.")
    pieces = _pieces(text.strip(), names, left_out)
    for number, (_, said) in enumerate(pieces, start=1):
        if not spoken_words(said):
            raise TextError(f"Write at least one word in turn {number}, or take the turn out: it is empty.")
    labels = [label for label, _ in pieces]
    speakers = _numbers(labels, names) if labels[0] else [at % len(names) + 1 for at in range(len(labels))]
    _check_speakers(speakers, labels, names)
    turns: list[Said] = []
    for speaker, (_, said) in zip(speakers, pieces, strict=True):
        if turns and turns[-1].speaker == speaker:
            before = turns.pop().text
            said = before + (" " if before[-1] in ",.?!" else ". ") + said
        turns.append(Said(speaker, said))
    return turns


def named_speakers(text: str) -> int:
    """How many speakers the names in a transcript call up; 0 where turns have none.

    Raises:
        TextError: when some turns have names and others do not.
    """
    labels = [label for label, _ in _pieces(text.strip(), NAMES)]
    return max(_numbers(labels, NAMES)) if labels and labels[0] else 0


def check_length(text: str) -> None:
    """Refuses more than a page, whoever says it."""
    if len(text) > MAX_CHARACTERS:
        raise TextError(f"Shorten the text to {MAX_CHARACTERS:,} characters: it has {len(text):,}.")


def check_page(script: Script) -> None:
    """Refuses what takes longer than a page, however few its characters are."""
    if script.seconds > MAX_PAGE_SECONDS:
        raise TextError(
            f"Shorten the text to {MAX_PAGE_SECONDS / 60:.0f} minutes of speech: it takes about "
            f"{script.seconds / 60:.1f}."
        )


def _pieces(text: str, names: Sequence[str], left_out: list[str] | None = None) -> list[tuple[str, str]]:
    """Label ("" without names) and words of every turn."""
    text = labelled(text, left_out)
    turns = [turn.strip() for turn in text.split(TURN)]
    if all(re.match(_NO_START + _LINE_NAME, turn) for turn in turns):  # between bars as on lines
        text = "\n".join(turns)
    known = "|".join(
        [*map(re.escape, names), "[A-D]", r"S\d+", r"(?:Speaker|SPEAKER|Person)[ _](?:[A-Z]|\d+)"]
    )
    # brackets and known names may stand anywhere, the names within a line as they are written
    anywhere = rf"(?i:\[\s*(S?\d+|[A-Z]|{known})\s*\]:?|^[ \t]*({known}){_LINE_END})|(?<=\s)({known}){_END}"
    certain = re.compile(anywhere, re.MULTILINE)
    label = re.compile(f"{anywhere}|{_line_names(text)}", re.MULTILINE)
    if certain.match(text) or (TURN not in text and label.match(text)):
        if "\n" not in text and len(_labelled(text, label)) == 1:
            label = re.compile(f"{label.pattern}|{_SENTENCE}", re.MULTILINE)
        return _labelled(text, label, left_out)
    if TURN in text:
        pieces = [("", piece.strip()) for piece in text.split(TURN)]
        if any(certain.match(said) for _, said in pieces):
            raise TextError(f"Separate the turns either by names or by {TURN}: here are both.")
        return pieces
    if certain.search(text):
        raise TextError("Name the speaker of the first turn too: other turns have names.")
    return [("", line.strip()) for line in text.splitlines() if line.strip()]


def _line_names(text: str) -> str:
    """What is a name at the beginning of a line.

    In brackets, or a number, only where the text begins so: others are stage directions and counts.
    """
    ways = [_LINE_NAME]
    if text.startswith("["):
        ways.append(rf"\[\s*(?![a-z])({_NAME})\s*\]:?")
    if re.match(rf"[1-{MAX_SPEAKERS}]{_END}", text):
        ways.append(rf"([1-{MAX_SPEAKERS}]){_END}")
    return rf"^[ \t]*(?:{'|'.join(ways)})"


def _is_counted(label: re.Match[str]) -> bool:
    """Whether it is a letter that counts something in the middle of a line."""
    return len(label.group()) == 2 and bool(_COUNTED.search(label.string[: label.start()]))


def _labelled(text: str, label: re.Pattern[str], left_out: list[str] | None = None) -> list[tuple[str, str]]:
    found = [match for match in label.finditer(text) if not _is_counted(match)]
    ends = [match.start() for match in found[1:]] + [len(text)]
    names = [next(filter(None, match.groups())) for match in found]
    if left_out is not None:
        for match, name in zip(found, names, strict=True):
            left_out += _BESIDE_NAME.findall(match.group().replace(name, "", 1))
    pieces = [
        (name, text[match.end() : end].strip().strip(TURN).strip())
        for match, name, end in zip(found, names, ends, strict=True)
    ]
    if any(TURN in said for _, said in pieces):
        raise TextError(f"Separate the turns either by names or by {TURN}: here are turns without a name.")
    return pieces


def _numbers(labels: Sequence[str], names: Sequence[str]) -> list[int]:
    """The speaker of every label: by its name, by its number or letter, else in the order of appearance.

    Letters behind D are names: "Q" asks, "A" answers. Only prompts that have no names of their own, but
    letters, are given to whoever appears.
    """
    own = [name.casefold() for name in names]
    numbers: dict[str, int] = {}
    for label in dict.fromkeys(label.casefold() for label in labels):
        counted = re.fullmatch(r"s?(\d+)|([a-d])", label)
        if label in own:
            numbers[label] = own.index(label) + 1
        elif counted:
            # of a longer number its beginning, which is too large as well
            numbers[label] = int(counted[1][:9]) if counted[1] else ord(label) - ord("a") + 1
    strangers = [label for label in dict.fromkeys(map(str.casefold, labels)) if label not in numbers]
    if strangers and not set(names) <= set(NAMES):
        raise TextError(f"Give {strangers[0].title()} a prompt: the prompts are for {', '.join(names)}.")
    free = (number for number in range(1, len(labels) + len(numbers) + 2) if number not in numbers.values())
    numbers |= dict(zip(strangers, free, strict=False))
    return [numbers[label.casefold()] for label in labels]


def _check_speakers(speakers: Sequence[int], labels: Sequence[str], names: Sequence[str]) -> None:
    count = len(set(speakers))
    if count == 1:
        raise TextError(f"Write turns of two speakers or more, with {TURN} between them: here is one alone.")
    if max(count, *speakers) > MAX_SPEAKERS:
        raise TextError(f"Let at most {MAX_SPEAKERS} speakers take turns: here are {max(count, *speakers)}.")
    for speaker, label in zip(speakers, labels, strict=True):
        if speaker < 1:
            raise TextError(f"Count the speakers from 1: here is one called {label[:40]}.")
        if speaker > len(names):
            raise TextError(f"Add a prompt for {label}: there are {len(names)} prompts.")
    for number, name in enumerate(names, start=1):
        if number not in speakers:
            raise TextError(f"Give {name} a turn, or leave out the prompt: nothing is said as {name}.")
