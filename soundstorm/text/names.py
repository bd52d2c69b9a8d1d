"""Abbreviations, titles, streets and addresses on paper to words."""

from __future__ import annotations

import re

from soundstorm.text.roman import COUNTED
from soundstorm.text.rules import SENTENCE_STARTS, Rule, ends_sentence, stop_after

# Never words of their own with a full stop behind them, so they are read out whatever their case.
ABBREVIATIONS = {
    "mr": "mister", "mrs": "missus", "ms": "miz", "dr": "doctor", "prof": "professor", "messrs": "messers",
    "capt": "captain", "col": "colonel", "gen": "general", "lt": "lieutenant", "sgt": "sergeant",
    "maj": "major", "cmdr": "commander", "cpl": "corporal", "pvt": "private", "sen": "senator",
    "gov": "governor", "supt": "superintendent", "insp": "inspector", "jr": "junior", "sr": "senior",
    "esq": "esquire", "mt": "mount", "ave": "avenue", "blvd": "boulevard", "rd": "road", "ln": "lane",
    "hwy": "highway", "pkwy": "parkway", "sq": "square", "etc": "et cetera", "vs": "versus",
    "approx": "approximately", "dept": "department", "govt": "government", "univ": "university",
    "assn": "association", "intl": "international", "natl": "national", "mfg": "manufacturing",
    "bros": "brothers", "inc": "incorporated", "ltd": "limited", "corp": "corporation", "vol": "volume",
    "ch": "chapter", "pp": "pages", "tel": "telephone", "avg": "average", "misc": "miscellaneous",
    "viz": "namely", "cf": "compare", "incl": "including", "excl": "excluding", "attn": "attention",
    "mgmt": "management", "hosp": "hospital", "qty": "quantity", "acct": "account",
}  # fmt: skip
# Read out without the full stop too.
WITHOUT_STOP = "mr mrs dr prof messrs capt sgt jr etc vs blvd pkwy govt".split()
# In small letters, and where a sentence goes on: "the temp. was 20", but "She is a temp. He knows."
GOING_ON = {
    "esp": "especially", "temp": "temperature", "temps": "temperatures", "doz": "dozen", "apts": "apartments",
    "asst": "assistant", "mgr": "manager", "avail": "available", "wt": "weight", "ht": "height",
    "vit": "vitamin", "intro": "introduction",
}  # fmt: skip
LABELS = {
    "attn": "attention",
    "tel": "telephone",
    "qty": "quantity",
    "ref": "reference",
    "temp": "temperature",
}
# Words of their own elsewhere ("hon", "rep", "sec", "fig"): read out before a capital, or before a number.
BEFORE_NAMES = {
    "Hon": "honorable", "Rev": "reverend", "Rep": "representative", "Pres": "president", "Det": "detective",
    "Adm": "admiral", "Amb": "ambassador", "Ft": "fort", "Pt": "point", "Fr": "father", "Ste": "saint",
    "Drs": "doctors", "Sec": "secretary",
}  # fmt: skip
BEFORE_NUMBERS = {
    "apt": "apartment", "ste": "suite", "rm": "room", "bldg": "building", "fig": "figure", "figs": "figures",
    "sec": "section", "ext": "extension", "est": "established", "eq": "equation", "chap": "chapter",
    "vol": "volume", "ch": "chapter",
}  # fmt: skip
# Only with a full stop and a number: "max", "art" and "para" are words.
STOPPED_BEFORE_NUMBERS = {
    "op": "opus", "art": "article", "arts": "articles", "para": "paragraph", "paras": "paragraphs",
    "sect": "section", "rte": "route", "rt": "route", "ps": "psalm", "max": "maximum", "min": "minimum",
}  # fmt: skip
AFTER_NUMBERS = {"pts": "points", "reb": "rebounds", "ast": "assists"}
LETTERED = {
    "e.g": "for example", "i.e": "that is", "a.k.a": "also known as", "w/o": "without", "b/c": "because",
    "c/o": "care of", "n/a": "not applicable", "ph.d": "P H D", "ed.d": "E D D", "b.sc": "B S C",
    "m.sc": "M S C", "ll.b": "L L B", "ll.m": "L L M", "et al": "et al",
    "tl;dr": "T L D R", "am/fm": "A M F M",
}  # fmt: skip
STREETS = {
    "dr": "drive", "st": "street", "ct": "court", "pl": "place", "ter": "terrace", "cir": "circle",
    "ave": "avenue", "rd": "road", "ln": "lane", "sq": "square", "hwy": "highway", "blvd": "boulevard",
}  # fmt: skip
DIRECTIONS = {
    "N": "north", "S": "south", "E": "east", "W": "west",
    "NE": "northeast", "NW": "northwest", "SE": "southeast", "SW": "southwest",
}  # fmt: skip

