"""Names and loanwords with European letters, as American readers say them."""

from __future__ import annotations

import pytest

from soundstorm.text.letters import unreadable
from soundstorm.text.phonemes import phonemize
from soundstorm.text.words import spoken_words

# Merriam-Webster's pronunciations in the phonemes of the inventory, without stress.
SAID = {
    "straße": "s t ɹ ɑ s ə", "Bahnhofstraße": "s t ɹ ɑ s ə", "crème": "k ɹ ɛ m", "brûlée": "l eɪ",
    "façade": "f ə s ɑ d", "Beyoncé": "s eɪ", "jalapeño": "n j oʊ", "señor": "n j ɔ ɹ", "niño": "n j oʊ",
    "piñata": "t ə", "fiancée": "s eɪ", "João": "ʒ w aʊ", "Gonçalo": "s ə l oʊ", "cañón": "j ə n",
    "Živković": "t͡ʃ",
}  # fmt: skip


@pytest.mark.parametrize("written", SAID)
def test_words_end_as_they_are_said(written):
    (phonemes,) = phonemize(written)
    expected = SAID[written].split()
    assert phonemes[-len(expected) :] == expected


@pytest.mark.parametrize(
    ("written", "respelled"),
    [
        ("mañana, Peña, Ñuble", "manyana penya nyuble"),
        ("Iguaçu, Ţepeș, Șimleu", "iguasu tsepesh shimleu"),
        ("Čiurlionis, Řežlo", "chiurlionis rzhezhlo"),
        ("flambée dragée", "flambay dragay"),
        ("façade, garçon, café, señor, Škoda", "facade garcon cafe senor skoda"),
        ("ÉLAN É", "elan E"),
    ],
)  # fmt: skip
def test_sounds_are_respelled_where_the_lexicon_lacks_the_word(written, respelled):
    assert spoken_words(written) == respelled.split()


@pytest.mark.parametrize(
    "name",
    "Łódź São Dvořák Malmö Zürich naïve Gdańsk Ångström Reykjavík Kraków Nürnberg Björk Søren Győr Æsir Þór "
    "Ħamrun Īslande Ķekava Ļaudona Ňuňez Ůstí Ŵyn Ždár Ģirts Ūdris İzmir Ełk".split(),
)
def test_no_letter_is_lost(name):
    """Every word keeps at least as many letters as it is written with."""
    assert unreadable(name) == []
    (word,) = spoken_words(name)
    assert len(word) >= len(name)
