"""Roman numerals to words: those that count (Chapter IV) and those that rank (Henry VIII)."""

from __future__ import annotations

import re

from soundstorm.text.numbers import cardinal, ordinal
from soundstorm.text.rules import SENTENCE_STARTS, Rule

# Behind these a numeral counts, whatever its case.
COUNTED = (
    "chapter|part|volume|book|act|scene|section|article|title|war|phase|stage|type|class|grade|level|appendix|"
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
    "Justinian|Theodosius|Michael|Stephen|Joseph|Rudolf|Maximilian|Umberto|Emmanuel|Juan|Isabella|Rama|Abdullah"
)
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

# A letter alone is a numeral where it is I, V or X; D and M would make one of "MIX" and "CD".
_NUMERAL = r"(?:(?=[IVXLC]{2,}\b|[IVX]\b)C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?<=[IVXLC]))"
_COUNTED = re.compile(rf"\b((?i:{COUNTED})s?) ({_NUMERAL}|{_NUMERAL.lower()})\b")
_RULER = re.compile(rf"\b({RULERS}) ({_NUMERAL})\b(?!\. ?[A-Z])")
_TITLED = re.compile(r"(?:King|Queen|Pope|Emperor|Tsar|Czar|Kaiser|Empress) (?:\w+ )?$")
_NO_PRONOUN = re.compile(r"'s\b|\s*(?:$|\n|[,;:.!?)]|(?:of|was|had|and|became|ruled|died|reigned)\b)")
_GENERATION = re.compile(rf"((?:\b[A-Z]\.|\b(?:{RULERS})) [A-Z][a-z]+) (II|III|IV|V)\b")
_NUMBERED = re.compile(r"\b([A-Z][\w'-]*[a-z]) ((?=[IVX]{2,}\b)X{0,3}(?:IX|IV|V?I{0,3})(?<=[IVX]))\b")
_WORLD_WAR = re.compile(r"\bWW(I{1,2})\b")
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
    return f"{word} {cardinal(roman(numeral))}"


def _ruler(found: re.Match[str]) -> str | None:
    name, numeral = found.groups()
    if _may_be_pronoun(found, numeral) and not _TITLED.search(found.string[: found.start()]):
        return None
    return f"{name} the {ordinal(roman(numeral))}"


def _may_be_pronoun(found: re.Match[str], numeral: str) -> bool:
    return numeral == "I" and not _NO_PRONOUN.match(found.string, found.end())


def _numbered(found: re.Match[str]) -> str | None:
    name, numeral = found.groups()
    return None if _NO_NAME.match(name) else f"{name} {cardinal(roman(numeral))}"  # "The IV drip"


ROMAN: tuple[Rule, ...] = (
    (_COUNTED, _counted),
    (_RULER, _ruler),
    (_GENERATION, lambda found: f"{found.group(1)} the {ordinal(roman(found.group(2)))}"),
    (_WORLD_WAR, lambda found: f"World War {cardinal(roman(found.group(1)))}"),
    (_NUMBERED, _numbered),
)
