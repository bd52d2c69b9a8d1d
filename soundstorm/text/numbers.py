"""Numbers to words, the American way, and the rules for those that nothing else has read."""

from __future__ import annotations

import re

from num2words import num2words

from soundstorm.text.rules import NUMBER, Rule

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LONGEST_CARDINAL = 15  # digits; longer ones are read digit by digit
NAMED_DENOMINATORS = (*range(2, 11), 12, 16, 20, 32, 64, 100, 1000)  # the others are "over"
# Not fractions but names of their own.
SLASHED = {
    "24/7": "twenty four seven",
    "9/11": "nine eleven",
    "50/50": "fifty fifty",
    "20/20": "twenty twenty",
}
OPERATORS = {
    "+": "plus", "=": "equals", "÷": "divided by", "×": "times", "*": "times", "x": "times", "−": "minus",
    "±": "plus or minus", "≈": "is about", "≠": "is not equal to", "<": "is less than",
    ">": "is greater than", "≤": "is at most", "≥": "is at least",
}  # fmt: skip

_CLOCKS = re.compile(r"(?<=\d:[0-5]\d) ?- ?(?=(?:[01]?\d|2[0-3]):[0-5]\d)")  # "9:00-10:30"
_RATED = re.compile(r"(?<![\w.,/$£€¥-])(\d+\.\d+) ?/ ?(5|10|100)(?![\d/]|[.,]\d|\s*=)")  # "4.5/5"
_SCIENTIFIC = re.compile(r"(?<![\w.,])(\d+(?:\.\d+)?)(?:e|E(?=[+-]))\+?(-?\d+)(?!\w|[.,]\d)")  # "1.5e-10"
_TERM = r"(?:[\d\s()+*/^×÷xX−-]|[.,](?=\d))"
_EQUATION = re.compile(rf"(?<![\w.,^])[-−(]?\.?\d{_TERM}*={_TERM}*\d")
_MINUS_SIGN = re.compile(r"(?<![\w.,)^%°¢$£€¥\"'′])(?:(?<![\d)] )-|−)(?=\.?\d)|(?<=[\d)])\s?−\s?(?=[\d.(])")
# of an unknown: "x = -b", "f(-x)", and "-x + 1" where nothing stands before it
_MINUS_UNKNOWN = re.compile(
    r"(?:(?<=[=+*/(])|(?<=[=+*/^<>≤≥≈] )|(?<![^\s(])(?<![\d)] )(?<!\b[a-z] )(?=[-−][a-z] ?[+*/^=]))"
    r"[-−](?=[a-zA-Z]\b(?!['-]))"
)
_POWER = re.compile(r"\^\{?([-−]?)(\d+|[A-Za-z]\b)\}?")
_BY = re.compile(r"(?<=\d)x(?=\d)|(?<=\d) x (?=\d)", re.IGNORECASE)
_TIMES = re.compile(
    r"(?<=\d)\s?[×*]\s?(?=\d)|(?<=\d) ?x ?(?=10\^)|"
    r"(?<=\d)x\b(?! *[-−+=*^]| */(?!(?:day|week|wk|month|mo|year|yr|hour|hr)\b))|"
    r"(?<=\))\*(?=[\w(])|(?<=\w)\*(?=\()",
    re.IGNORECASE,
)
_PRODUCT = re.compile(rf"\b(?:[A-Za-z]|{NUMBER})(?:\s?\*\s?(?:[A-Za-z]|{NUMBER})\b)+")
_DIVIDED = re.compile(r"(?<=\d)\s?÷\s?(?=\d)|(?<=\d) / (?=\d)")
_SLASHED = re.compile(r"(?<![\d/])(?:" + "|".join(SLASHED) + r"|50-50)(?![\d/])")
_FRACTION = re.compile(
    r"(?:(?<![\d.,/])(\d{1,3})[ -])?(?<![\d/.,])(\d{1,4})/(\d{1,4})((?:th|rd)s?\b)?(?![\d/])"
)
_OF = re.compile(r" of\b| ?(?:inch|mile|mi|in)\b", re.IGNORECASE)
_ORDINAL = re.compile(r"\b(\d+(?:,\d{3})*)(?:st|nd|rd|th)\b", re.IGNORECASE)
# Not the hyphen of "2-1/2", but that of "1/2-3/4" and of "5th-7th".
_RANGE = re.compile(
    r"(?<=\d)\s?-\s?(?=\.?\d)(?!\s?\d{1,3}/\d)|(?<=/\d)-(?=\d)"
    r"|(?:(?<=\dst)|(?<=\dnd)|(?<=\drd)|(?<=\dth))-(?=\d)"
)
_SPACED_PAIR = re.compile(r"(?<![\d.,])(\d(?:[\d,.]*\d)?) - (\d(?:[\d,.]*\d)?)(x\b)?(?!\d|[.,]\d)")
_COUNTED_BEFORE = re.compile(
    r"\b(?:chapter|track|day|night|week|room|part|lesson|step|order|episode|level|act|scene|book|volume|unit|"
    r"module|table|gate|stage|round|question|number|no\.|rule|item|page|exhibit|version) #?$",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"\b[A-Z][\w.'-]+ $")
