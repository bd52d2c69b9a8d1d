"""Punctuation for transcripts that have none, from a recogniser that heard the same recording."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

AGREEING_SHARE = 0.6  # of the words, at least: otherwise the recogniser heard something else
QUOTES = "\"“”'‘’()[]"
_NOT_IN_WORDS = re.compile(r"[^a-z0-9']")


def punctuate(transcript: str, heard: str) -> str:
    """The words of a transcript in capitals, written as `heard` writes them where its words agree.

    "I SAID NO MISTER BROWN" and "I said: 'No, Mr. Brown.'" give "I said: No, mister Brown.": the words stay
    those of the transcript, marks and small letters come from what was heard. Where too little agrees, the
    words are only made small.
    """
    said, written = transcript.split(), [word.strip(QUOTES) for word in heard.split()]
    matcher = SequenceMatcher(None, [_key(word) for word in said], [_key(word) for word in written], False)
    result = [word.lower() for word in said]
    agreeing = 0
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            word = said[block.a + offset]
            own = "'" if word.startswith("'") else ""  # of 'tis, not of a quotation
            result[block.a + offset] = own + written[block.b + offset]
        agreeing += block.size
    if agreeing < AGREEING_SHARE * len(said):
        return transcript.lower()
    return " ".join(result)


def _key(word: str) -> str:
    return _NOT_IN_WORDS.sub("", word.lower()).strip("'")
