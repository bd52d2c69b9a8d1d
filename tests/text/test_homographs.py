"""Words with two readings in sentences; a star stands before the word in question."""

from __future__ import annotations

import pytest

from soundstorm.text.phonemes import phonemize
from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("sentence", "sounds"),
    [
        # by part of speech
        ("Prof. Jones *lives by the sea.", "lɪvz"),
        ("Their *lives were long.", "laɪvz"),
        ("They *live near us.", "lɪv"),
        ("They broadcast it *live.", "laɪv"),
        ("We saw a *live show.", "laɪv"),
        ("It is their third *live album.", "laɪv"),
        ("He *wound the clock.", "waʊnd"),
        ("The *wound healed.", "wund"),
        ("She was quite *content with it.", "kəntɛnt"),
        ("The *content of the box.", "kɑntɛnt"),
        ("I *object to the object.", "əbd͡ʒɛkt"),
        ("We *use it.", "juz"),
        ("It is of no *use.", "jus"),
        ("Please *close the door.", "kloʊz"),
        ("Stay *close to the wall.", "kloʊs"),
        ("Rivers *contract in summer.", "kəntɹækt"),
        ("Their rivals' *contract is here.", "kɑntɹækt"),
        ("We often sit *close by.", "kloʊs"),
        ("I don't *use it.", "juz"),
        ("The new *contract is long.", "kɑntɹækt"),
        ("He *dove into the lake.", "doʊv"),
        ("A grey *dove sang.", "dʌv"),
        # by neighbours
        ("A *tear ran down his face.", "tɪɹ"),
        ("A *tear in my shirt.", "tɛɹ"),
        ("Do not *tear it.", "tɛɹ"),
        ("They *bow to the queen.", "baʊ"),
        ("A *bow and some arrows.", "boʊ"),
        ("The *bow of the ship.", "baʊ"),
        ("Pipes of *lead and tin.", "lɛd"),
        ("She sang the *lead part.", "lid"),
        ("They *lead the way.", "lid"),
        ("Gas pipes *lead to the house.", "lid"),
        ("He plays the *bass well.", "beɪs"),
        ("We went fishing for *bass.", "bæs"),
        ("The x and y *axes cross here.", "æksiz"),
        ("Sharpen the *axes.", "æksɪz"),
        ("It took a *minute or two.", "mɪnɪt"),
        ("A *minute crack.", "maɪnut"),
        ("In *minute detail.", "maɪnut"),
        ("The chance is *minute.", "maɪnut"),
        ("It is so *minute that we lost it.", "maɪnut"),
        ("Come at the last *minute.", "mɪnɪt"),
        ("It is *minute by minute.", "mɪnɪt"),
        ("*Minute by minute.", "mɪnɪt"),
        ("A five *minute walk.", "mɪnɪt"),
        # by capitals
        ("The *Polish team won.", "poʊlɪʃ"),
        ("They *polish the floor.", "pɑlɪʃ"),
        ("*Polish the floor.", "pɑlɪʃ"),
        ("Take shoe *polish.", "pɑlɪʃ"),
        # by habit
        ("We always *read the paper.", "ɹid"),
        ("I *read it yesterday.", "ɹɛd"),
        ("He *read every page.", "ɹɛd"),
        ("I *read the book.", "ɹɛd"),
        ("I *read it every day back then.", "ɹɛd"),
        ("I *read every book that he wrote.", "ɹɛd"),
        ("They will *read it.", "ɹid"),
        ("I have *read it.", "ɹɛd"),
    ],
)
def test_the_reading_fits_the_sentence(sentence, sounds):
    before, _, after = sentence.partition("*")
    place = len(spoken_words(before))
    assert "".join(phonemize(before + after)[place]) == sounds


def test_each_sentence_is_read_for_itself():
    """A sentence with the past tense in it does not change its neighbour's."""
    first, second = phonemize("We read daily. We did it.")[1], phonemize("We did it. We read daily.")[4]
    assert "".join(first) == "".join(second) == "ɹid"
