"""Words of chats: spelled, or read as the words they stand for."""

from __future__ import annotations

import re

from soundstorm.text.rules import Rule

# In any case.
SPELLED = (
    "idk imo imho omg irl ikr afaik lmao lmfao rofl tbh brb btw ngl smh wtf fyi lmk icymi ftw fwiw".split()
)
EXPANDED = {
    "thx": "thanks", "tnx": "thanks", "pls": "please", "plz": "please", "tmrw": "tomorrow",
    "tmr": "tomorrow", "tmw": "tomorrow", "2moro": "tomorrow", "gr8": "great", "l8r": "later",
    "2nite": "tonight", "2night": "tonight", "2day": "today", "nvm": "never mind",
    "ppl": "people", "bday": "birthday", "b-day": "birthday",
}  # fmt: skip
# In small letters alone: "Ty" is a name, "NP" something else, and 1. b4 a move.
IN_SMALL_LETTERS = {
    "ty": "thank you", "tysm": "thank you so much", "yw": "you're welcome", "np": "no problem",
    "l8": "late", "w8": "wait", "msg": "message", "bf": "boyfriend", "gf": "girlfriend", "ur": "your",
    "jk": "just kidding", "gg": "G G", "dm": "D M", "dms": "D M's",
}  # fmt: skip

_SPELLED = re.compile(rf"(?<![\w'.@#-])({'|'.join(SPELLED)})(?![\w'@-]|\.\w)", re.IGNORECASE)
_EXPANDED = re.compile(rf"(?<![\w'.@#$-])({'|'.join(EXPANDED)})(?![\w'@-]|\.\w)", re.IGNORECASE)
_YOU_ARE = re.compile(r"(?<![\w'.@#-])[Uu]r(?= (?:so|too|very|the|an?|not|my|\w+ing)\b)")
_SMALL = re.compile(rf"(?<![\w'.@#&-])(?<!\d )({'|'.join(IN_SMALL_LETTERS)})(?![\w'@&-]|\.\w)")
_BEFORE = re.compile(
    r"(?<![\w'.@#-])(?<!\d\. )(?<![a-h][1-8] )(?<!to )(?<!on )(?<!takes )b4"
    r"(?![\w'-]| [a-hKQRBN]x?[a-h]?[1-8]\b|\.\w)"
)

# Before anything is read of their digits.
CHAT: tuple[Rule, ...] = (
    (_SPELLED, lambda found: " ".join(found.group().upper())),
    (_EXPANDED, lambda found: EXPANDED[found.group().lower()]),
    (_YOU_ARE, lambda found: "you're"),
    (_SMALL, lambda found: IN_SMALL_LETTERS[found.group()]),
    (_BEFORE, lambda found: "before"),
)
