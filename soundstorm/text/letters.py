"""Written signs to those that the rules of reading know: letters without accents, one sign of each kind.

What is invisible goes, what only sets type (bold, headings, bullets) goes, what has a plain form takes it.
What is left over cannot be read aloud, and `unreadable` names it.
"""

from __future__ import annotations

import html
import re
import unicodedata

# NFKC would make ³ a digit like any other, and two prime signs of ″.
BEFORE_NFKC = str.maketrans(
    {"№": "No. ", "™": "", "®": "", "℠": "", "©": " copyright ", "″": '"', "º": "°", "…": "..."}
    | {sign: f" {unicodedata.normalize('NFKC', sign)}" for sign in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒"}
)
AFTER_NFKC = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "‛": "'", "`": "'", "´": "'"}
    | {"„": "“", "‟": "“", "«": "“", "»": "”", "‹": "“", "›": "”", "¿": " ", "¡": " ", "·": " "}
    | {"‐": "-", "‑": "-", "‒": "–", "―": "—", "⁄": "/", "∕": "/", "⋅": "×", "∗": "*", "∼": "~"}
    # European letters that are not a letter and an accent, as English readers take them.
    | {"ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "th", "Ð": "Th"}
    | {"þ": "th", "Þ": "Th", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "ħ": "h", "Ħ": "H"}
    | {"ŋ": "ng", "Ŋ": "Ng", "ŧ": "t", "Ŧ": "T", "ĸ": "k", "ə": "e", "Ə": "E"}
)
# Beside printable ASCII: money, measures, mathematics, quotation marks, dashes, a paragraph's end.
READABLE = re.compile(r"[\x20-\x7e\n£€¥₹₩₽₿¢°±×÷≈≠≤≥√∞−—“”′‰§¶µ]")

MICRO = "µ"  # not the Greek letter, as which NFKC writes it

_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_SUPERSCRIPT = re.compile(r"(?<=[\w)])[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_NUMBER_MARK = re.compile(r"\b[Nn]°\s?(?=\d)")
_LONE_GREEK = re.compile(r"(?<![\u0370-\u03ff])[\u0391-\u03c9](?![\u0370-\u03ff])")
_TAG = re.compile(
    r"""</?[a-zA-Z][\w:-]*(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>|<!--.*?-->|<[?!][^>]*>""", re.S
)
_LINK = re.compile(r"!?\[([^\]\n]+)\]\((?:https?://|www\.|/|#)[^)\s]*\)")
_EMPHASIS = re.compile(r"(?<![\w*_~`])(\*{1,3}|_{1,3}|~~|`{1,3})(?=\S)([^*_~`\n]+?)(?<=\S)\1(?![\w*_~`])")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+(?!\d)(.*)$", re.MULTILINE)
_QUOTATION = re.compile(r"^[ \t]*>[ \t]+", re.MULTILINE)
_LIST_ITEM = re.compile(r"(?:^|\n)[ \t]*(?:[-–*•‣◦▪][ \t]+|(?=\d{1,2}[.)][ \t]))")
_BREAK = re.compile(r"[ \t]*(?:\n[ \t]*){2,}|[\u2028\u2029]")
_DASH = re.compile(
    r"(?<=\s)[-–](?=\s)(?!\s[\d.$£€¥])|(?<=[^\d\s] )[-–](?= )|\s*-{2,}\s*"
    r"|(?<=[^\s\d-])–(?=(?!noon|midnight)[a-z])"
)


def markup(text: str) -> list[str]:
    """The tags of SSML, HTML or XML in a text, as they are written."""
    return [found.group() for found in _TAG.finditer(text)]


def unreadable(text: str) -> list[str]:
    """Every sign that cannot be read aloud, once, in the order of the text; the invisible ones as U+0007."""
    signs = dict.fromkeys(sign for sign in plain(text) if not READABLE.fullmatch(sign))
    return [sign if sign.isprintable() else f"U+{ord(sign):04X}" for sign in signs]


def plain(text: str) -> str:
    """The text in plain signs; a newline is a paragraph's end, a dash between words is "—", a hyphen "-"."""
    text = _TAG.sub(" ", text.replace("\r\n", "\n"))
    text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")  # formatting: invisible
    text = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text))
    text = _SUPERSCRIPT.sub(lambda found: "^" + found.group(), text.translate(BEFORE_NFKC))
    text = unicodedata.normalize("NFKC", text).translate(AFTER_NFKC)
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if unicodedata.category(sign) != "Mn")
    text = unicodedata.normalize("NFC", bare)
    text = re.sub(r"(?<!\d)′", "'", text)
    text = _LONE_GREEK.sub(_greek, _NUMBER_MARK.sub("No. ", text))
    text = _HEADING.sub(r"\n\n\1\n\n", _QUOTATION.sub("", text))
    text = _BREAK.sub("\n\n", _LIST_ITEM.sub("\n\n", text))
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    text = "\n".join(paragraph for paragraph in paragraphs if paragraph)
    return _DASH.sub(" — ", text).replace("–", "-")


def _greek(found: re.Match[str]) -> str:
    """The name of a letter that stands as a symbol; a lone μ is the micro sign, left to the units."""
    letter = found.group()
    if letter == "μ":
        return MICRO
    return f" {unicodedata.name(letter).split()[-1].lower().replace('lamda', 'lambda')} "
