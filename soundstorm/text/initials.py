"""Which words are spelled: initials ("U.S."), initialisms ("GPUs", "AT&T"), letters among digits ("CO2").

A letter that is spelled is one capital; the ending of a plural or a possessive stays at the last: "A P I's".
"""

from __future__ import annotations

import re

from soundstorm.text.lexicon import LEXICON
from soundstorm.text.rules import NO_PLACE, Rule, ends_sentence, stop_after

# Two capitals are spelled unless they are one of these words, set in capitals to be loud.
TWO_LETTER_WORDS = frozenset(
    "of to in is it he we me my by at as an am or on no so up go do if be oh ah hi ok ma ha ho ye ox ax "
    "yo ow aw um uh eh hm".split()
)
# Longer ones that are spelled though the lexicon has them, and said though it has not.
SPELLED = frozenset(
    "US EST LED MIT NGO ALS EEG AKA ETA ESP LOL SAT SEC UPS PCS CDS MPG MPH COO VAT DEA ACA DOB".split()
)
# Of two letters, and spelled in a text in capitals, too: the others may be words set loud.
LOUD_PAIRS = frozenset("AI TV UN EU UK PC CD DJ HR PR VR NY DC PM".split())
# "US" is no pronoun before these.
US_NOUNS = (
    "SENATE|HOUSE|CONGRESS|ARMY|NAVY|AIR|PRESIDENT|TROOPS|ECONOMY|DOLLAR|GOVERNMENT|SUPREME|STOCKS|OPEN|COURT|"
    "TREASURY|FED|MILITARY|FORCES|BORDER|ELECTION|CITIZENS?|MARKETS?|DEPARTMENT|OFFICIALS?|SOLDIERS|SANCTIONS"
)
SAID = frozenset("COVID IKEA SARS MERS FEMA FIFA JSON NAFTA GIF JPEG RAID BIOS LIDAR".split())
# "IT" is spelled before these and where somebody works in it; elsewhere it is the pronoun, set loud.
IT_NOUNS = (
    "departments?|support|staff|manager|team|systems?|security|guys?|infrastructure|services?|consultant|industry|"
    "sector|director|professionals?|company|companies|budget|skills|help|projects?"
)
# States whose letters are words: spelled behind a place ("Boston, MA"), but not in "Hi, MA!".
STATES = frozenset("HI IN MA ME OH OK OR".split())
# "A" behind these is a letter, also in a title.
LETTERED = (
    "plan|vitamin|grade|group|type|class|hepatitis|section|part|point|exhibit|option|team|serie|schedule|"
    "appendix|building|gate|room|block|side|level|model|category|letter|figure|table|version|unit|variant|answer"
)

_US_NOUN = re.compile(rf" (?:{US_NOUNS})\b")
_US_OBJECT = re.compile(r"\b(?:LET|GIVE|HELP|TELL|SHOW|MAKE|BRING|SEND|TAKE|ASK|OFFER|WISH) $")
# Behind the letter of a genus: "the E. coli outbreak".
SPECIES = (
    "coli|rex|aureus|pylori|elegans|sapiens|erectus|difficile|pneumoniae|subtilis|falciparum|melanogaster"
)

WORDS_BEFORE = 40  # characters before capitals that may tell what they stand for
LOUD_WORDS = 2  # so many plain words in capitals, and no small letter, are a loud text

