"""Two voices in one recording: by made-up embeddings, and by the bundled one on joined prompts."""

import pytest
import torch

from soundstorm import split_recording
from soundstorm.audio import normalise_level, read_audio
from soundstorm.audio.voices import part_voices
from soundstorm.errors import AudioError

RATE, FRAME = 16_000, 320
A, B = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])


def parted(stretches, embed):
    """Both voices of a recording with speech in some frames; every sample of it is its frame's number."""
    spoken = torch.zeros(500, dtype=torch.bool)
    for first, end in stretches:
        spoken[first:end] = True
    return part_voices(torch.arange(500.0).repeat_interleave(FRAME), RATE, spoken, FRAME, embed)


def frames_of(waveform: torch.Tensor) -> list[int]:
    return waveform[::FRAME].int().tolist()


def test_pieces_are_given_to_the_voice_that_they_sound_like():
    """Turns of 1.2, 1, 2.2 and 0.9 s with pauses of 0.4 s; the last is too short to tell by."""
    stretches = (10, 70), (90, 140), (160, 270), (290, 335)
    first, second = parted(stretches, lambda sound: B if sound[0] in (10, 160, 215) else A)
    assert frames_of(first) == [*range(10, 70), *range(160, 270)]
    assert frames_of(second) == [*range(90, 140)]


def test_where_a_voice_changes_without_a_pause_both_sides_are_left_out():
    """4 s without a pause are pieces of 1 s: the voice changes at the third, so the second and third go."""
    first, second = parted(((0, 200), (300, 360)), lambda sound: A if sound[0] < 100 else B)
    assert frames_of(first) == [*range(50)]
    assert frames_of(second) == [*range(150, 200), *range(300, 360)]


@pytest.mark.parametrize("stretches", [(), ((0, 60),), ((0, 60), (100, 160))])
def test_one_voice_or_none_is_refused(stretches):
    near = torch.nn.functional.normalize(torch.tensor([1.0, 0.3]), dim=0)
    with pytest.raises(AudioError, match="no second voice"):
        parted(stretches, lambda sound: A if sound[0] < 100 else near)


@pytest.mark.parametrize(
    ("one", "other"),
    [("man-8629", "woman-7302"), ("woman-7302", "man-1135"), ("woman-5652", "woman-6078")],
)
def test_the_prompts_taking_turns_are_told_apart(talkers, prompt_folder, one, other):
    """Turns of 2 s: each voice is made of its own turns and silence, and of a second of speech at least."""
    gap = torch.zeros(RATE // 2)
    heard = [normalise_level(read_audio(prompt_folder / f"{name}.flac", RATE), RATE) for name in (one, other)]
    turns = [heard[turn % 2][turn // 2 * 2 * RATE :][: 2 * RATE] for turn in range(4)]
    recording = torch.cat([part for turn in turns for part in (turn, gap)])
    parted = split_recording(talkers, recording)
    assert list(parted) == ["A", "B"]
    for who, waveform in enumerate(parted.values()):
        assert len(waveform) >= RATE
        own = {tuple(piece.tolist()) for turn in turns[who::2] for piece in turn.unfold(0, 8, 1)}
        heard = [tuple(piece.tolist()) for piece in waveform.unfold(0, 8, 800) if piece.all()]
        assert len(heard) > RATE // 1000 and {*heard} <= own


def test_too_long_a_recording_is_refused(talkers):
    with pytest.raises(AudioError, match="at most 60 seconds: this one lasts 61"):
        split_recording(talkers, torch.zeros(61 * RATE))