_NAME_AFTER = re.compile(" [A-Z][a-z]")
_NOUN_AFTER = re.compile(r" (?!(?:is|equals|and|or|gives|makes|leaves)\b)[A-Za-z]")
_APPROXIMATELY = re.compile(r"(?<![\w~])~\s?(?=[\d$£€¥])")
_COMPARED = re.compile(r"(?<![\w<>])([<>≤≥≈±])(\s?)(?=[\d.$£€¥])")
_PLURAL = re.compile(rf"(?<![\w.])({NUMBER})s\b")
# of seven digits or more and no round number, unless so many of something: a number by its name alone
_NUMBERED = re.compile(
    r"(?<![\w.,])(?!\d*000\b)\d{7,}(?!\w|[.,]\d| (?:people|men|women|(?!(?:is|was|has|as|does)\b)[a-z]+s)\b)"
)
_ANY = re.compile(NUMBER)


def cardinal(number: str) -> str:
    """ "1,234.5" gives "one thousand two hundred thirty four point five"; 007 is read digit by digit."""
    whole, _, decimals = number.replace(",", "").partition(".")
    if len(whole) > LONGEST_CARDINAL or whole.startswith("0"):
        words = spell_digits(whole)
    else:
        words = _plain(num2words(int(whole))) if whole else ""
    return f"{words} point {spell_digits(decimals)}".lstrip() if decimals else words


def ordinal(number: str) -> str:
    """ "22" gives "twenty second"."""
    digits = number.replace(",", "")
    return (
        cardinal(digits) if len(digits) > LONGEST_CARDINAL else _plain(num2words(int(digits), to="ordinal"))
    )


def year(number: int) -> str:
    """1905 gives "nineteen oh five", 1900 "nineteen hundred", 2005 "two thousand five"."""
    century, rest = divmod(number, 100)
    if century % 10 == 0 and rest < 10:
        return cardinal(str(number))
    if rest == 0:
        return f"{cardinal(str(century))} hundred"
    return f"{cardinal(str(century))} {two_digits(rest)}"


def two_digits(number: int) -> str:
    """Minutes or the end of a year: 5 gives "oh five"."""
    return f"oh {cardinal(str(number))}" if number < 10 else cardinal(str(number))


def spell_digits(digits: str) -> str:
    """ "555-12" gives "five five five one two"."""
    return " ".join(DIGITS[int(digit)] for digit in digits if digit.isdigit())


def plural(words: str) -> str:
    """The plural of a number in words: "sixty" gives "sixties", "six" "sixes"."""
    if words.endswith("y"):
        return words.removesuffix("y") + "ies"
    return words + ("es" if words.endswith("x") else "s")


def _plain(words: str) -> str:
    # num2words writes British "and", commas and hyphens; American readers say none of them.
    return re.sub(r"[,-]", " ", words).replace(" and ", " ")


def _equation(found: re.Match[str]) -> str:
    """Between numbers on either side of "=", a hyphen is a minus, a slash a division and x a product.

    The x of "3x - 5 = 10" is an unknown.
    """
    unknown = re.sub(r"(?<=[\d)])[xX](?=\s*[-+−=])", " x ", found.group())
    written = re.sub(r"(?<=[\d)x])\s*-\s*(?=[\d(.])", " − ", unknown)
    written = re.sub(r"(\d+)(\s*)/(\s*)(\d+)", _quotient, written)
    written = re.sub(r"(?<=[\d)])\s*[xX]\s*(?=[\d(])", " × ", written)
    return re.sub(r"[+=÷×*−]", lambda sign: f" {OPERATORS[sign.group()]} ", written)