_LOUD = re.compile(
    r"(?<![A-Z]&)\b(?<![a-z] (?=[IVX]{2}))(?!(?:AD|BC|BCE) \d)(?<!\d (?=AD|BC))[A-Z]+\b(?!&[A-Z])"
)
_LOUD_MONTH = re.compile(r"\b(?:MAY|MARCH)(?= \d)")
# "HENRY VIII", "ARTEMIS II", but "MEET XI JINPING"
_LOUD_NUMERAL = re.compile(r"\b([A-Z]{3,}) (?=[IVX]{2})(?!XI JIN)(X{0,3}(?:IX|IV|V?I{0,3}))\b")
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
_AMPERSAND = re.compile(r"\b([A-Z]{1,3})&([A-Z]{1,3})('?s)?\b")
_INITIALS = re.compile(
    r"(?<![\w'])(?:(?:[A-Z]\.\s?)+[A-Z]\.|(?:[A-Z]\.)+[A-Z]\b|(?:[a-z]\.)+[a-z]\.|[ap]\.m\b|"
    rf"[A-HJ-Z]\.(?= (?:[A-Z]|(?:{SPECIES})\b)))('s\b)?"
)
_AMONG_DIGITS = re.compile(r"(?<![\w'])([A-Z]{2,})(?=-?\d)|(?<=\d)(?!(?:ST|ND|RD|TH)\b)([A-Z]{2,})\b")
_DEGREE = re.compile(r"\b(PhD|MSc|BSc)(s)?\b")
_CAPITALS = re.compile(r"(?<![\w'])([A-Z]{2,})('[sS]|s'?)?(?!\w|'\w)")
_MIXED = re.compile(r"(?<![\w'])(?:[a-z]*[A-Z][a-z]+[A-Z]|[a-z]+[A-Z])\w*")
_PART = re.compile(r"[A-Z]{2,}s?(?![a-z])|[A-Z]?[a-z]+|[A-Z]|\d+")
_WORD_AFTER = re.compile(r" ([A-Za-z]+)")
_WORD_BEFORE = re.compile(r"([A-Za-z]+) $")
_TRADE_BEFORE = re.compile(r"\b(?:[Tt]he|(?:work|works|worked|working|job|career|degree|experience) in) $")
_PLACE_BEFORE = re.compile(rf"(?<![\w'])(?!{NO_PLACE}\b)[A-Z][a-z]+, $")
_PLACE_ENDS = re.compile(
    r"\s*(?:$|[\n.,;:!?)]|(?<=\s)(?:is|was|has|and|on|in|for|from|to|where|with)\b)"  # "Boston, MA is"
)
_GREETINGS = ("HI!", "ME!")  # "Hi Anna, HI!"
_ARTICLE_FIRST = re.compile(
    r"(?:^|(?<=[.?!:;\n\"“”(—] )|(?<=[\n\"“(]))A(?= [\"“(]?[a-zA-Z\d])"
    r"(?! [B-HJ-Z](?: [A-Z])*(?:,|\.(?![A-Z])|\s*$))"  # "A B, C", but "A U.S. ship"
    r"(?! (?:is|was|and|or|to|plus|minus|times|equals|stands)\b)"
)
_ARTICLE_IN_TITLE = re.compile(rf"\b((?!(?i:{LETTERED})\b)[A-Z][a-z']+) A(?= [A-Z][a-z])")


def spell(letters: str, ending: str | None = None) -> str:
    """ "GPU" with a plural or possessive ending gives "G P U's"."""
    return " ".join(letters.upper()) + ("'s" if ending else "")


def is_spelled(capitals: str) -> bool:
    """Whether a reader spells what is no word: up to four capitals, or any number without a vowel."""
    word = capitals.lower()
    if capitals in SPELLED or (len(word) == 2 and word not in TWO_LETTER_WORDS):
        return True
    if word in LEXICON or capitals in SAID:
        return False
    return len(word) <= 4 or not _VOWEL.search(word)


def quiet(text: str) -> str:
    """A text all in capitals in small letters, but for what is spelled: "THE FBI RAN" is "the FBI ran"."""
    plain_words = sum(not is_spelled(word) for word in re.findall("[A-Z]{2,}", text))
    if any(letter.islower() for letter in text) or plain_words < LOUD_WORDS:
        return text
    text = _LOUD_MONTH.sub(lambda found: found.group().capitalize(), text)
    text = _LOUD_NUMERAL.sub(lambda found: f"{found.group(1).capitalize()} {found.group(2)}", text)
    return _LOUD.sub(_quieter, text)


def _quieter(found: re.Match[str]) -> str:
    """In small letters, unless it is a country: behind "THE" it is no pronoun."""
    word = found.group()
    before, after = found.string[: found.start()], found.string[found.end() :]
    is_country = word == "US" and (
        before.endswith("THE ") or (_US_NOUN.match(after) and not _US_OBJECT.search(before))
    )
    return word if is_country else _in_small_letters(word)


def _in_small_letters(word: str) -> str:
    """Three letters that are no word are an initialism; two or four may be a name or an old spelling."""
    if word in LOUD_PAIRS:
        return word
    initialism = len(word) == 3 or (len(word) > 3 and not _VOWEL.search(word))
    return word if initialism and word not in SPELLED and is_spelled(word) else word.lower()


