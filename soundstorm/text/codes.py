"""Numbers that are not amounts: telephone numbers, codes, versions, network addresses."""

from __future__ import annotations

import re

from soundstorm.text.numbers import cardinal, spell_digits
from soundstorm.text.rules import Rule

_EXTENSION = r"(?:,?\s*(?i:x|ext\.?|extension)\s?(\d{1,6})\b)?"
_PHONE = re.compile(
    r"(?<![\w.+-])(\+?1[-. ])?(?:\((\d{3})\)[-. ]?|(\d{3})[-. ])(\d{3})[-. ](\d{4})(?![\w-]|\.\d)"
    + _EXTENSION
)
_LOCAL_PHONE = re.compile(rf"(?<![\w.$£€¥-])(\d{{3}})-(\d{{4}})(?![\w-]|\.\d){_EXTENSION}")
_FOREIGN_PHONE = re.compile(r"(?<!\w)\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?![\d.]\d)")
_LETTERED_PHONE = re.compile(r"(?<![\w-])(1-)?(8\d\d)-([A-Z][A-Z-]{2,})\b")
_EMERGENCY = re.compile(
    r"(?<=(?i:call) |(?i:dial) )(\d\d\d)(?=\W*(?:$|\n|[A-Z]|and|if|or|for|to|in|when|now|at))"
    r"|(?<=(?i:call) \d{3} or )\d{3}\b|(?<=(?i:text) )\d{5,6}\b|(?<![\w.,$/-])911(?![\w%/-]|[,.]\d)"
)
# what is called, without hyphens; the groups of a number that begins with 0
_BARE_PHONE = re.compile(
    r"(?:(?<=call )|(?<=dial )|(?<=phone )|(?<=phone: )|(?<=cell: )|(?<=phone number: )|(?<=cell number: )|"
    r"(?<=phone number is )|(?<=cell number is )|(?<=my number is )|(?<=(?:his|her) number is ))"
    r"(?:\d{7}|\d{10,11})(?![\w%]|[.,]\d|"
    r" (?!(?:for|or|and|now|if|to|at|when|in|on|today|please)\b)(?-i:[a-z]))"
    r"|(?<![\w.,$£€¥-])0\d{2,4}(?: \d{3,6}){1,3}(?![\w%]|[.,]\d)",
    re.IGNORECASE,
)
_CAR = re.compile(r"porsche\s*$", re.IGNORECASE)
_CODE = re.compile(
    r"\b((?:area|zip|post|country|access|dress|pass)\s?code|zip(?= is \d{5}\b|: \d{5}\b)|pin|password|"
    r"passcode|code|extension|ext\.?|(?:account|serial|order|tracking|model) (?:number|no\.))"
    r"((?: is)?:? #?)(\d{3,})\b(?![,.]\d)",
    re.IGNORECASE,
)
_PENSION = re.compile(r"(?<![\w.,])401 ?(?:\(k\)|k\b)", re.IGNORECASE)
_ZIP = re.compile(r"\b([A-Z]{2}) (\d{5}(?:-\d{4})?)(?![\w-]|[,.]\d)")
_CARD = re.compile(r"(?<![\w-])\d{4}(?:[ -]\d{4}){2,3}(?![\w-])")
_GROUPS = re.compile(r"(?<![\w.,$£€¥-])\d+(?:-\d+){2,}(?![\w-]|[,.]\d)")
_NETWORK = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?::(\d+)|/(\d+))?(?![\w.]*\d)")
_VERSION = re.compile(  # but "a V8 engine"
    r"\b(v|V(?=\d+\.\d)|(?i:ver\.?|version|release))\s?(\d+(?:\.\d+)*)(?![\w]|\.\d)"
)
_DOTTED = re.compile(r"(?<![\w.,$£€¥])\d+(?:\.\d+){2,}(?![\w]|\.\d)")


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


def _code(found: re.Match[str]) -> str:
    name, between, digits = found.groups()
    return f"{name.replace('ext.', 'extension')}{between.replace('#', '')} {spell_digits(digits)}"


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
    (_PHONE, _phone),
    (_LETTERED_PHONE, _lettered_phone),
    (_FOREIGN_PHONE, lambda found: f"plus {spell_digits(found.group())}"),
    (_LOCAL_PHONE, _local_phone),
    (_BARE_PHONE, lambda found: spell_digits(found.group())),
    (_EMERGENCY, _emergency),
    (_CODE, _code),
    (_PENSION, lambda found: "four oh one K"),
    (_ZIP, lambda found: f"{' '.join(found.group(1))} {spell_digits(found.group(2))}"),
    (_CARD, lambda found: spell_digits(found.group())),
    (_NETWORK, _network),
    (_VERSION, _version),
    (_DOTTED, _dotted),
    (_GROUPS, lambda found: spell_digits(found.group())),
)
