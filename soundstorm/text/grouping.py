"""Numbers that are grouped or divided otherwise than in America, to how they are written there."""

from __future__ import annotations

import re

from soundstorm.text.measures import UNITS
from soundstorm.text.numbers import cardinal
from soundstorm.text.rules import Rule

# Before these a comma divides decimals: "3,5 kg". What is a word too is none of them: "1,2 in the list".
_MEASURED = "|".join(sorted((re.escape(unit) for unit in UNITS if unit not in ("in", "s")), key=len)[::-1])
_WHOLE = r"(\d{1,3}(?:\.\d{3})+|\d+)"
# thousands with apostrophes between them, or with spaces where three zeros end them
_SET_APART = re.compile(r"(?<![\w.,'’])[1-9]\d{0,2}(?:(?:['’]\d{3})+|(?: \d{3})* 000)(?![\w'’]|[.,]\d| \d)")
_INDIAN = re.compile(r"(?<![\w.,])\d{1,2}(?:,\d{2})+,\d{3}(?!\w|,\d)")
_EUROS_FIRST = re.compile(rf"(?<=€)( ?){_WHOLE},(\d{{1,2}})(?!\w|[.,]\d)")
_BEFORE_UNIT = re.compile(
    rf"(?<![\w.,/€])(){_WHOLE},(\d{{1,2}})(?=(?: ?- ?\d+,\d{{1,2}})? ?(?:€|EUR\b|(?:{_MEASURED})(?![\w°'])))"
)


def _decimals(found: re.Match[str]) -> str:
    space, whole, decimals = found.groups()
    return f"{space}{whole.replace('.', '')}.{decimals}"


GROUPING: tuple[Rule, ...] = (
    (_SET_APART, lambda found: cardinal(re.sub(r"\D", "", found.group()))),
    (_INDIAN, lambda found: f"{int(found.group().replace(',', '')):,}"),
    (_EUROS_FIRST, _decimals),
    (_BEFORE_UNIT, _decimals),
)
