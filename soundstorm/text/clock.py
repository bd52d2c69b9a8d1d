"""The time of day to words, and the ratios that look like it."""

from __future__ import annotations

import re

from soundstorm.text.dates import MONTH, WEEKDAY
from soundstorm.text.numbers import cardinal, two_digits
from soundstorm.text.rules import Rule, ends_sentence, stop_after

_HALF = r"(?:\s?([ap])(?:\.\s?m\b\.?|m\b))"
_HALF_DAY_SPAN = re.compile(
    rf"\b(1[0-2]|[1-9])(?:[:.]([0-5]\d))?{_HALF}?\s?(?:-|(?<=\s)to(?=\s))\s?"
    rf"(1[0-2]|[1-9])(?:[:.]([0-5]\d))?{_HALF}",
    re.IGNORECASE,
)
# one side of it alone has minutes: "5:30-8", "9-10:30"
_BARE_SPAN = re.compile(
    r"(?<![\w:.,/$£€-])(1?\d|2[0-3])(:[0-5]\d)? ?- ?(1?\d|2[0-3])(:[0-5]\d)?(?!\d|[:%/-]|[.,]\d)"
)
# "0630 hrs", "1800hrs", "at 2200 hours", but "it took 2200 hours"
_MILITARY = re.compile(
    r"(?<![\w.,:$£€-])(?:(?=0)|(?=\d{4}h)|(?<=\bat )|(?<=\bby )|(?<=from )|(?<=until )|(?<=till )"
    r"|(?<=before )|(?<=after )|(?<=since )|(?<=around ))"
    r"([01]\d|2[0-3])([0-5]\d) ?(?:hrs?|hours|h)\b(?! of\b)\.?"
)
_NOON_SPAN = re.compile(r"\b(noon|midnight) ?- ?(?=\d)|(?<=[\dm]) ?- ?(noon|midnight)\b", re.IGNORECASE)
# "16:45", and "4.45 pm" as Britons write it, but not the scale 1:50,000
_TIME = re.compile(
    r"(?<![\d:.])([01]?\d|2[0-3])(?::|\.(?=[0-5]\d\s?[ap]\.?\s?m\b))([0-5]\d)(?::([0-5]\d))?"
    rf"{_HALF}?(?![\d:]|,\d{{3}})",
    re.IGNORECASE,
)
_HOUR = re.compile(rf"(?<![\d:.])(1[0-2]|[1-9]){_HALF}", re.IGNORECASE)
_RATIO = re.compile(r"(?<![\d:.])(\d+):(\d{1,3}(?:,\d{3})+|\d+)(?![\d:])")
_TAKEN = re.compile(r"\b(?:in|took|ran) $")
_NEXT_WORD = re.compile(r" (?:[A-Z]\. )?[A-Z][a-z]")
# What belongs to the hour before it: "5 p.m. Eastern", "7 p.m. Monday", "9 a.m. New York time".
_BELONGING = re.compile(
    rf" (?:Eastern|Central|Mountain|Pacific|Atlantic|Greenwich|Local|{WEEKDAY}|{MONTH}"
    r"|(?:[A-Z][\w.'’-]* ){1,3}time)\b"
)
# "the 8 p.m. show", "the weekly 8 p.m. Zoom call", "Thursday's 8 p.m. game", but "It's 8 p.m. Bob left."
_BEFORE_A_NOUN = re.compile(
    r"\b(?:an?|the|this|that|my|your|his|her|our|their|every|each|the \w+"
    r"|(?!(?:it|that|he|she|here|there|what|who|when|let)['’])\w+['’]s) $",
    re.IGNORECASE,
)
# Before it nothing is told yet but when: "At 7 p.m. Bob left", "She says that on Monday at 7 p.m. Bob left".
_NOTHING_TOLD = re.compile(
    r"(?:^|[.?!:;\n\"“(—] ?|\b(?:that|because|and|but),? )"
    r"(?:at|by|on|in|from|around|about|until|before|after|since|when|while|if|yesterday|today|tomorrow)\b"
    r"(?:,? \w+){0,2} $",
    re.IGNORECASE,
)


def _clock(hours: str, minutes: str | None, half: str | None) -> str:
    if minutes is None or int(minutes) == 0:
        named = "" if half else "o'clock" if 1 <= int(hours) <= 12 else "hundred"
        return f"{cardinal(str(int(hours)))} {named}"
    return f"{cardinal(str(int(hours)))} {two_digits(int(minutes))}"


def _half_day(half: str | None) -> str:
    return f"{half.upper()} M" if half else ""


def _stop(found: re.Match[str]) -> str:
    """The full stop of "p.m." where a sentence ends; by itself, so that "M." is no initial of a name."""
    if not found.group().endswith("."):
        return ""
    return " ." if ends_sentence(found) or _sentence_begins(found) else ""


def _sentence_begins(found: re.Match[str]) -> bool:
    """Whether the word behind an hour begins a sentence: "Doors open at 7 p.m. Tickets cost $12"."""
    before = found.string[: found.start()]
    return bool(
        _NEXT_WORD.match(found.string, found.end())
        and not _BELONGING.match(found.string, found.end())
        and not _BEFORE_A_NOUN.search(before)
        and not _NOTHING_TOLD.search(before)
    )


def _half_day_span(found: re.Match[str]) -> str:
    first, first_minutes, first_half, last, last_minutes, last_half = found.groups()
    begins = f"{_clock(first, first_minutes, last_half)} {_half_day(first_half)}"
    ends = f"{_clock(last, last_minutes, last_half)} {_half_day(last_half)}"
    return f"{begins} to {ends}{_stop(found)}"


def _time(found: re.Match[str]) -> str:
    hours, minutes, seconds, half = found.groups()
    words = _clock(hours, minutes, half or seconds)
    if seconds:
        words += f" and {cardinal(str(int(seconds)))} seconds"
    return f"{words} {_half_day(half)}{_stop(found) if half else ''}"


def _bare_span(found: re.Match[str]) -> str | None:
    first, first_minutes, last, last_minutes = found.groups()
    if bool(first_minutes) == bool(last_minutes):
        return None
    return f"{_side(first, first_minutes)} to {_side(last, last_minutes)}"


def _side(hours: str, minutes: str | None) -> str:
    return _clock(hours, minutes.strip(":"), None) if minutes else cardinal(str(int(hours)))


def _military(found: re.Match[str]) -> str:
    hours, minutes = found.groups()
    said = two_digits(int(hours)) if hours[0] == "0" != hours[1] else cardinal(str(int(hours)))
    return f"{said} {'hundred' if minutes == '00' else two_digits(int(minutes))} hours{stop_after(found)}"


def _ratio(found: re.Match[str]) -> str:
    """ "60:40" is a ratio; "25:00", "41:05" and "in 45:30" are how long a race takes."""
    first, second = found.groups()
    if second == "00":
        return f"{cardinal(first)} minutes"
    if re.fullmatch(r"0\d", second) or (second < "60" and _TAKEN.search(found.string[: found.start()])):
        return f"{cardinal(first)} {two_digits(int(second))}"
    return f"{cardinal(first)} to {cardinal(second)}"


CLOCK: tuple[Rule, ...] = (
    (_NOON_SPAN, lambda found: f"{found.group(1)} to" if found.group(1) else f"to {found.group(2)}"),
    (_HALF_DAY_SPAN, _half_day_span),
    (_BARE_SPAN, _bare_span),
    (_MILITARY, _military),
    (_TIME, _time),
    (_HOUR, lambda found: f"{cardinal(found.group(1))} {_half_day(found.group(2))}{_stop(found)}"),
    (_RATIO, _ratio),
)
