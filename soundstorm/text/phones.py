"""Telephone numbers to words: digit by digit, their hundreds as they are called."""

from __future__ import annotations

import re

from soundstorm.text.numbers import cardinal, spell_digits
from soundstorm.text.rules import Rule

_EXTENSION = r"(?:,?\s*(?i:x|ext\.?|extension)\s?(\d{1,6})\b)?"
# Between the exchange and the line stands nothing only where the area has brackets: "(555)5550123".
_PHONE = re.compile(
    r"(?<![\w.+-])(\+?1[-. ])?(?:\((\d{3})\)[-. ]?|(\d{3})[-. ])(\d{3})"
    r"(?:[-. ]|(?<=\)\d{3})|(?<=\)[-. ]\d{3}))(\d{4})(?![\w-]|\.\d)" + _EXTENSION
)
_LOCAL_PHONE = re.compile(rf"(?<![\w.$£€¥-])(\d{{3}})-(\d{{4}})(?![\w-]|\.\d){_EXTENSION}")
# of eight digits or more: "+0.43" and "+500" are amounts
_FOREIGN_PHONE = re.compile(
    r"(?<!\w)\+(?=(?:[ .()-]{0,2}\d){8})\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?![\d.]\d)"
)
_LETTERED_PHONE = re.compile(r"(?<![\w-])(1-)?(8\d\d)-([A-Z][A-Z-]{2,})\b")
_EMERGENCY = re.compile(
    r"(?<=(?i:call) |(?i:dial) )(\d\d\d)(?=\W*(?:$|\n|[A-Z]|and|if|or|for|to|in|when|now|at))"
    r"|(?<=(?i:call) \d{3} or )\d{3}\b|(?<=(?i:text) )\d{5,6}\b|(?<![\w.,$/-])911(?![\w%/-]|[,.]\d)"
)
_TEXTED = re.compile(r"\b((?i:text) [\"“']?[A-Za-z\d]+[\"”']? (?i:to) )(\d{5,6})(?![\w,%-]|\.\d)")
# what is called, without hyphens
_BARE_PHONE = re.compile(
    r"(?:(?<=call )|(?<=dial )|(?<=phone )|(?<=phone: )|(?<=cell: )|(?<=phone number: )|(?<=cell number: )|"
    r"(?<=phone number is )|(?<=cell number is )|(?<=my number is )|(?<=(?:his|her) number is ))"
    r"(?:\d{7}|\d{10,11})(?![\w%]|[.,]\d|"
    r" (?!(?:for|or|and|now|if|to|at|when|in|on|today|please)\b)(?-i:[a-z]))",
    re.IGNORECASE,
)
# the groups of a number that begins with 0, as it is written in Europe and Australia; of nine digits or more
# where a group has two: "01 02 2024" is a date
_TRUNK_PHONE = re.compile(
    r"(?<![\w.,:/$£€¥-])(?<!\d )(?:"
    r"\(0\d{1,4}\)[ -]?\d{3,8}(?: \d{3,4})?"
    r"|0\d{2,4}(?: \d{3,6}){1,3}"
    r"|0\d(?: \d{4}){2}"
    r"|(?=(?: ?\d){9})0\d{2,4}(?: \d{2,6}){2,4}"
    r"|0\d{2,4}-\d{5,8}"
    r"|(?=(?:[ /]{0,3}\d){9})0\d{2,4} ?/ ?\d{2,8}(?: \d{2,4}){0,3}"
    r"|1[38]00 \d{3} \d{3}"
    r")(?![\w%/:-]|[.,]\d)"
)
_CAR = re.compile(r"porsche\s*$", re.IGNORECASE)


def _phone(found: re.Match[str]) -> str:
    country, area, bare_area, exchange, line, extension = found.groups()
    groups = ["one"] if country else []
    return " ".join([*groups, _area(area or bare_area), spell_digits(exchange + line), _extension(extension)])


def _local_phone(found: re.Match[str]) -> str | None:
    exchange, line, extension = found.groups()
    if exchange.endswith("0") and line.endswith("00") and not extension:
        return None  # "500-1000 words": a range
    return f"{_area(exchange)} {spell_digits(line)} {_extension(extension)}"


def _area(digits: str) -> str:
    """Eight hundred and nine hundred numbers are called so."""
    return cardinal(digits) if digits.endswith("00") else spell_digits(digits)


def _extension(digits: str | None) -> str:
    return f"extension {spell_digits(digits)}" if digits else ""


def _lettered_phone(found: re.Match[str]) -> str:
    country, area, letters = found.groups()
    return f"{'one' if country else ''} {_area(area)} {letters.lower().replace('-', ' ')}"


def _emergency(found: re.Match[str]) -> str | None:
    if _CAR.search(found.string[: found.start()]):
        return "nine eleven"
    return spell_digits(found.group())


PHONES: tuple[Rule, ...] = (
    (_PHONE, _phone),
    (_LETTERED_PHONE, _lettered_phone),
    (_FOREIGN_PHONE, lambda found: f"plus {spell_digits(found.group())}"),
    (_LOCAL_PHONE, _local_phone),
    (_TRUNK_PHONE, lambda found: spell_digits(found.group())),
    (_BARE_PHONE, lambda found: spell_digits(found.group())),
    (_TEXTED, lambda found: f"{found.group(1)} {spell_digits(found.group(2))}"),
    (_EMERGENCY, _emergency),
)
