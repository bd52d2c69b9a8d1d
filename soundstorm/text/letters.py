"""Written signs to those that the rules of reading know: letters without accents, one sign of each kind.

What is invisible goes, what only sets type (bold, headings, bullets) goes, what has a plain form takes it.
What is left over cannot be read aloud, and `unreadable` names it: of what is seen nothing goes without a word
or a pause, but quotation marks, apostrophes, and hyphens and slashes that join words.
"""

from __future__ import annotations

import html
import re
import unicodedata

from soundstorm.text.european import respell

# NFKC would make ³ a digit like any other, and two prime signs of ″.
BEFORE_NFKC = str.maketrans(
    {"№": "No. ", "©": " copyright ", "®": " registered ", "™": " trademark ", "℠": " service mark "}
    | {"″": '"', "º": "°", "˚": "°", "´": "'", "…": "..."}
    | {sign: f" {unicodedata.normalize('NFKC', sign)}" for sign in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒"}
)
AFTER_NFKC = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "‛": "'", "`": "'"}
    | {"„": "“", "‟": "“", "«": "“", "»": "”", "‹": "“", "›": "”", "¿": ", ", "¡": ", "}
    | dict.fromkeys("•‣◦▪", " — ")
    | {"‐": "-", "‑": "-", "‒": "–", "―": "—", "⁄": "/", "∕": "/", "⋅": "×", "∗": "*", "∼": "~"}
    # European letters that are not a letter and an accent, as English readers take them.
    | {"ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "th", "Ð": "Th"}
    | {"þ": "th", "Þ": "Th", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "ħ": "h", "Ħ": "H"}
    | {"ŋ": "ng", "Ŋ": "Ng", "ŧ": "t", "Ŧ": "T", "ĸ": "k", "ə": "e", "Ə": "E"}
)
# Beside printable ASCII: money, measures, mathematics, quotation marks, dashes, a paragraph's end.
READABLE = re.compile(r"[\x20-\x7e\n£€¥₹₩₽₿¢°±×÷≈≠≤≥√∞−—“”′‰§¶µ]")

MICRO = "µ"  # not the Greek letter, as which NFKC writes it

# Signs that NFKC would make an accent on a space, which goes, or a few signs that mean something else.
_NO_PLAIN_FORM = "‴⁗"
_OTHER_SIGN = re.compile(r"[^\x00-\x7f]")
_ACCENTS = re.compile(r"(?<=[^\W\d_])[\u0300-\u036f]+")  # of letters: "≠" keeps its stroke
_INVISIBLE = re.compile(r"[\u034f\ufe00-\ufe0f]")
# Signs that are written with several: "<=", "->"; and a dot between factors or syllables.
_COMPOSED = (
    (re.compile(r"<[-=]+>|[-=]+>(?!=)|<-+(?![\d-])"), " arrow "),
    (re.compile("<="), " ≤ "),
    (re.compile(">="), " ≥ "),
    (re.compile("!=|=/="), " ≠ "),
    (re.compile(r"(?<=\d)\s?·\s?(?=\d)"), "×"),
    (re.compile("(?<=l)·(?=l)"), ""),
    (re.compile(r"(?<=\w)·(?=\w)"), "-"),
    # between things that are listed
    (re.compile(r"·|(?<![\d)] )(?<!\b[A-Za-z] )(?<= )\*(?= )|(?<=[^\d\s] )/(?= \D)"), " — "),
)
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
_LINE = re.compile(r"[*_=~\s-]{3,}")  # drawn between paragraphs
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
    text = _TAG.sub(" ", text.replace("\r\n", "\n").replace("\u2029", "\n\n"))
    text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")  # formatting: invisible
    text = _INVISIBLE.sub("", text)
    text = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text))
    text = _SUPERSCRIPT.sub(lambda found: "^" + found.group(), text.translate(BEFORE_NFKC))
    text = _OTHER_SIGN.sub(lambda found: _plain_form(found.group()), text).translate(AFTER_NFKC)
    text = respell(unicodedata.normalize("NFC", text))
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))
    text = re.sub(r"(?<!\d)′", "'", text)
    text = _LONE_GREEK.sub(_greek, _NUMBER_MARK.sub("No. ", text))
    text = _HEADING.sub(r"\n\n\1\n\n", _QUOTATION.sub("", text))
    text = _BREAK.sub("\n\n", _LIST_ITEM.sub("\n\n", text))
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    text = "\n".join(part for part in paragraphs if part and not _LINE.fullmatch(part))
    for signs, plainer in _COMPOSED:
        text = signs.sub(plainer, text)
    return _DASH.sub(" — ", text).replace("–", "-")


def _plain_form(sign: str) -> str:
    form = unicodedata.normalize("NFKC", sign)
    is_lost = form.startswith(" ") and not sign.isspace()
    return sign if is_lost or sign in _NO_PLAIN_FORM else form


def _greek(found: re.Match[str]) -> str:
    """The name of a letter that stands as a symbol; a lone μ is the micro sign, left to the units."""
    letter = found.group()
    if letter == "μ":
        return MICRO
    name = unicodedata.name(letter, "")
    return f" {name.split()[-1].lower().replace('lamda', 'lambda')} " if name else letter
