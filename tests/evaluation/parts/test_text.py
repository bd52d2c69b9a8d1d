"""Texts that are spoken, what can go wrong with them, and what they are compared with."""

from types import SimpleNamespace

import pytest

from soundstorm.evaluation.instruments.phonemes import compare, reference_phonemes
from soundstorm.evaluation.parts import text as part
from soundstorm.evaluation.parts.sentences import SENTENCES
from soundstorm.evaluation.parts.text import beside_recordings, failures_of, texts


def test_texts_are_sentences_in_a_row_and_begin_anew_at_the_end():
    assert texts("short", 2) == [" ".join(SENTENCES[:2]), " ".join(SENTENCES[2:4])]
    assert texts("short", 26)[25] == " ".join(SENTENCES[:2])
    assert texts("mid", 9)[8] == " ".join([*SENTENCES[48:], *SENTENCES[:4]])


def test_a_text_that_is_longer_than_fits_is_spoken_in_parts(talkers, short_prompt_path):
    """Eleven sentences take about 25 s, of which 20 fit; their phonemes count together."""
    [text], prompt = texts("long", 1), talkers.encode_prompt(short_prompt_path)
    voice = SimpleNamespace(clip="a.wav", speaker="anna", prompt=prompt)
    row, waveform = part.speak(talkers, text, voice, 0, 0.08)
    assert len(talkers.read_aloud(text, prompt).parts) > 1
    assert row["phonemes"] == len(reference_phonemes(text)) and row["seconds"] == len(waveform) / 16_000 > 5


@pytest.mark.parametrize(
    ("said", "seconds", "failure"),
    [
        ("abcdefghijkl", 1.0, None),
        ("", 1.0, "silent"),
        ("abcdefg", 0.6, "cut_off"),
        ("abcdefghijkl", 0.4, "cut_off"),
        ("abcdefabcdefghijkl", 1.5, "repeated"),
        ("abcdeabcdefghijkl", 1.5, None),
        ("abcdefghijkl", 2.1, "too_long"),
    ],
)
def test_failures_of_a_sentence_of_twelve_phonemes_that_should_last_a_second(said, seconds, failure):
    found = compare([*b"abcdefghijkl"], [*said.encode()])
    failures = failures_of(found, level=-23.0, seconds=seconds, expected=1.0)
    assert [name for name, failed in failures.items() if failed] == ([failure] if failure else [])


def test_the_last_four_phonemes_may_be_misheard():
    reference = list(range(1, 13))
    assert not any(failures_of(compare(reference, reference[:8]), -23.0, 1.0, expected=1.0).values())


def test_what_cannot_be_heard_is_silent():
    reference = list(range(1, 13))
    failures = failures_of(compare(reference, reference), level=-60.0, seconds=1.0, expected=1.0)
    assert failures["silent"] and not failures["cut_off"]


def test_texts_stand_beside_codec_and_recordings_of_other_words():
    """Voice 0.6 of 0.8; quality 2.5 below 3.0."""
    rows = [{"voice": 0.6, "quality": 2.5, "speaker": "anna", "prompt_speaker": "anna"}]
    acoustic = [
        {"source": source, "voice": voice, "quality": quality, "speaker": "bo", "prompt_speaker": "bo"}
        for source, voice, quality in (("recording", 0.9, 3.0), ("codec", 0.8, 2.9), ("same_voice", 0.1, 1.0))
    ]
    found = beside_recordings(rows, acoustic)
    assert found["voice_share"].value == pytest.approx(0.75)
    assert found["quality_loss"].value == pytest.approx(0.5)
