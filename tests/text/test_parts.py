"""Long texts are parted where a reader would part them, and nothing is lost."""

import gc

import pytest

from soundstorm.errors import TextError
from soundstorm.text import parts
from soundstorm.text.dialogue import read_turns
from soundstorm.text.parts import _SENTENCE as SENTENCE_END
from soundstorm.text.parts import split, text_parts, turn_parts
from soundstorm.text.script import read_script
from soundstorm.text.words import tokens

# "one" has 3 phonemes: 0.3 s. Ten of them take 3.0 s, a stop between two sentences 0.4 s.
SENTENCE = " ".join(["one"] * 9) + " one."


def transcripts(scripts) -> list[str]:
    return [script.transcript for script in scripts]


def test_what_fits_is_one_part():
    text = " ".join([SENTENCE] * 6)  # 6 x 3.0 + 5 x 0.4 = 20.0
    assert text_parts(text, fits=20.1) == [read_script(text, 20.1)]
    assert text_parts(text, fits=20.1)[0].seconds == pytest.approx(20.0)


def test_longer_text_is_parted_at_sentences_into_parts_of_fifteen_seconds():
    text = " ".join([SENTENCE] * 11)  # four are 13.2 s with their pauses, five 16.6 s
    assert transcripts(text_parts(text)) == [" ".join([SENTENCE] * count) for count in (4, 4, 3)]


@pytest.mark.parametrize("text", ["Go! " * 70, "One. Two. Three. Four. Five. " * 14])
def test_the_pauses_of_short_sentences_count(text):
    """70 words of 0.2 to 0.5 s, and 0.4 s after each: more pause than speech."""
    parts = text_parts(text)
    assert max(part.seconds for part in parts) <= 15.0
    assert sum(len(part.words) for part in parts) == 70


def test_only_the_end_of_a_sentence_parts_a_text():
    """Not an abbreviation, a number, initials, nor the end of a sentence within a quotation."""
    inside = "Dr. Lee of the U. S. paid $3.50. "
    quoted = "“One two three four five. Six seven!” she said. "
    whole = (inside + quoted) * 9
    parts = transcripts(text_parts(whole))
    assert len(parts) > 2 and " ".join(parts) == whole.strip()
    for part in parts:
        assert part.endswith(("$3.50.", "she said."))


@pytest.mark.parametrize("quotes", ["“%s”", '"%s"'])
def test_a_quotation_is_cut_only_where_it_does_not_fit(quotes):
    quoted = quotes % "One two three. Four five six."
    assert split(f"It went: {quoted} she said. Then {quoted} And so on.", SENTENCE_END) == [
        f"It went: {quoted} she said. ", f"Then {quoted} ", "And so on."
    ]  # fmt: skip
    unclosed = quotes.split("%")[0] + "One two three. Four five six. Seven."
    assert len(split(unclosed, SENTENCE_END)) == 3
    long = quotes % " ".join([SENTENCE] * 8)  # 26.8 s
    assert transcripts(text_parts(long)) == [
        quotes[0] + " ".join([SENTENCE] * 4), " ".join([SENTENCE] * 4) + quotes[-1]
    ]  # fmt: skip


def test_a_paragraph_without_a_stop_ends_one():
    parts = text_parts("\n\n".join([SENTENCE.rstrip(".")] * 11))
    assert [len(part.words) for part in parts] == [40, 40, 30]
    assert parts[0].phonemes.count(".") == 4


def test_items_of_a_list_are_parted_though_they_have_no_stop():
    items = [f"- {SENTENCE.rstrip('.')}"] * 11
    assert split("\n".join(items), SENTENCE_END) == [*(f"{item}\n" for item in items[1:]), items[0]]
    assert [len(part.words) for part in text_parts("\n".join(items))] == [40, 40, 30]


def test_long_items_with_numbers_are_parted_though_they_have_no_stop():
    """An item of 160 characters hides the number before it from the next one."""
    item = " ".join(["one"] * 40)
    parts = text_parts("\n".join(f"{number}. {item}" for number in (1, 2, 3)))
    assert len(parts) == 3
    assert sum(part.phonemes.count(".") for part in parts) == 6  # behind each number and each item


