import pytest

from soundstorm.text.punctuation import punctuate


@pytest.mark.parametrize(
    ("transcript", "heard", "expected"),
    [
        ("WELL HOW ARE YOU", "Well, how are you?", "Well, how are you?"),
        # the words stay those of the transcript: what was heard differently keeps no mark
        ("IT COST SEVEN POUNDS SHE SAID", "It cost 7 pounds, she said.", "It cost seven pounds, she said."),
        ("HE SAW MISTER BROWN AND LEFT", "He saw Mr. Brown, and left.", "He saw mister Brown, and left."),
        ("COME HERE SHE SAID", "'Come here,' she said.", "Come here, she said."),
        # one word heard too many, one too few
        ("I DO NOT KNOW IT AT ALL", "Well, I do not know at all.", "I do not know it at all."),
        ("DON'T SAY 'TIS SO", "Don't say 'tis so!", "Don't say 'tis so!"),
    ],
)
def test_marks_come_with_the_words_that_agree(transcript, heard, expected):
    assert punctuate(transcript, heard).lower() == expected.lower()


def test_capitals_are_those_that_were_heard():
    assert punctuate("THEN JOHN CAME", "Then John came.") == "Then John came."


def test_where_little_agrees_nothing_is_taken():
    assert punctuate("THE BIRCH CANOE SLID", "Thank you. Bye. The end?") == "the birch canoe slid"


@pytest.mark.parametrize("heard", ["", "..."])
def test_silence_punctuates_nothing(heard):
    assert punctuate("HELLO WORLD", heard) == "hello world"