_NUMBER_SIGN = re.compile(r"\b[Nn]os?\.\s*(?=\d)|#\s*(?=\d)")
# A capital only where a text begins: "Plan C. 5 people" ends with it.
_PAGE = re.compile(r"(?:\bp|(?<![^\n(])P)\.\s?(?=\d)")
_CIRCA = re.compile(r"(?:\bca?|(?<![^\n(])Ca?)\.\s?(?=\d)")
_LETTERED = re.compile(
    r"(?<![\w.])(" + "|".join(map(re.escape, LETTERED)) + r")(?:\.|\b)(?!\w)", re.IGNORECASE
)
_WITH = re.compile(r"(?<![\w.])[Ww]/(?=\s|[a-z])")
_STREET = re.compile(rf"(?<=[A-Za-z\d] )({'|'.join(STREETS)})\b\.?", re.IGNORECASE)
_HOUSE = re.compile(
    r"(?<![\w.,])\d{1,5}[A-Z]? (?:[NSEW]{1,2}\.? )?(?:[A-Za-z']+|\d+(?:st|nd|rd|th)) (?:[A-Z][\w']* )?$"
)
_CAPITAL_BEFORE = re.compile(r"(?:^|[^\w.'])([A-Z][\w']*|\d+(?:st|nd|rd|th)) $")
_NO_STREET = re.compile(
    rf"(?:{SENTENCE_STARTS}|dear|hello|hi|hey|yes|good|call|ask|see|with)$", re.IGNORECASE
)
_STREET_ENDS = re.compile(r"\s*(?:$|\n|[,;:!?)]|[a-z#\d(&]|(?:[NSEW]|[NS][EW])\b|(?:Apt|Suite|Ste|Unit)\b)")
_DIRECTION = re.compile(
    r"(?<=\d )([NS][EW]|[NSEW])\b\.?(?= [A-Z][a-z])"
    r"|(?:(?<=[Ss]treet )|(?<=[Aa]venue )|(?<=[Dd]rive )|(?<=[Rr]oad ))([NS][EW]|[NSEW])\b\.?"
)
_SAINT = re.compile(r"\bSt\b\.?(?=\s+[A-Z][a-z])|\bst\.(?=\s+[a-z])")
_HOUSE_DIRECTION = re.compile(
    rf"(?<=\d )([NSEW])\b\.?(?= (?:\d+(?:st|nd|rd|th)\b|[A-Z][a-z]+ (?i:{'|'.join(STREETS)})\b))"
)
_BEFORE_NAME = re.compile(rf"(?<!\d )\b({'|'.join(BEFORE_NAMES)})\.(?= [A-Z][\w.'])")  # "Sec. B" is a section
_BEFORE_NUMBER = re.compile(rf"\b({'|'.join(BEFORE_NUMBERS)})\b\.?(?= ?(?:#|\d|[A-Z]\b))", re.IGNORECASE)
_STOPPED_BEFORE_NUMBER = re.compile(rf"\b({'|'.join(STOPPED_BEFORE_NUMBERS)})\.(?= ?\d)", re.IGNORECASE)
# "art. 5" where something is cited, but "She teaches art. 30 students came."
_CITED = {"art", "arts", "para", "paras", "sect"}
_CITED_BEHIND = re.compile(r"(?:[(,]\s*|\b(?:see|under|in|of|by) )$", re.IGNORECASE)
# "max. 20", but "Wait a min. 5 people left." and "I have 5 max. 10 items."
_LIMITS = {"min", "max"}
_COUNTED = re.compile(r"(?:\d|\b(?:an?|the|one|two|three|four|five|ten)) $", re.IGNORECASE)
_AFTER_NUMBER = re.compile(rf"(?<![\w.,])(\d+) ({'|'.join(AFTER_NUMBERS)})(?:\.|\b)")
# "Brown v. Board", "England v France", but "section v Terms"
_VERSUS = re.compile(r"(?<=[\w.'-] )v(?:\.(?= [A-Z])|(?= [A-Z][a-z]))")
_PARTY = re.compile(rf"\b(?!(?i:{COUNTED}) $)[A-Z][\w.'-]* $")
_CIRCUIT = re.compile(r"(?:(?<=(?:st|nd|rd|th) )|(?<=Fed\. )|(?<=D\.C\. ))Cir\.")
_CENTURY = re.compile(r"(?<=(?:st|nd|rd|th) )c(?:ent)?\.")
_FLOOR = re.compile(r"(?<=(?:st|nd|rd|th) )[Ff]l\.")
_CATEGORY = re.compile(r"\bCat\. ?(?=[1-5]\b)")  # of a storm
_INCLUDED = re.compile(r"(?<=[A-Za-z] )incl\.?(?=\s*(?:$|[\n,;)]))")  # "VAT incl."
_RIGHT = re.compile(r"\bRt\.(?= Hon\b)")
_GOING_ON = re.compile(
    rf"\b({'|'.join(GOING_ON)})\.(?=,? [a-z\d(&'\"]|,)"
    r"|\b(esp|vit|asst)\.(?= [A-Z])|\b(Temp|Vit)\.(?= [a-zA-Z\d])"
)
_LABEL = re.compile(rf"\b({'|'.join(LABELS)})(?=:)", re.IGNORECASE)
_EDITION = re.compile(r"(?<=(?:st|nd|rd|th) )ed\.", re.IGNORECASE)
_COMPANY = re.compile(r"\bCo\.(?=\s*(?:$|\n|[,;:)]|[a-z]))")
_WITH_STOP = re.compile(r"\b(" + "|".join(ABBREVIATIONS) + r")\.", re.IGNORECASE)
_BARE = re.compile(r"\b(" + "|".join(WITHOUT_STOP) + r")\b(?!')", re.IGNORECASE)


