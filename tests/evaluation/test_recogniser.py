"""The independent recogniser on a bundled recording whose words are known."""

import pytest
import torch

from soundstorm.audio import read_audio, to_int16
from soundstorm.evaluation import recogniser
from soundstorm.evaluation.recognition import count_word_errors, reference_words

SAID = "There are five hundred dollars on that table. Take them, and let them pave your way to a better life."

pytestmark = pytest.mark.compiled_metrics


@pytest.fixture(scope="module")
def recording(prompt_folder) -> torch.Tensor:
    return read_audio(prompt_folder / "man-8629.flac", recogniser.SAMPLE_RATE)


def test_most_words_of_a_recording_are_heard_in_their_order_and_time(recording):
    (heard,) = recogniser.hear_all([recording])
    found = count_word_errors(reference_words(SAID), [word.text for word in heard])
    assert found.errors / found.words < 0.5
    times = [time for word in heard for time in (word.start, word.end)]
    assert times == sorted(times)
    assert 0 <= times[0] < times[-1] <= len(recording) / recogniser.SAMPLE_RATE + 0.1


def test_silence_and_nothing_hold_no_words():
    assert recogniser.hear_all([torch.zeros(16_000), torch.zeros(0)]) == [[], []]


def test_what_was_heard_before_makes_no_difference(recording):
    samples = to_int16(recording).tobytes()
    first = recogniser.hear(samples)
    recogniser.hear(to_int16(0.1 * torch.randn(32_000, generator=torch.Generator().manual_seed(0))).tobytes())
    assert recogniser.hear(samples) == first


def test_workers_hear_what_one_process_hears(recording, monkeypatch):
    short = recording[: 2 * recogniser.SAMPLE_RATE]
    alone = recogniser.hear_all([short, recording])
    monkeypatch.setattr(recogniser, "SECONDS_PER_WORKER", 1)
    monkeypatch.setattr(recogniser, "_cores", lambda: 2)
    assert recogniser.hear_all([short, recording]) == alone
