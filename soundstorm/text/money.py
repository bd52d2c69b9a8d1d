"""Money to words: signs and codes of currencies, cents, k and M, ranges, what it is paid for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from soundstorm.text.measures import PER
from soundstorm.text.numbers import cardinal
from soundstorm.text.rules import NUMBER, Rule


@dataclass(frozen=True)
class Currency:
    one: str
    many: str
    small: str = ""  # a hundredth of it; none for a currency that is not divided in speech
    smalls: str = ""


_DOLLAR = ("dollar", "dollars", "cent", "cents")
CURRENCIES = {
    "$": Currency(*_DOLLAR), "US$": Currency("U S dollar", "U S dollars", *_DOLLAR[2:]),
    "C$": Currency("Canadian dollar", "Canadian dollars", *_DOLLAR[2:]),
    "CA$": Currency("Canadian dollar", "Canadian dollars", *_DOLLAR[2:]),
    "A$": Currency("Australian dollar", "Australian dollars", *_DOLLAR[2:]),
    "£": Currency("pound", "pounds", "penny", "pence"), "€": Currency("euro", "euros", "cent", "cents"),
    "¥": Currency("yen", "yen"), "₹": Currency("rupee", "rupees"), "₩": Currency("won", "won"),
    "₽": Currency("ruble", "rubles"), "₿": Currency("bitcoin", "bitcoins"),
    "Rs.": Currency("rupee", "rupees"), "Rs": Currency("rupee", "rupees"),
}  # fmt: skip
CODES = {
    "USD": CURRENCIES["US$"], "EUR": CURRENCIES["€"], "GBP": CURRENCIES["£"], "JPY": CURRENCIES["¥"],
    "CAD": CURRENCIES["C$"], "AUD": CURRENCIES["A$"], "INR": CURRENCIES["₹"],
    "CHF": Currency("Swiss franc", "Swiss francs"), "CNY": Currency("yuan", "yuan"),
}  # fmt: skip
SCALES = {
    "k": "thousand", "m": "million", "mm": "million", "mn": "million", "b": "billion", "bn": "billion",
    "t": "trillion", "tn": "trillion", "trn": "trillion",
}  # fmt: skip

_SIGN = "(?:" + "|".join(
    rf"\b{re.escape(sign)}" if sign[0].isalpha() else re.escape(sign)
    for sign in sorted(CURRENCIES, key=len, reverse=True)
) + ")"  # fmt: skip
_SCALE = (
    r"(?:\s?(?:k|K|m|M|mm|MM|mn|bn|Bn|BN|MN|b|B|tn|trn|T)\b"
    r"|[\s-](?:(?i:thousand|million|billion|trillion|lakh|crore))\b)"
)
_PER = r"(?:\s?/\s?([a-zA-Z]+)\b)?"
_SPAN = re.compile(
    rf"(?<![\w.])({_SIGN})\s?({NUMBER})({_SCALE})?(?:\s?-\s?({_SIGN})|-)\s?"
    rf"({NUMBER})({_SCALE})?(?![\d-]){_PER}"
)
_AMOUNT = re.compile(rf"(?<!\.)([-−])?({_SIGN})\s?([-−])?({NUMBER})({_SCALE})?{_PER}(?: (?i:dollars?)\b)?")
# the hyphen of "5-10 €", "20k-30k", "2-3M", "5-6 bn"
_SPAN_BEFORE = re.compile(
    rf"(?<![\w.,/$£€¥-])({NUMBER})([kKM]|\s?[€£¥₹₩₽₿¢]|\s?[mb]n)?\s?-\s?(?={NUMBER}(?:{_SCALE})?"
    rf"(?:\s?(?:[€£¥₹₩₽₿¢]|(?i:{'|'.join(CODES)})\b)|(?<=[kKM])\b(?![/'-])|(?<=[mb]n)\b))"
)
_AFTER = re.compile(rf"(?<![\w.,])({NUMBER})({_SCALE})?\s?([€£¥₹₩₽₿]|\$(?!\s?\d)){_PER}")
_CODE = re.compile(
    rf"\b(?:((?i:{'|'.join(CODES)}))\s?({NUMBER})({_SCALE})?|({NUMBER})({_SCALE})?\s?((?i:{'|'.join(CODES)})))\b"
)
_CENTS = re.compile(rf"(?<![\w.,])(?:({NUMBER})\s?¢|¢\s?({NUMBER}))")
_COUNT = re.compile(rf"(?<![\w.,/-])({NUMBER})(?:([kKMB])\b(?![/'])|\s?((?i:mn|bn))\b)")
# "3m followers": of what is counted in millions, not in meters; nobody's race ("the 100m women's final")
_PEOPLE = re.compile(
    rf"(?<![\w.,/-])({NUMBER})m(?= (?:people|followers|fans|users|subscribers|members|customers|viewers|"
    r"views|visitors|passengers|voters|workers|households|homes|jobs|downloads|copies)\b(?!['’]))"
)
# a race: "I ran a 5k", unless it is so many of something
_RACE = re.compile(r"\b(?:an?|my|your|his|her|the|this|that|first|every) $", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:room|apt|apartment|unit|suite|flat|gate|seat|row|bus|line|floor|block|no)\.? $", re.IGNORECASE
)
_COUNTED = re.compile(r" (?!(?:is|was|has|as|does|this|his|its)\b)[A-Za-z]?[a-z]+s\b")
_BEFORE_A_NOUN = re.compile(r"\b(?:an?|one|this|that|each|every|another)\s*$", re.IGNORECASE)
_NOUN = re.compile(
    r"[\s-](?!(?:a|an|and|or|per|for|to|in|on|of|at|from|with|each|off|more|less|is|was|but|by|when|if)\b)[a-z]",
    re.IGNORECASE,
)


def _say(currency: Currency, amount: str, scale: str, single: bool) -> str:
    """ "3.50" gives "three dollars fifty cents"; `single` before a noun, as in "a five dollar bill"."""
    many = currency.one if single else currency.many
    if scale:
        return f"{cardinal(amount)} {scale} {many}"
    whole, _, decimals = amount.replace(",", "").partition(".")
    if decimals and (len(decimals) != 2 or not currency.small):
        return f"{cardinal(amount)} {many}"
    small = int(decimals or 0)
    words = f"{cardinal(whole or '0')} {currency.one if whole == '1' else many}"
    if small == 0:
        return words
    small_words = f"{cardinal(str(small))} {currency.small if small == 1 else currency.smalls}"
    return small_words if int(whole or 0) == 0 else f"{words} {small_words}"


def _scale(written: str | None) -> str:
    word = (written or "").strip(" -").lower()
    return SCALES.get(word, word)


def _per(unit: str | None) -> str:
    """ "/month" is "per month"."""
    return f"per {PER.get(unit.lower(), unit)}" if unit else ""


def _is_before_noun(found: re.Match[str]) -> bool:
    return bool(
        _BEFORE_A_NOUN.search(found.string[: found.start()]) and _NOUN.match(found.string, found.end())
    )


def _span(found: re.Match[str]) -> str:
    sign, low, low_scale, _, high, high_scale, unit = found.groups()
    first = " ".join([cardinal(low), _scale(low_scale) if low_scale else ""])
    if "." in low + high and not high_scale:  # with cents each amount is said in full
        first = _say(CURRENCIES[sign], low, _scale(low_scale), False)
    return (
        f"{first} to {_say(CURRENCIES[sign], high, _scale(high_scale), _is_before_noun(found))} {_per(unit)}"
    )


def _amount(found: re.Match[str]) -> str:
    minus, sign, inner_minus, amount, scale, unit = found.groups()
    said = _say(CURRENCIES[sign], amount, _scale(scale), _is_before_noun(found))
    return f"{'minus ' if minus or inner_minus else ''}{said} {_per(unit)}"


def _after(found: re.Match[str]) -> str:
    amount, scale, sign, unit = found.groups()
    return f"{_say(CURRENCIES[sign], amount, _scale(scale), _is_before_noun(found))} {_per(unit)}"


def _code(found: re.Match[str]) -> str:
    code, amount, scale, amount_first, scale_first, code_last = found.groups()
    return _say(
        CODES[(code or code_last).upper()], amount or amount_first, _scale(scale or scale_first), False
    )


def _cents(found: re.Match[str]) -> str:
    amount = found.group(1) or found.group(2)
    return f"{cardinal(amount)} {'cent' if amount == '1' else 'cents'}"


def _count(found: re.Match[str]) -> str | None:
    """ "20k" is twenty thousand; 5K and 10K are races, 4K and 8K pictures, and 12B is a room."""
    amount, letter, word = found.groups()
    before, after = found.string[: found.start()], found.string[found.end() :]
    if (
        (letter == "K" and amount in ("2", "4", "5", "8", "10"))
        or (letter == "k" and amount in ("5", "10") and _RACE.search(before) and not _COUNTED.match(after))
        or (letter == "B" and "." not in amount and not _COUNTED.match(after))
        or re.match(r" (?i:run|race)\b", after)
        or _NUMBERED.search(before)
    ):
        return None
    return f"{cardinal(amount)} {_scale(letter or word)}"


MONEY: tuple[Rule, ...] = (
    (_SPAN, _span),
    (_AMOUNT, _amount),
    (_SPAN_BEFORE, lambda found: f"{found.group(1)}{found.group(2) or ''} to"),
    (_AFTER, _after),
    (_CODE, _code),
    (_CENTS, _cents),
    (_PEOPLE, lambda found: f"{cardinal(found.group(1))} million"),
    (_COUNT, _count),
)
