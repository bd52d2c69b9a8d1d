"""Dates, years and eras to words."""

from __future__ import annotations

import re

from soundstorm.text.numbers import cardinal, ordinal, plural, two_digits, year
from soundstorm.text.rules import Rule, stop_after

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_OF = {name[:3]: name for name in MONTHS} | {"sept": "september"}
_DAY_OF = {name[:3]: name for name in DAYS}

# "may" and "march" are words too, so lower case counts for the other ten alone.
MONTH = (
    r"(?:(?i:jan|feb|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?|(?:Mar|MAR)\b\.?|May|MAY|March|MARCH|"
    r"(?i:january|february|april|june|july|august|september|october|november|december))"
)
WEEKDAY = "(?:Mon|Tues?|Wed(?:nes)?|Thur?s?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TH = "(?i:st|nd|rd|th)"
_ISO = re.compile(rf"(?<![\w-])(\d{{4}})([-/])(1[0-2]|0?[1-9])\2({_DAY})(?:T(?=\d)|(?![\d/-]))")
_NUMERIC = re.compile(r"(?<![\w./-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\w/-]|\.\d)")
_MONTH_DAY_SLASHED = re.compile(
    rf"(?:\b(on|until|till|since|due|dated)|\b({WEEKDAY})\b\.?,?) (\d{{1,2}})/(\d{{1,2}})"
    r"(?![\w/%]|[.,]\d| (?i:of|cups?|tsp|tbsp|teaspoons?|inch|inches|in\.)\b)",
    re.IGNORECASE,
)
# "6/13-6/15", but "1/2-3/4 cup"
_SLASHED_SPAN = re.compile(
    r"(?<![\w./$-])(\d{1,2})/(\d{1,2}) ?- ?(\d{1,2})/(\d{1,2})"
    r"(?![\w/%-]|[.,]\d| ?(?:cups?|inch(?:es)?|in|tsp|tbsp|teaspoons?|tablespoons?|lbs?|miles?|of)\b)"
)
_DENOMINATORS = frozenset((2, 3, 4, 5, 6, 8, 10, 16, 32, 64))  # of measures
_DATE_LIKE = re.compile(r"(?<![\w./$])(1[0-2]|0?[1-9])/(1[1345789]|2[1-9]|3[01])(?![\w/%]|[.,]\d)")
_DATE_SPAN = re.compile(rf"(?<=\d)-(?={MONTH} \d)")  # "Jan 5-Feb 10"
_DAY_MONTH_SPAN = re.compile(rf"(?<![\w.,:/-])({_DAY}{_TH}? {MONTH}) ?- ?(?={_DAY}{_TH}? {MONTH}(?!\w))")
# "'68-'72", "'20s-'30s", "1990s-2000s", "300 BCE-200 CE", "Q1-Q3", "2020-present"
_SPAN = re.compile(
    r"-(?:(?<=\d-)(?='\d\d|(?:present|now|today)\b)|(?:(?<=\bQ[1-4]-)|(?<=\bH[12]-))(?=[QH][1-4]\b)"
    r"|(?:(?<=\d (?:BC|AD|CE)-)|(?<=\d BCE-))(?=(?:AD )?\d))"
)
_DECADE_SPAN = re.compile(r"(?<![\w.,$£€])('?\d{0,2})(\d0)'?s-('?\d{0,2})(\d0)'?s\b")
_CLASS_OF = re.compile(r"(?<![\w'])'0(\d)(?![\w'])")  # "the class of '09"
_MONTH_DAY = re.compile(
    rf"\b(?<!(?<!\d)\d[ -])(?<!(?<!\d)\d\d[ -])({MONTH}) ({_DAY}){_TH}?"  # but "2 Jan 24"
    rf"(?: ?(?:-|(?i:to)) ?({_DAY}){_TH}?)?(?![\w:%/]|[.,]\d)"
)
_DAY_MONTH = re.compile(rf"(?<![\w.,:/-])((?i:the) )?({_DAY}){_TH}?(?:[ -](?i:of))?[ -]({MONTH})(?![\w'])")
_MONTH_SPAN = re.compile(rf"\b({MONTH})( ?- ?| to )({MONTH})(?![\w'])")
_MONTH_NAME = re.compile(
    rf"\b({MONTH})(?= ?'?\d|[-/])|\b(?i:(jan|feb|apr|jun|jul|aug|sept|sep|oct|nov|dec))\."
)
# but nobody who "sat and sun" or "wed and" somebody
_DAYS = re.compile(
    rf"\b({WEEKDAY})\b\.?( ?- ?|(?-i:(?<!\bsat)(?<!\bsun)(?<!\bwed)) (?:to|and|or|&) )({WEEKDAY})\b\.?",
    re.IGNORECASE,
)
_DAY_NAME = re.compile(
    rf"\b(Mon|Tues?|Wed|Thu|Thurs?|Fri)\b(?:\.|(?=,|$| \d))|\b(Sat|Sun)\b\.?(?=,? (?:\d|{MONTH}))"
)
_DECADE = re.compile(r"(?<![\w.,$£€])('?\d{0,2})(\d0)'?s\b")
_ERA_YEAR = re.compile(r"(?<![\w.,])[1-9]\d{3}(?= (?:B C|A D|C E)\b)")
_YEAR_SPAN = re.compile(r"(?<![\w.,$£€-])(1\d|20)(\d\d) ?- ?(\d\d)(?![\w%/-]|[.,]\d)")
_YEAR_TO_COME = re.compile(r"\b((?i:in|since|until|by|before|after|year)) (2[1-9]\d\d)(?![\w%/-]|[.,]\d)")
_YEAR = re.compile(r"(?<![\d.,])(1[0-9]|20)(\d\d)(?![\d,]*\d|\.\d|(?:st|nd|rd|th)\b)")