def _quotient(found: re.Match[str]) -> str:
    """ "8/2" and "1 / 2" are divisions, "1/2" is a fraction."""
    above, *spaces, below = found.groups()
    return f"{above} ÷ {below}" if any(spaces) or int(above) >= int(below) else found.group()


def _power(found: re.Match[str]) -> str:
    sign, exponent = found.groups()
    if sign:
        return f"to the minus {exponent}"
    named = {"2": "squared", "3": "cubed"}.get(exponent)
    return named or "to the " + (ordinal(exponent) if exponent.isdigit() else exponent.upper())


def _fraction(found: re.Match[str]) -> str:
    whole, above, below, ending = found.groups()
    rated = (
        below in ("10", "100") and above != "1" and not ending and not _OF.match(found.string, found.end())
    )
    if int(below) not in NAMED_DENOMINATORS or (int(above) > 2 * int(below) != 4) or (rated and not whole):
        between = "out of" if rated and not whole else "over"
        return " ".join([whole or "", cardinal(above), between, cardinal(below)]).strip()
    part = {2: "half", 4: "quarter"}.get(int(below)) or ordinal(below)
    if int(above) != 1:
        part = "halves" if below == "2" else part + "s"
    if not whole:
        return f"{cardinal(above)} {part}"
    count = cardinal(above) if int(above) != 1 else ("an" if part.startswith("eigh") else "a")
    return f"{cardinal(whole)} and {count} {part}"


def _spaced_pair(found: re.Match[str]) -> str:
    """ "5 - 10" is a range, "5 - 3" a subtraction, "Leeds 3 - 1 York" a score, "Part 12 - 5 Ways" a title.

    Versions, addresses and dates are no numbers.
    """
    first, second, times = found.groups(default="")
    before, after = found.string[: found.start()], found.end()
    if max(first.count("."), second.count(".")) > 1:
        return f"{first} to {second}{times}"
    rises = float(first.replace(",", "")) < float(second.replace(",", ""))
    is_counted = bool(_COUNTED_BEFORE.search(before))
    before_name = bool(_NAME_AFTER.match(found.string, after))
    is_score = before_name and not is_counted and bool(_NAME_BEFORE.search(before))
    if is_score or (rises and not (is_counted and before_name)):
        return f"{first} to {second}{times}"
    sign = "—" if is_counted or _NOUN_AFTER.match(found.string, after) else "minus"
    return f"{first} {sign} {second}{times}"


# What a hyphen, a slash or an x between numbers means has to be known before the numbers become words.
ARITHMETIC: tuple[Rule, ...] = (
    (_CLOCKS, lambda found: "to"),
    (_RATED, lambda found: f"{found.group(1)} out of {found.group(2)}"),
    (_SCIENTIFIC, lambda found: f"{found.group(1)} times 10^{found.group(2)}"),
    (_EQUATION, _equation),
    (_SLASHED, lambda found: SLASHED[found.group().replace("-", "/")]),
    (_MINUS_SIGN, lambda found: "minus "),
    (_MINUS_UNKNOWN, lambda found: "minus "),
    (_SPACED_PAIR, _spaced_pair),
    (_PRODUCT, lambda found: found.group().upper().replace("*", " times ")),
    (_DIVIDED, lambda found: "divided by"),
    (_TIMES, lambda found: "times"),
    (_BY, lambda found: "by"),
    (_APPROXIMATELY, lambda found: "about"),
    (_COMPARED, lambda found: OPERATORS[found.group(1)].removeprefix("" if found.group(2) else "is ")),
)
RANGES: tuple[Rule, ...] = ((_RANGE, lambda found: "to"),)
NUMBERS: tuple[Rule, ...] = (
    (_POWER, _power),
    (_FRACTION, _fraction),
    (_ORDINAL, lambda found: ordinal(found.group(1))),
    (_PLURAL, lambda found: plural(cardinal(found.group(1)))),
    (_NUMBERED, lambda found: spell_digits(found.group())),
    (_ANY, lambda found: cardinal(found.group())),
)