def _is_loud(found: re.Match[str]) -> bool:
    """Whether a neighbour is a plain word in capitals: "LET US GO" is loud, not American."""
    text = found.string
    around = (_WORD_BEFORE.search(text[: found.start()]), _WORD_AFTER.match(text, found.end()))
    neighbours = [match.group(1) for match in around if match and len(match.group(1)) > 1]
    return any(word.isupper() and not is_spelled(word) for word in neighbours)


def _capitals(found: re.Match[str]) -> str | None:
    word, ending = found.groups()
    before, after = found.string[: found.start()][-WORDS_BEFORE:], found.string[found.end() :]
    if word == "IT":
        return "I T" if re.match(rf" (?i:{IT_NOUNS})\b", after) or _TRADE_BEFORE.search(before) else None
    if word == "WHO":
        return "W H O" if re.search(r"\b[Tt]he $", before) else None
    in_a_state = word in STATES and not ending and _PLACE_BEFORE.search(before)
    if in_a_state and _PLACE_ENDS.match(after) and word + after[:1] not in _GREETINGS:
        return spell(word)
    if not is_spelled(word) or (word in SPELLED and _is_loud(found)):
        return None
    return spell(word, ending)


def _among_digits(found: re.Match[str]) -> str | None:
    letters = found.group(1) or found.group(2)
    return spell(letters) if len(letters) == 2 or is_spelled(letters) else None


def _mixed(found: re.Match[str]) -> str | None:
    """ "iOS" and "mRNA" are spelled, "YouTube" is two words, "McDonald" and what a lexicon has is one."""
    word = found.group()
    if re.fullmatch("[a-z][A-Z]{2,}", word):
        return spell(word)
    if word.lower() in LEXICON or re.match("Mc|Mac[A-Z]", word):
        return None
    return " ".join(map(_part, _PART.findall(word)))


def _part(part: str) -> str:
    letters = part.rstrip("s")
    if len(part) == 1 or (len(letters) > 1 and letters.isupper() and is_spelled(letters)):
        return spell(letters or part, part.removeprefix(letters))
    return part


def _is_item(found: re.Match[str]) -> bool:
    """Whether a letter counts its line: "A. Intro", "B. Methods"."""
    text, letter = found.string, ord(found.group()[0])
    begins_line = found.start() == 0 or text[found.start() - 1] == "\n"
    return begins_line and any(
        f"\n{chr(neighbour)}. " in f"\n{text}" for neighbour in (letter - 1, letter + 1)
    )


def _initials(found: re.Match[str]) -> str | None:
    written, possessive = found.group(), found.group(1) or ""
    if len(written) == 2 and (ends_sentence(found) or _is_item(found)):  # "Plan B. Then"
        return None
    return (
        spell("".join(re.findall("[a-zA-Z]", written.removesuffix(possessive))))
        + possessive
        + stop_after(found)
    )


# "three As and two Bs"; "Ms" and "Us" are words, and "As" is one but where letters are counted
_LETTERS = re.compile(
    r"(?<![\w'.-])(?:([B-HJ-LN-TV-Z])s(?=[ ,;:.!?)]|$)"
    r"|(?:(?<=\b[Ss]traight )|(?<=\b[Aa]ll )|(?<=\bone )|(?<=\btwo )|(?<=\bthree )|(?<=\bfour )"
    r"|(?<=\bfive )|(?<=\bsix )|(?<=\d ))(A)s\b|(A)s(?= and [B-F]s\b))"
)

# The article comes first: an initialism that is spelled begins with a letter "A", too.
INITIALS: tuple[Rule, ...] = (
    (_ARTICLE_FIRST, lambda found: "a"),
    (_ARTICLE_IN_TITLE, lambda found: f"{found.group(1)} a"),
    (_AMPERSAND, lambda found: f"{spell(found.group(1))} and {spell(found.group(2), found.group(3))}"),
    (_INITIALS, _initials),
    (_LETTERS, lambda found: f"{found.group(found.lastindex)}'s"),
    (_DEGREE, lambda found: spell(*found.groups())),
    (_AMONG_DIGITS, _among_digits),
    (_CAPITALS, _capitals),
    (_MIXED, _mixed),
)
