"""The recogniser: what it does with whatever Whisper it is given, and what it says where it has none."""

from pathlib import Path

import pytest
import torch

from soundstorm.audio import read_audio
from soundstorm.errors import UserError
from soundstorm.evaluation.instruments.recogniser import DEFAULT, SAMPLE_RATE, Recogniser
from soundstorm.evaluation.instruments.words import count_word_errors, normalise

pytestmark = pytest.mark.compiled_metrics

SAID = "There are five hundred dollars on that table. Take them, and let them pave your way to a better life."


@pytest.fixture(scope="module")
def recogniser(whisper_folder) -> Recogniser:
    return Recogniser(whisper_folder)


def noise(seconds: float, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return 0.1 * torch.randn(round(seconds * SAMPLE_RATE), generator=generator)


def test_the_same_sound_gives_the_same_words_in_any_order_and_company(recogniser):
    sounds = [noise(1.0, 1), noise(3.0, 2), noise(2.0, 3)]
    heard = recogniser.hear(sounds)
    assert all(heard)
    assert recogniser.hear(sounds[::-1]) == heard[::-1]
    assert recogniser.hear(sounds[:1]) == heard[:1]


def test_silence_and_nothing_hold_no_words(recogniser):
    assert recogniser.hear([torch.zeros(SAMPLE_RATE), torch.zeros(0), noise(0.05)]) == ["", "", ""]


def test_a_phrase_that_is_repeated_for_ever_ends(recogniser):
    """The random model never stops by itself: 8 tokens and 12 a second are left to it, of one letter each."""
    second, three = recogniser.hear([noise(1.0), noise(3.0)])
    assert 10 < len(second) <= 20
    assert 22 < len(three) <= 44


def test_what_is_longer_than_a_window_is_heard_window_by_window(recogniser):
    """More than 440 tokens at once do not fit into Whisper: 40 s would have 488."""
    (heard,) = recogniser.hear([noise(40.0)])
    assert 368 < len(heard) <= 2 * 2 * 368


def test_no_network_and_not_at_hand_is_one_sentence():
    with pytest.raises(UserError, match=r"nobody/whisper is neither a folder .* --recogniser\.$"):
        Recogniser("nobody/whisper")


def test_a_folder_without_a_model_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match=r"has no config\.json: .* --recogniser\.$"):
        Recogniser(tmp_path)


def test_a_damaged_model_is_one_sentence(whisper_folder, tmp_path):
    for file in Path(whisper_folder).iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "model.bin").write_bytes(b"damaged" * 100)
    with pytest.raises(UserError, match=r"holds no Whisper model .* --recogniser\.$"):
        Recogniser(tmp_path)


def test_the_default_hears_what_is_said(prompt_path):
    """Where it was downloaded before."""
    try:
        recogniser = Recogniser(DEFAULT)
    except UserError:
        pytest.skip(f"{DEFAULT} is not in the Hub's cache")
    (heard,) = recogniser.hear([read_audio(prompt_path, SAMPLE_RATE)])
    assert count_word_errors(normalise(SAID), normalise(heard)).errors <= 1
