"""Roman numerals to words: those that count (Chapter IV) and those that rank (Henry VIII, XIX century)."""

from __future__ import annotations

import re
from collections.abc import Callable

from soundstorm.text.numbers import cardinal, ordinal, year
from soundstorm.text.rules import SENTENCE_STARTS, Rule

# Behind these a numeral counts, whatever its case.
COUNTED = (
    "chapter|page|part|volume|book|act|scene|section|article|title|war|phase|stage|type|class|grade|level|appendix|"
    "figure|table|bowl|episode|season|psalm|canto|verse|unit|lesson|group|schedule|series|mark|tier|round|"
    "division|region|zone|category|amendment|apollo|gemini"
)
# Behind these it ranks.
RULERS = (
    "Henry|Louis|Elizabeth|George|Edward|Richard|Charles|James|William|Philip|Felipe|Carlos|Ferdinand|Francis|"
    "Frederick|Friedrich|Leopold|Nicholas|Alexander|Peter|Paul|John|Pius|Benedict|Gregory|Leo|Clement|Innocent|"
    "Urban|Sixtus|Boniface|Julius|Catherine|Mary|Margaret|Christian|Gustav|Gustavus|Harald|Haakon|Olav|Wilhelm|"
    "Otto|Napoleon|Pedro|Alfonso|Ramses|Ramesses|Thutmose|Amenhotep|Ptolemy|Cleopatra|Darius|Xerxes|Cyrus|"
    "Mehmed|Murad|Selim|Suleiman|Ivan|Casimir|Sigismund|Ludwig|Franz|Albert|Baldwin|Robert|David|Constantine|"
    "Justinian|Theodosius|Michael|Stephen|Joseph|Rudolf|Maximilian|Umberto|Emmanuel|Juan|Isabella|Rama|Abdullah|"
    "Honorius|Martin|Eugene|Adrian|Celestine|Victor|Victoria|Philippe|Henri|Eric|Erik|Magnus|Harold|Edmund"
)
# Before these it ranks too.
RANKED = "century|centuries|dynasty|amendment|olympiad|olympic|congress|republic|crusade|legion|corps"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

_VALUE = r"C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
# A letter alone is a numeral where it is I, V or X; D and M would make one of "MIX" and "CD".
_NUMERAL = rf"(?:(?=[IVXLC]{{2,}}\b|[IVX]\b){_VALUE}(?<=[IVXLC]))"
_SEVERAL = rf"{_NUMERAL}(?:(?:, | and | or | to |-)(?!I\b){_NUMERAL})*"  # "IV and V", but not "IV and I"
_SUFFIXED = re.compile(rf"\b(?=[IVXLC]{{2}}|[VX])({_VALUE})(?<=[IVXLC])(?:st|nd|rd|th)\b")
_RANKED = re.compile(rf"\b(?:{_SEVERAL}|{_SEVERAL.lower()})(?=[ -](?i:{RANKED})\b)")
_COUNTED = re.compile(rf"\b((?i:{COUNTED})s?) ({_SEVERAL}|{_NUMERAL.lower()})\b")
_RULER = re.compile(rf"\b({RULERS})(?: the)? ({_NUMERAL})\b(?!\. ?[A-Z])")
_TITLE = "(?:King|Queen|Pope|Emperor|Tsar|Czar|Kaiser|Empress|Sultan|Shah)s?"
_TITLED = re.compile(rf"{_TITLE} (?:\w+ )?$")
_TITLED_NAME = re.compile(rf"\b({_TITLE} [A-Z]\w+) ({_NUMERAL})\b(?!\. ?[A-Z])")
_HEADING = re.compile(rf"(?<![^\n])({_NUMERAL})\.(?= [A-Z])")
_SECOND_HEADING = re.compile(r"(?<![^\n])II\. [A-Z]")
# "ii." and "ii)" of a list in small letters
_ITEM = re.compile(rf"(?<![^\n])(?=[ivx])({_NUMERAL.lower()})[.)](?= )")
_SECOND_ITEM = re.compile(r"(?<![^\n])ii[.)] ")
_BRACKETED = re.compile(rf"\((?=[ivx]{{2}})({_NUMERAL.lower()})\)")
_YEAR = re.compile(r"\b(?=[MDCLXVI]{4})M{1,2}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b")
_NO_PRONOUN = re.compile(r"'s\b|\s*(?:$|\n|[,;:.!?)]|(?:of|was|had|and|became|ruled|died|reigned)\b)")
_GENERATION = re.compile(rf"((?:\b[A-Z]\.|\b(?:{RULERS})) [A-Z][a-z]+) (II|III|IV|V)\b")
_NUMBERED = re.compile(r"\b([A-Z][\w'-]*[a-z]) ((?=[IVX]{2,}\b)X{0,3}(?:IX|IV|V?I{0,3})(?<=[IVX]))\b")
_WORLD_WAR = re.compile(r"\bWW ?(?:(I{1,2})|([12]))\b")
_NO_NAME = re.compile(rf"(?:{SENTENCE_STARTS})$", re.IGNORECASE)


