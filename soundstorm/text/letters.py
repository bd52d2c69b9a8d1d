"""Written signs to those that the rules of reading know: letters without accents, one sign of each kind.

What is invisible goes, what only sets type (bold, headings, bullets) goes, what has a plain form takes it.
What is left over cannot be read aloud, and `unreadable` names it: of what is seen nothing goes without a word
or a pause, but quotation marks, apostrophes, and hyphens and slashes that join words.
"""

from __future__ import annotations

import html
import re
import unicodedata
from itertools import pairwise

from soundstorm.text.dashes import read_dashes
from soundstorm.text.european import respell
from soundstorm.text.pasted import unpasted

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
# Signs that are written with several: "<=", "->", ":D"; and a dot between factors or syllables.
_COMPOSED = (
    (re.compile(r"\+/-"), "±"),
    # faces, as ":)" is one by its signs
    (re.compile(r"(?<![\w:;])[:;]'?-?(?:[DPpoO3](?!\w)|[/|\\](?![\w/\\]))"), ", "),
    (re.compile(r"(?<!\w)(?:[xX]D+|[oO]_[oO]|T_T|\^_+\^|-_+-)(?!\w)"), ", "),
    (re.compile(r"(?:(?<=\b[Ii] )|(?<=\b[Ww]e ))<3+(?= [A-Za-z])|(?<=\byou )<3+(?!\w)"), "heart"),
    (
        re.compile(
            r"(?<=[A-Za-z]{2} )(?<!\b(?:is|if|or|be) )(?<!\b(?:are|was|and|for) )<3+(?: <3+)*"
            r"(?=[\s.,!?]*(?:$|\n|[:;<^]))"
        ),
        "heart",
    ),
    # as a telephone and a form have it
    (re.compile(r"(?<=\b[Pp]ress )\*"), "star"),
    (
        re.compile(r"(?:(?<=\bwith )|(?<=\ban )|(?<=\bthe )|(?<=\ba )|(?<=\bby )|(?<=\b[Nn]ote ))\*(?!\w)"),
        "asterisk",
    ),
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
_OHMS = re.compile(r"(?<=\d)\s?([kM]?)[ΩΩ](?!\w)")
_LONE_GREEK = re.compile(r"(?<![\u0370-\u03ff])[\u0391-\u03c9](?![\u0370-\u03ff])")
_TAG = re.compile(
    r"""</?[a-zA-Z][\w:-]*(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>|<!--.*?-->|<[?!][^>]*>""", re.S
)
_EMPHASIS = re.compile(r"(?<![\w*_~`])(\*{1,3}|_{1,3}|~~|`{1,3})(?=\S)([^*_~`\n]+?)(?<=\S)\1(?![\w*_~`])")
_BULLET = "[-–*•‣◦▪]"
# "12." or "12)"; "II.", "ii."; "B)" or "B.", which is one only where "A" or "C" is another
_COUNT = (
    r"(?:\d{1,2}[.)]|(?=[IVXLC]{2}|[IVX]\.)[IVXLC]+\.|(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})[.)]|[A-Za-z][.)])"
)
OWN_LINE = rf"[ \t]*(?:{_BULLET}|{_COUNT}|#{{1,6}}|>)[ \t]"  # begins a line that is read by itself
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+(?!\d)(.*)$", re.MULTILINE)
_QUOTATION = re.compile(r"^[ \t]*>[ \t]+", re.MULTILINE)
_OWN_LINE = re.compile(OWN_LINE)
_QUOTED = re.compile(r">(?:[ \t]+|$)")
_NUMBERED = re.compile(r"(\d{1,2})[.)][ \t]")
_LETTERED = re.compile(r"([A-Za-z])([.)])[ \t]")
_DASHED = re.compile(r"[-–][ \t]")
_BULLETED = re.compile(rf"{_BULLET}[ \t]")
_HEADED = re.compile(r"#{1,6}[ \t]")
_ENDED = re.compile(r"[.?!:…][\"”’')\]]*$")
_ITEM = re.compile(rf"(?:\A|\n[ \t]*\n)[ \t]*{_BULLET}[ \t]+")  # as `set_apart` leaves it
_BREAK = re.compile(r"[ \t]*(?:\n[ \t]*){2,}|[\u2028\u2029]")
_LINE = re.compile(r"[*_=~\s-]{3,}")  # drawn between paragraphs


def markup(text: str) -> list[str]:
    """The tags of SSML, HTML or XML in a text, as they are written."""
    return [found.group() for found in _TAG.finditer(text)]


def unreadable(text: str) -> list[str]:
    """Every sign that cannot be read aloud, once, in the order of the text; the invisible ones as U+0007."""
    signs = dict.fromkeys(sign for sign in plain(text) if not READABLE.fullmatch(sign))
    return [sign if sign.isprintable() else f"U+{ord(sign):04X}" for sign in signs]


def plain(text: str) -> str:
    """The text in plain signs; a newline is a paragraph's end, a dash between words is "—", a hyphen "-"."""
    text = unpasted(text.replace("\r\n", "\n").replace("\u2029", "\n\n"))
    text = _TAG.sub(" ", text)
    text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")  # formatting: invisible
    text = _INVISIBLE.sub("", text)
    text = _EMPHASIS.sub(r"\2", text)
    text = _SUPERSCRIPT.sub(lambda found: "^" + found.group(), text.translate(BEFORE_NFKC))
    text = _OTHER_SIGN.sub(lambda found: _plain_form(found.group()), text).translate(AFTER_NFKC)
    text = respell(unicodedata.normalize("NFC", text))
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))
    text = re.sub(r"(?<!\d)′", "'", text)
    text = _OHMS.sub(lambda found: {"": " ohms", "k": " kilohms", "M": " megohms"}[found.group(1)], text)
    text = _LONE_GREEK.sub(_greek, _NUMBER_MARK.sub("No. ", text))
    text = _HEADING.sub(r"\n\n\1\n\n", _QUOTATION.sub("\n\n", set_apart(text)))
    text = _BREAK.sub("\n\n", _ITEM.sub("\n\n", text))
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    text = "\n".join(part for part in paragraphs if part and not _LINE.fullmatch(part))
    for signs, plainer in _COMPOSED:
        text = signs.sub(plainer, text)
    return read_dashes(text)