def _street(found: re.Match[str]) -> str | None:
    """ "Dr." and "St." behind the name of a street; before a name they are left to doctors and saints."""
    before, name = found.string[: found.start()], found.group(1)
    named = _CAPITAL_BEFORE.search(before)
    on_a_street = named and not _NO_STREET.match(named.group(1))
    ends = _STREET_ENDS.match(found.string, found.end()) or ends_sentence(found)
    if not _HOUSE.search(before) and not (on_a_street and ends):
        return None
    return _expanded(STREETS[name.lower()], found)


def _expanded(words: str, found: re.Match[str]) -> str:
    """The words with a capital where the abbreviation has one: names are told by it."""
    return (words.capitalize() if found.group()[0].isupper() else words) + stop_after(found)


def _stopped_before_number(found: re.Match[str]) -> str | None:
    """None where the full stop ends a sentence behind the word."""
    written, before = found.group(1), found.string[: found.start()]
    short = written.lower()
    if short in _CITED and written.islower() and not _CITED_BEHIND.search(before):
        return None
    return None if short in _LIMITS and _COUNTED.search(before) else STOPPED_BEFORE_NUMBERS[short]


def _after_number(found: re.Match[str]) -> str:
    number, unit = found.groups()
    counted = AFTER_NUMBERS[unit]
    return f"{number} {counted.removesuffix('s') if number == '1' else counted}{stop_after(found)}"


# Before the units: the W of a house is no watt.
HOUSES: tuple[Rule, ...] = ((_HOUSE_DIRECTION, lambda found: DIRECTIONS[found.group(1)]),)
NAMES: tuple[Rule, ...] = (
    (_NUMBER_SIGN, lambda found: "numbers" if "s" in found.group() else "number"),
    (_PAGE, lambda found: "page"),
    (_CIRCA, lambda found: "circa"),
    (_LETTERED, lambda found: LETTERED[found.group(1).lower()] + stop_after(found)),
    (_WITH, lambda found: "with"),
    (_CIRCUIT, lambda found: _expanded("circuit", found)),
    (_CENTURY, lambda found: _expanded("century", found)),
    (_FLOOR, lambda found: _expanded("floor", found)),
    (_CATEGORY, lambda found: "category"),
    (_INCLUDED, lambda found: _expanded("included", found)),
    (_RIGHT, lambda found: "right"),
    (_GOING_ON, lambda found: _expanded(GOING_ON[found.group(found.lastindex).lower()], found)),
    (_LABEL, lambda found: LABELS[found.group(1).lower()]),
    (_STREET, _street),
    (_DIRECTION, lambda found: DIRECTIONS[found.group(1) or found.group(2)]),
    (_SAINT, lambda found: _expanded("saint", found)),
    (_BEFORE_NAME, lambda found: BEFORE_NAMES[found.group(1)].capitalize()),
    (_BEFORE_NUMBER, lambda found: BEFORE_NUMBERS[found.group(1).lower()]),
    (_STOPPED_BEFORE_NUMBER, _stopped_before_number),
    (_AFTER_NUMBER, _after_number),
    (_VERSUS, lambda found: "versus" if _PARTY.search(found.string[: found.start()]) else None),
    (_EDITION, lambda found: _expanded("edition", found)),
    (_COMPANY, lambda found: _expanded("company", found)),
    (_WITH_STOP, lambda found: _expanded(ABBREVIATIONS[found.group(1).lower()], found)),
    (_BARE, lambda found: _expanded(ABBREVIATIONS[found.group(1).lower()], found)),
)
