"""A dash with spaces around it: a range between two of a kind, a minus in a formula, elsewhere a pause."""

from __future__ import annotations

import re

from soundstorm.text.dates import MONTH, WEEKDAY
from soundstorm.text.rules import NUMBER

_PAUSE = re.compile(
    r"(?<=\s)[-–](?=\s)(?!\s[\d.$£€¥])|(?<=[^\d\s] )[-–](?= )|\s*-{2,}\s*"
    r"|(?<=[^\s\d-])–(?=(?!noon|midnight)[a-z])"
)
_HALF = r"[ap]\.?m\b\.?"
_RANGES = (
    re.compile(rf"(\d ?{_HALF}) [-–] (?=\d[\d:.]* ?{_HALF}|noon\b|midnight\b)", re.IGNORECASE),
    re.compile(rf"\b({WEEKDAY}\b\.?(?: \d{{1,2}}/\d{{1,2}})?) [-–] (?={WEEKDAY}\b)", re.IGNORECASE),
    re.compile(rf"\b({MONTH}(?: \d{{1,2}},?)?(?: \d{{4}})?) [-–] (?={MONTH}(?!\w))"),
    re.compile(rf"\b(\d{{1,2}} {MONTH}(?: \d{{4}})?) [-–] (?=\d{{1,2}} {MONTH}(?!\w))"),
    re.compile(r"(\d ?(?:BCE?|CE|AD|B\.C\.|A\.D\.)) [-–] (?=(?:AD )?\d)|(\bQ[1-4]) [-–] (?=Q[1-4]\b)"),
)
# "10 km – 20 km", but "8 men – 6 men"
_MEASURED = re.compile(
    rf"(?<![\w.,])({NUMBER})( ?(%|°(?: ?[CF])?|[A-Za-z]+(?:\.|\^[23])?)) [-–] (?=({NUMBER}) ?\3(?!\w))"
)
# behind an unknown: "3x - 5", "= x - y", "x^2 - 1"
_MINUS = re.compile(r"(\d[nx-z]|[=+*/^(] ?[a-cnx-z]|[a-cnx-z)]\^\d) [-–] (?=[\d(]|[a-cnx-z]\b)")


def read_dashes(text: str) -> str:
    """The text with "to", "−" or "—" for every dash that has spaces around it; the others are hyphens."""
    for pattern in _RANGES:
        text = pattern.sub(lambda found: f"{found.group(found.lastindex)} to ", text)
    text = _MINUS.sub(r"\1 − ", _MEASURED.sub(_measured, text))
    return _PAUSE.sub(" — ", text).replace("–", "-")


def _measured(found: re.Match[str]) -> str:
    low, unit, _, high = found.groups()
    rises = float(low.replace(",", "")) < float(high.replace(",", ""))
    return f"{low}{unit} to " if rises else found.group()