def roman(numeral: str) -> str:
    """ "XIV" gives "14"."""
    values = [_VALUES[letter] for letter in numeral.upper()]
    following = [*values[1:], 0]
    return str(
        sum(-value if value < after else value for value, after in zip(values, following, strict=True))
    )


def _counted(found: re.Match[str]) -> str | None:
    word, numeral = found.groups()
    if len(numeral) == 1 and (numeral.islower() or _may_be_pronoun(found, numeral)):  # "the part I like"
        return None
    return f"{word} {_each(numeral, cardinal)}"


def _each(numerals: str, said: Callable[[str], str]) -> str:
    """ "IV and V", "I-III": every numeral in words, a hyphen as "to"."""
    return re.sub("[IVXLCivxlc]+", lambda found: said(roman(found.group())), numerals.replace("-", " to "))


def _ruler(found: re.Match[str]) -> str | None:
    name, numeral = found.groups()
    if _may_be_pronoun(found, numeral) and not _TITLED.search(found.string[: found.start()]):
        return None
    return f"{name} the {ordinal(roman(numeral))}"


def _titled_name(found: re.Match[str]) -> str | None:
    """Of kings and popes with other names than those."""
    name, numeral = found.groups()
    return None if _may_be_pronoun(found, numeral) else f"{name} the {ordinal(roman(numeral))}"


def _may_be_pronoun(found: re.Match[str], numeral: str) -> bool:
    return numeral == "I" and not _NO_PRONOUN.match(found.string, found.end())


def _heading(found: re.Match[str]) -> str | None:
    """ "II." at the beginning of a line; where no line is the second one, "I." is an initial."""
    numeral = found.group(1)
    if len(numeral) == 1 and not _SECOND_HEADING.search(found.string):
        return None
    return f"{cardinal(roman(numeral))}."


def _item(found: re.Match[str]) -> str | None:
    return f"{cardinal(roman(found.group(1)))}." if _SECOND_ITEM.search(found.string) else None


def _numbered(found: re.Match[str]) -> str | None:
    name, numeral = found.groups()
    return None if _NO_NAME.match(name) else f"{name} {cardinal(roman(numeral))}"  # "The IV drip"


ROMAN: tuple[Rule, ...] = (
    (_SUFFIXED, lambda found: ordinal(roman(found.group(1)))),
    (_RANKED, lambda found: _each(found.group(), ordinal)),
    (_COUNTED, _counted),
    (_RULER, _ruler),
    (_TITLED_NAME, _titled_name),
    (_GENERATION, lambda found: f"{found.group(1)} the {ordinal(roman(found.group(2)))}"),
    (_WORLD_WAR, lambda found: f"World War {cardinal(found.group(2) or roman(found.group(1)))}"),
    (_NUMBERED, _numbered),
    (_HEADING, _heading),
    (_ITEM, _item),
    (_BRACKETED, lambda found: f"({cardinal(roman(found.group(1)))})"),
    (_YEAR, lambda found: year(int(roman(found.group())))),
)
