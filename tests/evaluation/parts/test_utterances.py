"""Which speech is measured, and where clips are cut and joined."""

from pathlib import Path

import pytest
import soundfile
import torch

from soundstorm.corpus import Clip
from soundstorm.evaluation.parts.utterances import Utterance, quiet_place, utterances

RATE = 16_000


def clip(speaker: str, number: int, seconds: float, transcript: str = "hello", corpus: str = "read") -> Clip:
    path = Path(f"{speaker}-{number:02}.wav")
    return Clip(path, corpus, speaker, "f", seconds, transcript, "CC0", "valid")


def test_every_speaker_gives_one_before_anyone_gives_a_second():
    clips = [clip("anna", number, 8.0) for number in range(3)] + [clip("bert", 0, 9.0, "")]
    chosen = utterances(clips, 5.0, 10.0, 3)
    assert sorted(one.speaker for one in chosen[:2]) == ["anna", "bert"]
    assert [one.speaker for one in chosen[2:]] == ["anna"]


def test_speakers_with_a_transcript_come_first_in_every_turn():
    clips = [clip(name, number, 8.0, "") for name in "abcdefgh" for number in range(2)]
    clips += [clip("zoe", number, 8.0) for number in range(2)]
    chosen = [one.speaker for one in utterances(clips, 5.0, 10.0, 18)]
    assert chosen[0] == chosen[9] == "zoe"
    assert sorted(chosen[:9]) == sorted(chosen[9:]) == [*"abcdefgh", "zoe"]


def test_transcribed_clips_come_first_and_whole_ones_before_cut_ones_before_joined_ones():
    clips = [
        clip("anna", 0, 14.0, ""),
        clip("anna", 1, 8.0, ""),
        clip("anna", 2, 7.0),
        clip("anna", 3, 3.0),
        clip("anna", 4, 3.0),
    ]
    chosen = utterances(clips, 5.0, 10.0, 9)
    assert [[part.path.stem for part in one.clips] for one in chosen] == [
        ["anna-02"],
        ["anna-00"],
        ["anna-01"],
        ["anna-03", "anna-04"],
    ]
    assert [one.longest for one in chosen] == [None, 10.0, None, None]
    assert [bool(one.transcript) for one in chosen] == [True, False, False, True]


def test_what_is_transcribed_is_never_cut():
    """Nobody knows which of its words are left."""
    known = clip("anna", 0, 14.0)
    assert utterances([known], 5.0, 10.0, 9) == []
    assert Utterance((known,)).transcript and not Utterance((known,), 10.0).transcript


def test_joined_clips_are_neighbours_with_all_their_words():
    clips = [clip("anna", number, 8.0, f"word{number}") for number in range(6)] + [clip("bert", 0, 24.0)]
    whole, first, second = sorted(utterances(clips, 20.0, 30.0, 5), key=lambda one: len(one.clips))
    assert whole.speaker == "bert"
    assert [part.path.name for part in first.clips] == ["anna-00.wav", "anna-01.wav", "anna-02.wav"]
    assert [part.path.name for part in second.clips] == ["anna-03.wav", "anna-04.wav", "anna-05.wav"]
    assert first.transcript == "word0 word1 word2"


def test_joined_clips_are_never_too_long():
    """12 and 19 s are 31 s together: 19 s begins anew, and fits with the next 5 s."""
    clips = [clip("anna", number, seconds) for number, seconds in enumerate((12.0, 19.0, 5.0, 40.0, 9.0))]
    (joined,) = utterances(clips, 20.0, 30.0, 5)
    assert [part.seconds for part in joined.clips] == [19.0, 5.0]


def test_speakers_of_english_as_a_second_language_only_where_there_are_no_others():
    others = [clip("zhao", 0, 5.0, corpus="speechocean762")]
    (chosen,) = utterances([*others, clip("anna", 0, 5.0)], 5.0, 10.0, 5)
    assert chosen.speaker == "anna"
    assert utterances(others, 5.0, 10.0, 5)[0].speaker == "zhao"


@pytest.fixture
def paused() -> torch.Tensor:
    """12 s of noise with pauses of 80 ms about 2.0, 3.4 and 9.2 s."""
    waveform = 0.1 * torch.randn(12 * RATE, generator=torch.Generator().manual_seed(0))
    for second in (2.0, 3.4, 9.2):
        waveform[round((second - 0.04) * RATE) : round((second + 0.04) * RATE)] = 0
    return waveform


def test_the_quietest_place_lies_within_its_bounds_and_on_the_grid(paused):
    assert quiet_place(paused, RATE, 3.0, 4.0, 640) == 3.4 * RATE
    assert 3.0 * RATE <= quiet_place(paused, RATE, 3.0, 3.2, 640) <= 3.2 * RATE
    assert quiet_place(paused, RATE, 3.0, 3.0, 640) == 3.0 * RATE


def test_a_long_clip_is_cut_at_a_pause(paused, tmp_path):
    soundfile.write(tmp_path / "long.wav", paused.numpy(), RATE)
    whole = Clip(tmp_path / "long.wav", "read", "anna", "f", 12.0, "", "CC0", "valid")
    assert len(Utterance((whole,), 10.0).waveform(RATE)) == pytest.approx(9.2 * RATE, abs=1)
    assert len(Utterance((whole,)).waveform(RATE)) == 12 * RATE
