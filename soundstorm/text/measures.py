"""Units to words: what is measured, what it is measured by, feet and inches, percent."""

from __future__ import annotations

import re
from collections.abc import Callable

from soundstorm.text.names import DIRECTIONS
from soundstorm.text.numbers import cardinal
from soundstorm.text.rules import NUMBER, Rule, stop_after

# Abbreviations as they are written; other capitals ("KM", "Lbs") are known where no letter stands alone.
UNITS = {
    "km": "kilometers", "m": "meters", "cm": "centimeters", "mm": "millimeters", "µm": "micrometers",
    "nm": "nanometers", "mi": "miles", "yd": "yards", "yds": "yards", "ft": "feet", "in": "inches",
    "kg": "kilograms", "g": "grams", "mg": "milligrams", "µg": "micrograms", "mcg": "micrograms",
    "lb": "pounds", "lbs": "pounds", "oz": "ounces", "l": "liters", "L": "liters", "ml": "milliliters",
    "mL": "milliliters", "cl": "centiliters", "dl": "deciliters", "dL": "deciliters", "gal": "gallons",
    "qt": "quarts", "tsp": "teaspoons", "tbsp": "tablespoons", "fl oz": "fluid ounces", "ha": "hectares",
    "s": "seconds", "sec": "seconds", "secs": "seconds", "ms": "milliseconds", "µs": "microseconds",
    "ns": "nanoseconds", "min": "minutes", "mins": "minutes", "h": "hours", "hr": "hours", "hrs": "hours",
    "wk": "weeks", "wks": "weeks", "mos": "months", "yr": "years", "yrs": "years",
    "mph": "miles per hour", "kmh": "kilometers per hour", "kph": "kilometers per hour",
    "mpg": "miles per gallon", "rpm": "revolutions per minute", "bpm": "beats per minute",
    "fps": "frames per second", "dpi": "dots per inch", "ppm": "parts per million", "psi": "P S I",
    "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "dB": "decibels",
    "kB": "kilobytes", "KB": "kilobytes", "MB": "megabytes", "GB": "gigabytes", "TB": "terabytes",
    "PB": "petabytes", "kb": "kilobits", "Mb": "megabits", "Gb": "gigabits",
    "kbps": "kilobits per second", "Mbps": "megabits per second", "Gbps": "gigabits per second",
    "W": "watts", "kW": "kilowatts", "MW": "megawatts", "GW": "gigawatts", "mW": "milliwatts",
    "Wh": "watt hours", "kWh": "kilowatt hours", "MWh": "megawatt hours", "V": "volts", "kV": "kilovolts",
    "mV": "millivolts", "mA": "milliamps", "mAh": "milliamp hours", "cal": "calories",
    "kcal": "kilocalories", "kJ": "kilojoules", "kPa": "kilopascals", "hPa": "hectopascals",
    "ng": "nanograms", "mmol": "millimoles", "mol": "moles", "mmHg": "millimeters of mercury",
    "Nm": "newton meters", "bbl": "barrels",
    "hp": "horsepower", "px": "pixels", "°C": "degrees celsius", "°F": "degrees fahrenheit",
    "° C": "degrees celsius", "° F": "degrees fahrenheit", "°": "degrees",
    "sq ft": "square feet", "sq mi": "square miles", "sq m": "square meters", "sq km": "square kilometers",
    "cu ft": "cubic feet", "cu m": "cubic meters", "%": "percent",
}  # fmt: skip
SINGULAR = {"feet": "foot", "inches": "inch", "hertz": "hertz", "horsepower": "horsepower"}
UNCOUNTED = ("square", "cubic", "fluid", "watt", "kilowatt", "megawatt", "milliamp", "newton")
# What follows a slash, and how it is said behind "per".
PER = {
    "hr": "hour", "h": "hour", "hour": "hour", "day": "day", "wk": "week", "week": "week", "mo": "month",
    "month": "month", "yr": "year", "year": "year", "min": "minute", "minute": "minute", "sec": "second",
    "second": "second", "s": "second", "person": "person", "night": "night", "lb": "pound", "kg": "kilogram",
    "mile": "mile", "mi": "mile", "bbl": "barrel", "gal": "gallon", "gallon": "gallon",
    "oz": "ounce", "ft": "foot",
}  # fmt: skip
_FOLDED = {unit.lower(): unit for unit in reversed(UNITS)}

