"""E-mail and web addresses, file names and names with signs in them ("C#", ".NET") to words."""

from __future__ import annotations

import re

from soundstorm.text.numbers import spell_digits
from soundstorm.text.rules import Rule

SIGNS = {
    ".": "dot", "-": "dash", "_": "underscore", "+": "plus", "/": "slash", "?": "question mark",
    "=": "equals", "&": "and", "#": "hash", "%": "percent", "~": "tilde", ":": "colon", "@": "at",
    "*": "star", "\\": "backslash", "etc": "E T C",
}  # fmt: skip
# Last parts of a host's name without a scheme before it; "me" or "is" would be found in "Tell.me".
DOMAINS = (
    "com org net edu gov mil int info biz io ai app dev blog tech online site store xyz co uk de fr es nl "
    "eu ca au nz jp cn br ch se fi pl ru tv fm gg ly"
).split()
FILES = (
    "pdf doc docx xls xlsx ppt pptx txt csv tsv json xml html htm css js ts py rb cpp java jpg jpeg png gif "
    "svg mp3 mp4 wav flac ogg zip gz tar exe dll iso md yml yaml toml ini sh bat log"
).split()
SPOKEN = "com org net gov mil info biz app dev blog tech online site store zip tar wav log bat toml".split()
SPELLED = {"mp", *DOMAINS, *FILES} - set(SPOKEN)

_ENDING = r"[\w/#&=%~@+-]"
_URL = re.compile(
    rf"\b(?:https?|ftp)://(?:www\.)?([^\s<>\"“”]*{_ENDING})|\bwww\.([^\s<>\"“”]*{_ENDING})", re.IGNORECASE
)
_BRACKETED = re.compile(r"<(?=[^\s<>]*(?:@|://))([^\s<>]+)>")  # "Bob <bob@x.com>"
_EMAIL = re.compile(r"(?<![\w.])(?:mailto:)?([\w.+-]*\w@\w[\w-]*(?:\.\w[\w-]*)+)")
_HOST = re.compile(
    rf"(?<![\w.@/-])((?:[a-z\d][a-z\d-]*\.)+(?:{'|'.join(DOMAINS)})(?::\d+)?(?:/[^\s<>\"“”]*{_ENDING}|/)?)(?![\w@]|\.\w)",
    re.IGNORECASE,
)
_FILE = re.compile(
    rf"(?<![\w.@/])((?:[\w-]+/)*[\w-]+(?:\.[\w-]+)*\.(?:{'|'.join(FILES)}))(?!\w|\.\w)", re.IGNORECASE
)
_DOI = re.compile(r"(?<![\w.])10\.\d{4,9}/[\w./()-]*\w")
# "/usr/local/bin", "~/notes", "./run.sh", but "and/or" and "/jk/"
_UNIX_PATH = re.compile(r"(?<![\w/.~)])(?:(?:~|\.\.?)/(?=[\w.])|/(?=[\w.-]+/\w))[\w./-]*\w")
_DOT_NAME = re.compile(
    rf"(?<![\w.])\.({'|'.join([*DOMAINS, *FILES, 'env', 'bashrc', 'gitignore'])})\b", re.IGNORECASE
)
_WINDOWS_PATH = re.compile(r"\b[A-Z]:\\[\w\\.-]*\w")
_HASHTAG = re.compile(r"(?<![\w&])#(?=[A-Za-z])")
_SHARP = re.compile(r"\b([CFGADcfgad])#(?!\w)")
_GRADE = re.compile(r"\b([A-F])-(?=[\s,.;:!?)]|$)")
_PIECE = re.compile(r"[A-Za-z]+|\d+|.")


def say_address(address: str, each_digit: bool = False) -> str:
    """ "example.com/docs" gives "example dot com slash docs"; what is no word by custom is spelled.

    Args:
        each_digit: whether numbers are read digit by digit, but for two digits.
    """
    pieces = _PIECE.findall(address.rstrip("/"))
    said = []
    for before, piece in zip(["", *pieces], pieces, strict=False):
        if before == "." and piece.lower() in SPELLED:
            piece = " ".join(piece.upper())
        if each_digit and piece.isdigit() and len(piece) > 2:
            piece = spell_digits(piece)
        said.append(SIGNS.get(piece, piece))
    return " ".join(said)


ADDRESSES: tuple[Rule, ...] = (
    (_BRACKETED, lambda found: f", {found.group(1)}"),
    (_URL, lambda found: say_address(found.group(1) or found.group(2))),
    (_EMAIL, lambda found: say_address(found.group(1))),
    (_WINDOWS_PATH, lambda found: say_address(found.group())),
    (_DOI, lambda found: say_address(found.group(), each_digit=True)),
    (_UNIX_PATH, lambda found: say_address(found.group())),
    (_HOST, lambda found: say_address(found.group(1))),
    (_FILE, lambda found: say_address(found.group(1))),
    (_DOT_NAME, lambda found: say_address(found.group())),
    (_HASHTAG, lambda found: "hashtag"),
    (_SHARP, lambda found: f"{found.group(1).upper()} sharp"),
    (_GRADE, lambda found: f"{found.group(1)} minus"),
)