def set_apart(text: str) -> str:
    """The text with an empty line before every line that is read by itself.

    Lines that only look so, since a wrapped one goes on in them, are joined: "> We went to the\\n> store",
    "on June\\n12. Then", "We came\\n- and left".
    """
    lines = [line.strip(" \t\r") for line in unpasted(text).replace("\u2029", "\n\n").split("\n")]
    said = [_QUOTED.sub("", line, count=1) if line.startswith(">") else line for line in lines]
    if not any(said):
        return text
    numbers = {int(found.group(1)) for line in said if (found := _NUMBERED.match(line))}
    letters = {found.groups() for line in said if (found := _LETTERED.match(line))}
    is_list = sum(bool(_BULLETED.match(line)) for line in said) > 1
    apart = [said[0] and lines[0]]
    for (before, line), (said_before, saying) in zip(pairwise(lines), pairwise(said), strict=True):
        quoted, quoted_before = line != saying, before != said_before
        if not (said_before and saying):
            apart.append("\n" + (saying and line))
        elif not quoted and not _OWN_LINE.match(line):
            apart.append(f"\n{line}")
        elif quoted > quoted_before or _begins(saying, said_before, numbers, letters, is_list):
            apart.append(f"\n\n{line}")
        else:
            apart.append(f" {saying}")
    return "".join(apart)


def _begins(line: str, before: str, numbers: set[int], letters: set[tuple[str, ...]], is_list: bool) -> bool:
    """Whether a line that looks like one by itself is one, in a text with lines of these counts."""
    if _HEADED.match(before):
        return True
    if numbered := _NUMBERED.match(line):
        number = int(numbered.group(1))
        return bool(numbers & {number - 1, number + 1})
    if lettered := _LETTERED.match(line):
        letter, ending = lettered.groups()
        if letters & {(chr(ord(letter) - 1), ending), (chr(ord(letter) + 1), ending)}:
            return True
        if letter not in "IVX":
            return letter in "ivx" and any(other in "ivx" for other, _ in letters)
    if _DASHED.match(line):
        return is_list or bool(_ENDED.search(before))
    return bool(_OWN_LINE.match(line) or _ENDED.search(before))


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
