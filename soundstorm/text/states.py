"""States of America as newspapers shorten them: "Portland, Ore., and Reno, Nev.".

Those that the post writes with two capitals are spelled (`initials.py`).
"""

from __future__ import annotations

import re

from soundstorm.text.rules import NO_PLACE, Rule, stop_after

# Never words of their own with a full stop behind them.
STATES = {
    "Ala": "Alabama", "Ariz": "Arizona", "Calif": "California", "Colo": "Colorado", "Conn": "Connecticut",
    "Fla": "Florida", "Ky": "Kentucky", "Mich": "Michigan", "Minn": "Minnesota", "Neb": "Nebraska",
    "Nev": "Nevada", "N.Mex": "New Mexico", "Okla": "Oklahoma", "Tenn": "Tennessee", "Tex": "Texas",
    "Vt": "Vermont", "W.Va": "West Virginia", "Wis": "Wisconsin", "Wyo": "Wyoming",
}  # fmt: skip
# Read out behind a place, or a party's letter: "Springfield, Ill.", "(D-Ga.)".
BEHIND_PLACES = {
    "Ark": "Arkansas", "Del": "Delaware", "Ga": "Georgia", "Ill": "Illinois", "Ind": "Indiana",
    "Kan": "Kansas", "La": "Louisiana", "Mass": "Massachusetts", "Md": "Maryland", "Miss": "Mississippi",
    "Mo": "Missouri", "Mont": "Montana", "Ore": "Oregon", "Pa": "Pennsylvania", "Va": "Virginia",
    "Wash": "Washington",
}  # fmt: skip

_ANYWHERE = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, STATES))})\.(?!\w)")
_BEHIND = re.compile(
    rf"(?:(?<=[a-z],)|(?<=[a-z] ,)) ({'|'.join(BEHIND_PLACES)})\.(?!\w)"
    rf"|(?<=[RDI]-)({'|'.join(BEHIND_PLACES)})\.(?!\w)"
)
_PLACE = re.compile(rf"(?<![\w'])(?!{NO_PLACE}\b)[A-Z][\w'-]+ ?,$")
_PLACE_REACH = 30  # characters: the name of a place


def _behind(found: re.Match[str]) -> str | None:
    behind_place, behind_party = found.groups()
    if behind_place and not _PLACE.search(found.string[max(0, found.start() - _PLACE_REACH) : found.start()]):
        return None
    return BEHIND_PLACES[behind_place or behind_party] + stop_after(found)


# In this order: behind one state another may stand.
STATE_NAMES: tuple[Rule, ...] = (
    (_ANYWHERE, lambda found: STATES[found.group(1)] + stop_after(found)),
    (_BEHIND, _behind),
)
