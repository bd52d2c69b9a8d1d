"""Written English to the words that are spoken: numbers, money, times, abbreviations, symbols."""

from __future__ import annotations

import re
import unicodedata

from soundstorm.errors import TextError
from soundstorm.text.numbers import speak_numbers

QUOTES_AND_DASHES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
    | {"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": " - ", "―": " - ", "−": "-", "⁄": "/", "×": " times "}
    | {"\u200b": "", "\u200d": "", "\ufeff": "", "\u00ad": "", "¿": " ", "¡": " ", "•": " ", "·": " "}
)
SPEAKABLE = re.compile(r"[\x20-\x7e£€°]")
ABBREVIATIONS = {
    "mr": "mister", "mrs": "missus", "ms": "miz", "dr": "doctor", "prof": "professor", "messrs": "messers",
    "capt": "captain", "col": "colonel", "gen": "general", "lt": "lieutenant", "sgt": "sergeant",
    "hon": "honorable", "rev": "reverend", "jr": "junior", "sr": "senior", "esq": "esquire",
    "mt": "mount", "ave": "avenue", "blvd": "boulevard", "rd": "road",
    "etc": "et cetera", "vs": "versus", "approx": "approximately", "dept": "department",
    "inc": "incorporated", "ltd": "limited", "corp": "corporation", "vol": "volume", "ch": "chapter",
    "jan": "january", "feb": "february", "aug": "august", "sept": "september", "oct": "october",
    "nov": "november", "dec": "december",
}  # fmt: skip
# These are never words of their own, so they are read out with or without the full stop.
WITHOUT_STOP = ("mr", "mrs", "dr", "prof", "messrs", "capt", "sgt", "jr", "etc", "vs", "blvd")
SYMBOLS = {"&": " and ", "@": " at ", "%": " percent ", "+": " plus ", "=": " equals ", "°": " degrees "}
SYMBOLS |= {"$": " dollars ", "£": " pounds ", "€": " euros "}

_WITH_STOP = re.compile(r"\b(" + "|".join(ABBREVIATIONS) + r")\.", re.IGNORECASE)
_BARE = re.compile(r"\b(" + "|".join(WITHOUT_STOP) + r")\b(?!')", re.IGNORECASE)
_SAINT = re.compile(r"\bst\.?(?=\s+[a-z])", re.IGNORECASE)
_STREET = re.compile(r"(?<=[a-z] )st\b\.?(?=\s*(?:$|[,;:!?]))", re.IGNORECASE)
_NUMBER_SIGN = re.compile(r"(?:\bno\.\s*|#\s*)(?=\d)", re.IGNORECASE)
_INITIALS = re.compile(r"(?<![\w'])(?:(?:[A-Z]\.\s?)+[A-Z]\.|(?:[a-z]\.)+[a-z]\.|[A-HJ-Z]\.)('s\b)?")
_WORD = re.compile(r"[a-zA-Z]+(?:'[a-zA-Z]+)*|'(?:em|cause)\b", re.IGNORECASE)


def simplify(text: str) -> str:
    """The same text in plain ASCII where that loses nothing spoken: quotes, dashes, accents, spaces."""
    text = unicodedata.normalize("NFKC", text.translate(QUOTES_AND_DASHES)).translate(QUOTES_AND_DASHES)
    letters = unicodedata.normalize("NFD", text)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.split())


def spoken_words(text: str) -> list[str]:
    """The words a reader says: lower case, apostrophes kept; a letter that is spelled is one capital.

    "Dr. Smith paid $3.50 to the U.S." gives doctor, smith, paid, three, dollars, fifty, cents, to, the, U, S.
    Words in capitals stay in capitals (a reader may have to spell them) unless all of the text is.
    Characters that cannot be spoken are passed over; `check_transcript` names them.
    """
    text = simplify(text)
    if not any(letter.islower() for letter in text) and re.search("[A-Z]{2}", text):
        text = text.lower()
    text = _NUMBER_SIGN.sub("number ", text)
    text = _STREET.sub("street", text)
    text = _SAINT.sub("saint", text)
    text = _WITH_STOP.sub(lambda found: ABBREVIATIONS[found.group(1).lower()] + " ", text)
    text = _BARE.sub(lambda found: ABBREVIATIONS[found.group(1).lower()], text)
    text = speak_numbers(text)
    text = _INITIALS.sub(_spell, text)
    for symbol, name in SYMBOLS.items():
        text = text.replace(symbol, name)
    words = (found.group() for found in _WORD.finditer(text))
    return [word if word.isupper() and word != "I" and "'" not in word else word.lower() for word in words]


def _spell(initials: re.Match[str]) -> str:
    letters = re.findall("[a-z]", initials.group().removesuffix("'s"), re.IGNORECASE)
    return f" {' '.join(letters).upper()}{initials.group(1) or ''} "


def check_transcript(text: str, max_characters: int = 300) -> str:
    """The transcript without surplus spaces; TextError when it cannot be spoken.

    It is refused when it is empty, longer than max_characters (as written, or twice that once its numbers
    are words), without a word, or when it has characters that this voice cannot read.
    """
    text = " ".join(text.split())
    if not text:
        raise TextError("Write the text to be spoken: it is empty.")
    if len(text) > max_characters:
        raise TextError(f"Shorten the text to {max_characters} characters: it has {len(text)}.")
    unknown = [sign for sign in dict.fromkeys(simplify(text)) if not SPEAKABLE.fullmatch(sign)]
    if unknown:
        named = " ".join(sign if sign.isprintable() else f"U+{ord(sign):04X}" for sign in unknown[:8])
        named += " and others" if len(unknown) > 8 else ""
        raise TextError(
            f"Remove the characters {named}: this voice reads English letters, digits and punctuation."
        )
    words = spoken_words(text)
    if not words:
        raise TextError("Write at least one word: there is nothing to speak in this text.")
    if len(" ".join(words)) > 2 * max_characters:
        raise TextError("Shorten the numbers in the text: read out, they take too long.")
    return text