def _month(name: str) -> str:
    return _MONTH_OF.get(name.lower().rstrip("."), name.lower())


def _valid(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _date(month: str, day: str, year_digits: str = "") -> str:
    words = f"{MONTHS[int(month) - 1]} {ordinal(str(int(day)))}"
    if not year_digits:
        return words
    return f"{words} {year(int(year_digits)) if len(year_digits) == 4 else two_digits(int(year_digits))}"


def _numeric(found: re.Match[str]) -> str | None:
    """3/14/1999 the American way; the day comes first between full stops and where it must."""
    first, separator, second, year_digits = found.groups()
    day_first = separator == "." or int(first) > 12
    month, day = (second, first) if day_first else (first, second)
    if not _valid(month, day) or (separator == "." and len(year_digits) == 2):
        return None
    return _date(month, day, year_digits)


def _month_day_slashed(found: re.Match[str]) -> str | None:
    word, weekday, month, day = found.groups()
    if not _valid(month, day):
        return None
    return f"{word or _DAY_OF[weekday[:3].lower()]} {_date(month, day)}"


def _slashed_span(found: re.Match[str]) -> str | None:
    """None where both are fractions of a measure that grow."""
    month, day, last_month, last_day = found.groups()
    dates = ((month, day), (last_month, last_day))
    if not all(_valid(*date) for date in dates):
        return None
    are_fractions = all(int(above) < int(below) in _DENOMINATORS for above, below in dates)
    return None if are_fractions else " to ".join(_date(*date) for date in dates)


def _month_day(found: re.Match[str]) -> str:
    month, day, until = found.groups()
    words = f"{_month(month)} {ordinal(day.lstrip('0'))}"
    return f"{words} to {ordinal(until.lstrip('0'))}" if until else words


def _day_month(found: re.Match[str]) -> str:
    the, day, month = found.groups()
    return f"{the or 'the '}{ordinal(day.lstrip('0'))} of {_month(month)}{stop_after(found)}"


def _month_name(found: re.Match[str]) -> str:
    return _month(found.group(1) or found.group(2)) + (stop_after(found) if found.group(2) else "")


def _day_name(found: re.Match[str]) -> str:
    name = next(group for group in found.groups() if group)
    return _DAY_OF[name[:3].lower()] + stop_after(found)


def _days(found: re.Match[str]) -> str:
    first, between, last = found.groups()
    joined = {"-": "to", "&": "and"}.get(between.strip(), between.strip())
    return f"{_DAY_OF[first[:3].lower()]} {joined} {_DAY_OF[last[:3].lower()]}{stop_after(found)}"


def _decade(century: str, tens: str) -> str:
    """ "19" and "20" give "nineteen twenties", "'" and "80" "eighties"."""
    century = century.strip("'")
    if tens == "00":
        named = {"": "two thousands", "20": "two thousands", "10": "thousands", "1": "hundreds"}
        return named.get(century) or f"{cardinal(century)} hundreds"
    decade = plural(cardinal(tens))
    return f"{cardinal(century)} {decade}" if century else decade


DATES: tuple[Rule, ...] = (
    (_ISO, lambda found: _date(found.group(3), found.group(4), found.group(1))),
    (_NUMERIC, _numeric),
    (_MONTH_DAY_SLASHED, _month_day_slashed),
    (_SLASHED_SPAN, _slashed_span),
    (_DATE_LIKE, lambda found: _date(*found.groups())),
    (_DATE_SPAN, lambda found: "to"),
    (_DAY_MONTH_SPAN, lambda found: f"{found.group(1)} to"),
    (_DECADE_SPAN, lambda found: f"{_decade(*found.groups()[:2])} to {_decade(*found.groups()[2:])}"),
    (_SPAN, lambda found: "to"),
    (_CLASS_OF, lambda found: two_digits(int(found.group(1))) if found.group(1) != "0" else "oh oh"),
    (_MONTH_DAY, _month_day),
    (_DAY_MONTH, _day_month),
    (_MONTH_SPAN, lambda found: f"{_month(found.group(1))} to {_month(found.group(3))}"),
    (_MONTH_NAME, _month_name),
    (_DAYS, _days),
    (_DAY_NAME, _day_name),
    (
        _YEAR_SPAN,
        lambda found: f"{year(int(found.group(1) + found.group(2)))} to {two_digits(int(found.group(3)))}",
    ),
)
# Years look like other numbers, so they come after money and measures.
YEARS: tuple[Rule, ...] = (
    (_DECADE, lambda found: _decade(*found.groups())),
    (_ERA_YEAR, lambda found: year(int(found.group()))),
    (_YEAR_TO_COME, lambda found: f"{found.group(1)} {year(int(found.group(2)))}"),
    (_YEAR, lambda found: year(int(found.group()))),
)
