"""Digits to words, the American way: cardinals, ordinals, years, decades, money, times, fractions, units."""

from __future__ import annotations

import re

from num2words import num2words

CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
}
UNITS = {
    "kg": "kilograms", "g": "grams", "mg": "milligrams", "km": "kilometers", "m": "meters",
    "cm": "centimeters", "mm": "millimeters", "mi": "miles", "ft": "feet", "lb": "pounds", "lbs": "pounds",
    "oz": "ounces", "l": "liters", "ml": "milliliters", "mph": "miles per hour",
    "ms": "milliseconds", "min": "minutes", "hz": "hertz", "khz": "kilohertz", "mhz": "megahertz",
    "ghz": "gigahertz", "kb": "kilobytes", "mb": "megabytes", "gb": "gigabytes", "tb": "terabytes",
    "°c": "degrees celsius", "°f": "degrees fahrenheit", "°": "degrees",
}  # fmt: skip
FRACTIONS = {
    "1/2": "one half",
    "1/3": "one third",
    "2/3": "two thirds",
    "1/4": "one quarter",
    "3/4": "three quarters",
}
LONGEST_CARDINAL = 15  # digits; longer ones are read digit by digit

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_MONEY = re.compile(rf"([$£€])\s?({_NUMBER})(\s(?:thousand|million|billion|trillion)\b)?", re.IGNORECASE)
_TIME = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)(?:\s?([ap])\.?m\b\.?)?", re.IGNORECASE)
_HOUR = re.compile(r"\b(1[0-2]|[1-9])\s?([ap])\.?m\b\.?", re.IGNORECASE)
_FRACTION = re.compile(r"(?:(\d+)\s)?(?<![\d/])(" + "|".join(FRACTIONS) + r")(?![\d/])")
_PHONE = re.compile(r"(?<![\d-])(?:\d{3}-)?\d{3}-\d{4}(?![\d-])")
_ORDINAL = re.compile(r"\b(\d+(?:,\d{3})*)(?:st|nd|rd|th)\b", re.IGNORECASE)
_DECADE = re.compile(r"\b('?)(\d{1,2})?(\d0)'?s\b")
_RANGE = re.compile(r"(?<=\d)\s?-\s?(?=\d)")
_MINUS = re.compile(r"(?<![\w.])-(?=\d)")
_UNIT = re.compile(
    rf"({_NUMBER})\s?(" + "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True)) + r")(?![\w°'])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d.,])(1[1-9]|20)(\d\d)(?![\d,]*\d|\.\d)")
_ANY = re.compile(_NUMBER)


def speak_numbers(text: str) -> str:
    """Every number of a text as words, with spaces around them."""
    for pattern, words in (
        (_PHONE, lambda found: spell_digits(found.group())),
        (_MONEY, _money),
        (_TIME, _time),
        (_HOUR, lambda found: f"{cardinal(found.group(1))} {found.group(2).upper()} M"),
        (_FRACTION, _fraction),
        (_ORDINAL, lambda found: ordinal(found.group(1))),
        (_DECADE, _decade),
        (_RANGE, lambda found: " to "),
        (_MINUS, lambda found: "minus "),
        (_UNIT, _unit),
        (_YEAR, lambda found: year(int(found.group()))),
        (_ANY, lambda found: cardinal(found.group())),
    ):
        text = pattern.sub(lambda found, words=words: f" {words(found)} ", text)
    return text


def cardinal(number: str) -> str:
    """ "1,234.5" gives "one thousand two hundred thirty four point five"; 007 is read digit by digit."""
    whole, _, decimals = number.replace(",", "").partition(".")
    if len(whole) > LONGEST_CARDINAL or (len(whole) > 1 and whole.startswith("0")):
        words = spell_digits(whole)
    else:
        words = _plain(num2words(int(whole)))
    return f"{words} point {spell_digits(decimals)}" if decimals else words


def ordinal(number: str) -> str:
    """ "22" gives "twenty second"."""
    digits = number.replace(",", "")
    return (
        cardinal(number) if len(digits) > LONGEST_CARDINAL else _plain(num2words(int(digits), to="ordinal"))
    )


def year(number: int) -> str:
    """1905 gives "nineteen oh five", 1900 "nineteen hundred", 2005 "two thousand five"."""
    century, rest = divmod(number, 100)
    if number // 10 == 200:
        return cardinal(str(number))
    if rest == 0:
        return f"{cardinal(str(century))} hundred"
    return f"{cardinal(str(century))} {'oh ' if rest < 10 else ''}{cardinal(str(rest))}"


def spell_digits(digits: str) -> str:
    """ "555-12" gives "five five five one two"."""
    return " ".join(num2words(int(digit)) for digit in digits if digit.isdigit())


def _plain(words: str) -> str:
    # num2words writes British "and", commas and hyphens; American readers say none of them.
    return re.sub(r"[,-]", " ", words).replace(" and ", " ")


def _money(found: re.Match[str]) -> str:
    one, many, small_one, small_many = CURRENCIES[found.group(1)]
    amount, scale = found.group(2), found.group(3)
    if scale:
        return f"{cardinal(amount)}{scale} {many}"
    whole, _, decimals = amount.partition(".")
    small = int(decimals) if len(decimals) == 2 else 0
    if decimals and len(decimals) != 2:
        return f"{cardinal(amount)} {many}"
    words = f"{cardinal(whole)} {one if whole == '1' else many}"
    small_words = f"{cardinal(str(small))} {small_one if small == 1 else small_many}"
    if small == 0:
        return words
    return small_words if whole == "0" else f"{words} {small_words}"


def _time(found: re.Match[str]) -> str:
    hours, minutes, half = found.groups()
    words = [cardinal(str(int(hours)))]
    if int(minutes) == 0:
        words += [] if half else ["o'clock" if 1 <= int(hours) <= 12 else "hundred"]
    else:
        words += [("oh " if int(minutes) < 10 else "") + cardinal(str(int(minutes)))]
    return " ".join(words + ([half.upper(), "M"] if half else []))


def _fraction(found: re.Match[str]) -> str:
    whole, part = found.groups()
    words = FRACTIONS[part]
    if whole is None:
        return words
    return f"{cardinal(whole)} and {words.replace('one ', 'a ', 1) if words.startswith('one') else words}"


def _decade(found: re.Match[str]) -> str:
    _, century, tens = found.groups()
    decade = (
        "hundreds" if tens == "00" else cardinal(tens).removesuffix("y") + ("ies" if tens != "10" else "s")
    )
    return f"{cardinal(century)} {decade}" if century else decade


def _unit(found: re.Match[str]) -> str:
    number, unit = found.groups()
    name = UNITS[unit.lower()]
    if number == "1":
        first, *rest = name.split()
        singular = {"feet": "foot", "hertz": "hertz"}
        name = " ".join([singular.get(first, first.removesuffix("s")), *rest])
    return f"{cardinal(number)} {name}"
