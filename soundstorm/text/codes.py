"""Numbers that are not amounts: codes, models, versions, network addresses."""

from __future__ import annotations

import re

from soundstorm.text.money import CODES as CURRENCIES
from soundstorm.text.numbers import cardinal, spell_digits, year
from soundstorm.text.rules import Rule

_CODE = re.compile(
    r"\b((?:area|zip|post|country|access|dress|pass)\s?code|zip(?= is \d{5}\b|: \d{5}\b)|pin|password|"
    r"passcode|code|otp|extension|ext\.?|(?:account|serial|order|tracking|model) (?:number|no\.))"
    r"((?: is)?:? #?)(\d{3,})\b(?![,.]\d)",
    re.IGNORECASE,
)
# Of five digits or more, and no round number: "order 20000 boxes".
_LONG_CODE = re.compile(
    r"\b(ref\.?|reference|order|account|acct\.?|booking|invoice|ticket|policy|confirmation)"
    r"((?: is)?:? ?#?)(?!\d*000\b)(\d{5,})\b(?![,.]\d)",
    re.IGNORECASE,
)
_PENSION = re.compile(r"(?<![\w.,])401 ?(?:\(k\)|k\b)", re.IGNORECASE)
_ZIP = re.compile(r"\b([A-Z]{2}) (\d{5}(?:-\d{4})?)(?![\w-]|[,.]\d)")
# Canadian and British: "M5V 3L9", "SW1A 2AA", but "a B1 2GB card"
_POSTCODE = re.compile(
    r"\b(?:[A-Z]\d[A-Z] ?\d[A-Z]\d"
    r"|[A-Z]{1,2}\d[A-Z\d]? \d(?!GB|TB|LB|HP|HR|ST|ND|RD|TH)[ABD-HJLNP-UW-Z]{2})\b"
)
# "1Z999AA10123456784": among capitals, and behind letters, five digits or more are no amount
_SERIAL = re.compile(
    rf"\b(?!(?:{'|'.join(CURRENCIES)})\d)(?!\w*000\b)(?=[A-Z\d]*[A-Z]\d)(?=[A-Z\d]*\d{{5}})[A-Z\d]+\b"
)
_GLUED = re.compile(r"(?<=[a-z])(?!\d*000\b)\d{5,}\b(?![.,]\d)")
# "INV-2024-0057", "i7-13700K", "DDR4-3200", "Boeing 737-800": no ranges
_NUMBERED = re.compile(r"\b([A-Z]{2,})((?:-\d+){2,})\b(?![-\w])")
_MODEL = re.compile(r"\b([A-Za-z]+\d{1,3})-(\d{3,5})([A-Z]{1,2})?\b(?!-)")
_BOEING = re.compile(r"(?<=\b[Bb]oeing )7(\d7)-(\d{3})\b")
_CARD = re.compile(r"(?<![\w-])\d{4}(?:[ -]\d{4}){2,3}(?![\w-])")
_GROUPS = re.compile(r"(?<![\w.,$£€¥-])(#?)\d+(?:-\d+){2,}(?![\w-]|[,.]\d)")
_NETWORK = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?::(\d+)|/(\d+))?(?![\w.]*\d)")
_VERSION = re.compile(  # but "a V8 engine"
    r"\b(v|V(?=\d+\.\d)|(?i:ver\.?|version|release))\s?(\d+(?:\.\d+)*)(?![\w]|\.\d)"
)
_DOTTED = re.compile(r"(?<![\w.,$£€¥])\d+(?:\.\d+){2,}(?![\w]|\.\d)")


def _code(found: re.Match[str]) -> str:
    name, between, digits = found.groups()
    name = {"ext.": "extension", "ref": "reference", "ref.": "reference", "acct.": "account"}.get(
        name.lower(), name
    )
    return f"{name}{between.replace('#', '')} {spell_digits(digits)}"


def _spelled(found: re.Match[str]) -> str:
    """Its letters and digits, one by one."""
    return " ".join(spell_digits(sign) or sign for sign in found.group() if sign != " ")


def _numbered(found: re.Match[str]) -> str:
    """Four digits as a year is, those with a zero before them one by one."""
    letters, digits = found.groups()
    return " ".join([letters, *map(_model_number, digits.strip("-").split("-"))])


def _model_number(digits: str) -> str:
    """ "3200" gives "thirty two hundred", "13700" "thirteen seven hundred", "0057" its digits."""
    if digits.startswith("0") or len(digits) > 5:
        return spell_digits(digits)
    if len(digits) == 5:
        return f"{cardinal(digits[:2])} {cardinal(digits[2:])}"
    return year(int(digits)) if len(digits) == 4 else cardinal(digits)


def _model(found: re.Match[str]) -> str:
    name, digits, letters = found.groups()
    return f"{name} {_model_number(digits)} {' '.join(letters or '')}"


def _network(found: re.Match[str]) -> str:
    address, port, mask = found.groups()
    words = " point ".join(spell_digits(group) for group in address.split("."))
    if port:
        return f"{words} port {spell_digits(port)}"
    return f"{words} slash {cardinal(mask)}" if mask else words


def _dotted(found: re.Match[str]) -> str:
    return " point ".join(cardinal(group) for group in found.group().split("."))


def _version(found: re.Match[str]) -> str:
    name = {"v": "version", "ver": "version", "ver.": "version"}.get(found.group(1).lower(), found.group(1))
    return f"{name} " + " point ".join(cardinal(group) for group in found.group(2).split("."))


CODES: tuple[Rule, ...] = (
    (_CODE, _code),
    (_LONG_CODE, _code),
    (_PENSION, lambda found: "four oh one K"),
    (_ZIP, lambda found: f"{' '.join(found.group(1))} {spell_digits(found.group(2))}"),
    (_POSTCODE, _spelled),
    (_SERIAL, _spelled),
    (_GLUED, lambda found: spell_digits(found.group())),
    (_NUMBERED, _numbered),
    (_BOEING, lambda found: f"seven {cardinal(found.group(1))} {_model_number(found.group(2))}"),
    (_MODEL, _model),
    (_CARD, lambda found: spell_digits(found.group())),
    (_NETWORK, _network),
    (_VERSION, _version),
    (_DOTTED, _dotted),
    (_GROUPS, lambda found: f"{'number ' if found.group(1) else ''}{spell_digits(found.group())}"),
)
