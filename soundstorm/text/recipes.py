"""What recipes measure in ways of their own: cups and spoons by a letter, the oven's heat, packs."""

from __future__ import annotations

import re

from soundstorm.text.measures import UNIT, is_below_one, look_up, one
from soundstorm.text.numbers import cardinal
from soundstorm.text.rules import NUMBER, Rule

SCALES = {"C": "celsius", "F": "fahrenheit"}
SPOONS = {"c": "cups", "T": "tablespoons", "t": "teaspoons"}
INGREDIENTS = "sugar|flour|milk|water|butter|oil|oats|rice|cream|stock|broth"
PACKS = "tin|can|jar|pack|packet|pkg|bottle|bag|tub|carton|box|pouch|bar|fillet|steak|sachet|block|tube"

# "350F", but "seat 120F"
_HEAT = re.compile(
    r"(?<![\w.,/$£€¥-])(?<!(?i:room) )(?<!(?i:seat) )(?<!(?i:gate) )(?<!(?i:flat) )(?<!(?i:unit) )"
    r"([1-9]\d\d) ?([CF])\b(?!['’+#])"
)
_HEATS = re.compile(r"(?<=°[CF]) ?/ ?(?=\d)")
_DEGREES = re.compile(r"\b(degrees?) ([CF])\b(?!['’+#])")
_SPOON = re.compile(rf"(?<=\d) ?(?:([cTt])\.(?= [a-z(]|\))|(c)(?= (?:of )?(?:{INGREDIENTS})\b))")
_ONE = re.compile(r"(?<!\d )(?<![\d.,/-])1$")
_PACKED = re.compile(
    rf"(?<![\w.,])(\d+) ?[x×] ?({NUMBER}) ?({UNIT})\.?(?= (?:{PACKS})(?:s|es)?\b)", re.IGNORECASE
)


def _spoon(found: re.Match[str]) -> str:
    name = SPOONS[found.group(1) or found.group(2)]
    before = found.string[: found.start()]
    return one(name) if is_below_one(before) or _ONE.search(before) else name


def _packed(found: re.Match[str]) -> str | None:
    """ "2 x 400g tins" are two tins of 400 grams each."""
    count, number, unit = found.groups()
    name = look_up(unit)
    return name and f"{cardinal(count)} {cardinal(number)} {one(name)}"


# Before the x of a pack is "by".
RECIPES: tuple[Rule, ...] = (
    (_HEAT, lambda found: f"{found.group(1)} °{found.group(2)}"),
    (_HEATS, lambda found: ","),
    (_DEGREES, lambda found: f"{found.group(1)} {SCALES[found.group(2)]}"),
    (_SPOON, _spoon),
    (_PACKED, _packed),
)