_NAMES = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True)).replace(r"\ ", r"\.? ")
UNIT = rf"(?:{_NAMES})"
# a full stop that ends no sentence belongs to the unit
_END = r"(?![\w°']|\.\w)(?:\.(?=[,;:]|\)(?:,| (?-i:[a-z0-9]))| (?-i:[a-z0-9(])))?"
# "2h 30m", "5m 30s": an "m" alone is a meter
_HOURS_MINUTES = re.compile(rf"(?<![\w.,])(\d+) ?(?:h|hrs?) ?(\d+) ?(?:m|mins?){_END}", re.IGNORECASE)
_MINUTES_SECONDS = re.compile(rf"(?<![\w.,])(\d+) ?(?:m|mins?) ?(\d+) ?(?:s|secs?){_END}", re.IGNORECASE)
# what is measured twice: "10 cm x 5 cm"
_BY = re.compile(
    r"(?:(?<=[\d\"'′])|(?<=[\d ]m)|(?<=[\d ](?:cm|mm|km|in|ft))) ?[x×] ?"
    rf"(?={NUMBER} ?(?:[\"'′]|(?:[cmk]?m|in|ft)\b))",
    re.IGNORECASE,
)
# "40.7° N", "48°51'24"N"
_POSITION = re.compile(
    rf"(?<![\w.,])({NUMBER})° ?(?:(\d{{1,2}})['′] ?(?:(\d{{1,2}}(?:\.\d+)?)(?:[\"”]|'') ?)?)?"
    r"([NSEW])\b(?!\.\w)"
)
_FEET_INCHES = re.compile(
    r"(?<![\w.])(\d+)\s?['′](?:\s?|-)(\d+(?:\.\d+)?(?: \d/\d)?)\s?(?:\"|''|”)"
    r"|(?<![\w.])([3-8])['′](1[01]|\d)(?![\w.'])"
)
_FEET = re.compile(r"(?<=\d)(?:′|'(?=$|[\s,.;:!?)]))")
_OPENING_QUOTE = re.compile(r"(?<!\w)'\w")
_FEET_THEN_INCHES = re.compile(
    rf"(?<![A-Za-z])(ft|feet|foot)\b\.?,? ({NUMBER}) in\b\.?(?! (?:the|a)\b)", re.IGNORECASE
)
_INCHES = re.compile(r"(?<=\d)(?:\"|'')(?!\w)")
_OPEN_QUOTATION = re.compile(r'(?<!\w)"(?=\w)[^"]*$')
_INCHES_STOPPED = re.compile(rf"(?<![\w.,])({NUMBER}) (?:in\.(?= (?:[a-z]|[x×] ?\d)|,)|In\.(?= [a-z]))")
_TWICE = re.compile(rf"(?<=\d)\s?({UNIT})(?=\s?(?:-|to)\s?{NUMBER}\s?\1(?![\w°']))")
_COMPOUND = re.compile(
    rf"(?:(?<![\w/.,^-])({NUMBER})\s?|(?<![A-Za-z/.]))({UNIT})(?:\^([23]))?"
    rf"/({UNIT}|sec|minute|hour|day)(?:\^([23]))?{_END}",
    re.IGNORECASE,
)
_POWER = re.compile(rf"(?<![\w/.,-])({NUMBER})\s?({UNIT})\^([23])")
_HYPHENATED = re.compile(
    rf"(?<![\w/.,])({NUMBER})-({UNIT})\b\.?(?=[ -][a-z]|\)|, ?(?-i:[a-z0-9]))", re.IGNORECASE
)
_PLAIN = re.compile(rf"(?<![\w/.,^-])({NUMBER})\s?({UNIT}){_END}", re.IGNORECASE)
_AFTER_OTHERS = re.compile(rf"(?<=\d)\s?({UNIT}){_END}", re.IGNORECASE)
_FRACTION = re.compile(r"(?<![\d.] )(?<![\d.,/])(\d+)/(\d+)$")
_PER_UNIT = re.compile(
    rf"(?<=[a-z\d])\s?/\s?((?i:{'|'.join(name for name in PER if len(name) > 1)})|[hs])\b(?!/)"
)
_PER_AMOUNT = re.compile(rf"\b([a-z]{{2,}})\s?/\s?(?={NUMBER}\s?([a-z]+)(?: ([a-z]+))?|\d)")
# Two of one kind are the same said twice: "10 km/6 miles".
_KINDS = (
    {"celsius", "fahrenheit"},
    {"millimeters", "centimeters", "meters", "kilometers", "inches", "feet", "yards", "miles"},
    {"grams", "kilograms", "ounces", "pounds"},
    {"milliliters", "liters", "ounces", "cups", "quarts", "gallons", "tablespoons", "teaspoons", "ml", "l"},
)
_COUNTED = re.compile(r"\d[\d.,]*\s?[A-Za-z]*$")
_COUNTED_REACH = 40  # characters: a number and a word


def look_up(unit: str) -> str | None:
    """The plural name of a unit as it is written, or in other capitals where it has two letters or more."""
    unit = unit.replace(". ", " ")
    if unit in UNITS:
        return UNITS[unit]
    return UNITS.get(_FOLDED.get(unit.lower(), "")) if len(unit) > 1 else None


def one(name: str) -> str:
    """The name of one unit."""
    first, *rest = name.split()
    if first in UNCOUNTED:
        return f"{first} {one(' '.join(rest))}"
    return " ".join([SINGULAR.get(first, first.removesuffix("s")), *rest])


def is_below_one(before: str) -> bool:
    """Whether a fraction ends there that is less than one."""
    found = _FRACTION.search(before)
    return bool(found) and int(found.group(1)) < int(found.group(2))


