"""How the rules of reading are applied: each over the whole text, what it reads replaced by words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial

# A pattern, and what is said for a match; None leaves the match to the rules that follow.
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]

NUMBER = r"(?:\d+(?:,\d{3})*(?:\.\d+)?|(?<![\d.])\.\d+)"
# Words with a capital that begin a sentence: a full stop before them ends one, in "p.m. The" as in "etc. We".
SENTENCE_STARTS = (
    "a|an|the|this|that|these|those|there|here|he|she|it|they|we|you|i|his|her|its|their|our|your|my|"
    "but|and|or|so|then|when|while|if|in|on|at|for|from|with|after|before|as|by|to|what|who|why|how|where|"
    "no|not|now|all|some|many|most|one|please|do|does|did|is|are|was|were|can|could|will|would|let|just"
)
# Words with a capital before a comma that name no place: "Hi, MA!".
NO_PLACE = rf"(?i:{SENTENCE_STARTS}|dear|hello|hi|hey|yes|oh|well|thanks|bye|sorry)"
_SPACES = re.compile(" {2,}")
# A capital and no initial: "at 5 p.m. A dog", but "Mr. A. B. Smith".
_ENDS = re.compile(
    rf"[\"”’')\]]*(?:\s*$|\s*\n|\s+[\"“(]*(?-i:(?=[A-Z])(?![A-Z]\.))(?:{SENTENCE_STARTS})\b)",
    re.IGNORECASE,
)


def rewrite(text: str, rules: Iterable[Rule]) -> str:
    """The text after all rules, in their order; words are set off by single spaces."""
    for pattern, words in rules:
        text = _SPACES.sub(" ", pattern.sub(partial(_replace, words), text))
    return text


def ends_sentence(found: re.Match[str]) -> bool:
    """Whether nothing of its sentence follows a match."""
    return bool(_ENDS.match(found.string, found.end()))


def stop_after(found: re.Match[str]) -> str:
    """The full stop that an abbreviation took with it, when its sentence ends there too; else nothing."""
    return "." if found.group().endswith(".") and ends_sentence(found) else ""


def _replace(words: Callable[[re.Match[str]], str | None], found: re.Match[str]) -> str:
    said = words(found)
    return found.group() if said is None else f" {said} "