def test_a_text_may_have_more_spaces_than_are_compared_before_a_cut():
    text = "One. " + "\n" * 200 + f"{SENTENCE} " * 7
    assert [len(part.words) for part in text_parts(text)] == [41, 30]


@pytest.fixture
def read(monkeypatch) -> list[str]:
    """What is read to compare the sides of cuts."""
    texts = []
    monkeypatch.setattr(parts, "tokens", lambda text: texts.append(text) or tokens(text))
    return texts


@pytest.mark.parametrize("abbreviation", ["Dr. ", "Dr.\n"])
def test_the_work_of_parting_grows_with_the_text_and_not_with_its_square(read, abbreviation):
    """No "Dr." ends a sentence: what is read of it once more with each is its end alone."""
    assert len(split(abbreviation * 200, SENTENCE_END)) == 1
    assert len(read) <= 3 * 199 and max(map(len, read)) <= 120 + len(abbreviation)


@pytest.mark.parametrize("repeated", ["I. ", "Oak St. "])
def test_what_was_read_is_remembered(read, repeated):
    """The 120 characters before a cut of "I. I. I. .." are 40 of them at most."""
    with pytest.raises(TextError, match="Break up the sentence"):
        text_parts((repeated * 1_000)[:2_990])
    assert len(read) == len(set(read)) <= 3 * 120 / len(repeated)


def test_nothing_of_a_text_is_kept_when_it_has_been_read():
    name = "".join(["Quen", "tovixia"])  # nowhere else in this process
    assert len(text_parts(f"{name} is one. {SENTENCE} " * 7)) > 1
    gc.collect()
    holders = (held for held in gc.get_objects() if isinstance(held, dict | list | tuple | set))
    keys = (key for held in holders for key in tuple(held) if isinstance(key, str))
    assert [key for key in keys if name.lower() in key.lower()] == []


def test_too_long_a_sentence_is_parted_at_its_commas_or_named():
    clause = " ".join(["one"] * 40)  # 12 s
    assert transcripts(text_parts(f"{clause}, {clause}.")) == [f"{clause},", f"{clause}."]
    with pytest.raises(
        TextError, match=r"the sentence “one one one one one one \.\.\.”: it takes about 24 sec"
    ):
        text_parts(f"{clause} {clause}.")


def test_a_dialogue_is_parted_between_turns_and_a_long_turn_at_its_sentences():
    """Four turns of 3 s and their gaps are a part, four sentences of the next another, the rest a third."""
    short, long = SENTENCE, " ".join([SENTENCE] * 6)
    parts = turn_parts(read_turns(f"A: {short} B: {short} A: {short} B: {short} A: {long} B: Oh."), 27.0)
    assert [[turn.speaker for turn in part.turns] for part in parts] == [[1, 2, 1, 2], [1], [1, 2]]
    assert [len(part.words) for part in parts] == [40, 40, 21]
    assert parts[0].transcript == " | ".join([SENTENCE] * 4)


def test_a_page_is_the_limit():
    page = (SENTENCE + " ") * 73 + "one one"
    assert len(page) == 3_000
    assert sum(len(part.words) for part in text_parts(page)) == 732
    with pytest.raises(TextError, match="3,000 characters: it has 3,001"):
        text_parts(page + "a")


def test_a_page_is_counted_in_seconds_too():
    """A W takes 0.78 s: 7 phonemes of 0.07 s, 0.09 for a word and 0.2 for a letter; 500 take 6.5 minutes."""
    letters = "W. " * 500
    with pytest.raises(TextError, match=r"to 5 minutes of speech: it takes about 6\.5\.$"):
        text_parts(letters)
    with pytest.raises(TextError, match=r"to 5 minutes of speech"):
        turn_parts(read_turns("A: Oh. B: " + letters), 27.0)


@pytest.mark.parametrize("text", ["", "?!", "你好", "Hello <b>you</b>"])
def test_what_cannot_be_spoken_is_refused_as_elsewhere(text):
    with pytest.raises(TextError):
        text_parts(text)