def _counted(number: str | None, name: str) -> str:
    return f"{cardinal(number)} {one(name) if number == '1' else name}" if number else name


def _raised(name: str, exponent: str | None) -> str:
    return name if exponent is None else f"{'square' if exponent == '2' else 'cubic'} {name}"


def _feet(found: re.Match[str]) -> str | None:
    """ "6'", unless that closes a quotation: 'chapter 6'."""
    return None if _OPENING_QUOTE.search(found.string[: found.start()]) else "feet"


def _inches(found: re.Match[str]) -> str | None:
    before = found.string[: found.start()]
    if _OPEN_QUOTATION.search(before):
        return None
    return "inch" if is_below_one(before) else "inches"


def _feet_inches(found: re.Match[str]) -> str:
    feet, inches, person_feet, person_inches = found.groups()
    if person_feet:
        return f"{person_feet} feet {person_inches}"
    if inches == "0":
        return _counted(feet, "feet")
    return f"{_counted(feet, 'feet')} {inches} {'inch' if inches == '1' else 'inches'}"


def _per_unit(found: re.Match[str]) -> str | None:
    """ "5 meals/day", but not "day/night"."""
    before = found.string[max(0, found.start() - _COUNTED_REACH) : found.start()]
    return f"per {PER[found.group(1).lower()]}" if _COUNTED.search(before) else None


def _per_amount(found: re.Match[str]) -> str:
    """ "5 liters/100 km", but a pause in "180°C/350°F" and "24-bit/96kHz"."""
    counted, *others = found.groups()
    is_amount = counted.endswith("s") or f"{counted}s" in UNITS.values()
    same = any(
        not kind.isdisjoint((counted, f"{counted}s")) and not kind.isdisjoint(others) for kind in _KINDS
    )
    return f"{counted} per" if is_amount and not same else f"{counted},"


def _compound(found: re.Match[str]) -> str | None:
    number, unit, exponent, per, per_exponent = found.groups()
    name, per_name = look_up(unit), look_up(per) or look_up(per.lower()) or per
    alone = number is None and not found.string[: found.start()].rstrip()[-1:].isdigit()
    if name is None or (alone and len(unit) + len(per) < 3):  # "W/L" is no unit
        return None
    per_name = one(per_name)
    if per_exponent and per_name in PER.values():  # "per second squared", "per cubic meter"
        per_name += " squared" if per_exponent == "2" else " cubed"
    else:
        per_name = _raised(per_name, per_exponent)
    return f"{_counted(number, _raised(name, exponent))} per {per_name}"


def _power(found: re.Match[str]) -> str | None:
    number, unit, exponent = found.groups()
    name = look_up(unit)
    return name and _counted(number, _raised(name, exponent))


def _plain(found: re.Match[str]) -> str | None:
    number, unit = found.groups()
    name = look_up(unit)
    if name is None or _is_word(found, unit):
        return None
    return _counted(number, name)


def _is_word(found: re.Match[str], unit: str) -> bool:
    """ "5 in the box" and "the 1980s" measure nothing, but "5in" and "0.5s" do."""
    written = found.group()
    if unit.lower() == "in":
        return " " in written or not written[0].isdigit()
    return unit == "s" and " " not in written and "." not in written


def _hyphenated(found: re.Match[str]) -> str | None:
    number, unit = found.groups()
    name = look_up(unit)
    return name and f"{cardinal(number)} {one(name)}"


def _after_others(found: re.Match[str]) -> str | None:
    """Behind a range or a fraction: the number is read later."""
    unit = found.group(1)
    name = look_up(unit)
    if name is None or _is_word(found, unit):
        return None
    return one(name) if is_below_one(found.string[: found.start()]) else name


def _position(found: re.Match[str]) -> str:
    degrees, minutes, seconds, direction = found.groups()
    parts = ((degrees, "degrees"), (minutes, "minutes"), (seconds, "seconds"))
    return " ".join([*(_counted(number, name) for number, name in parts if number), DIRECTIONS[direction]])


def _lasting(first: str, second: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{_counted(found.group(1), first)} {_counted(found.group(2), second)}"


MEASURES: tuple[Rule, ...] = (
    (_POSITION, _position),
    (_HOURS_MINUTES, _lasting("hours", "minutes")),
    (_MINUTES_SECONDS, _lasting("minutes", "seconds")),
    (_BY, lambda found: "by"),
    (_FEET_INCHES, _feet_inches),
    (_FEET, _feet),
    (
        _FEET_THEN_INCHES,
        lambda found: f"{found.group(1)} {_counted(found.group(2), 'inches')}{stop_after(found)}",
    ),
    (_INCHES, _inches),
    (_INCHES_STOPPED, lambda found: _counted(found.group(1), "inches")),
    (_TWICE, lambda found: ""),
    (_COMPOUND, _compound),
    (_POWER, _power),
    (_HYPHENATED, _hyphenated),
    (_PLAIN, _plain),
    (_AFTER_OTHERS, _after_others),
    (_PER_UNIT, _per_unit),
    (_PER_AMOUNT, _per_amount),
)
