"""Long texts with small untrained models: parts that go on from each other, as one sound."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch

from soundstorm import Schedule, SoundStormPipeline
from soundstorm.acoustic import SoundStorm
from soundstorm.aloud import CARRIED_SECONDS
from soundstorm.audio import read_audio
from soundstorm.errors import TextError
from soundstorm.pipeline import finish
from soundstorm.trace.turns import speakers_of
from soundstorm.utterance import Timings

QUICK = Schedule((1, 1))
SENTENCE = " ".join(["one"] * 9) + " one. "  # 3.0 s
CARRIED = 150  # frames of 3 s


@pytest.fixture(scope="module")
def voice(talkers, prompt_path):
    return talkers.encode_prompt(read_audio(prompt_path, 16_000)[:40_000])


@pytest.fixture(scope="module")
def read(talkers, voice):
    """A text of three parts, its waveforms, and what was decoded."""
    reading = talkers.read_aloud(SENTENCE * 11, voice, seed=5, schedule=QUICK)
    results = [finish(decoding) for decoding in reading.decodings()]
    again = talkers.read_aloud(SENTENCE * 11, voice, seed=5, schedule=QUICK)
    return again, [waveform.clone() for waveform in again], results


def test_every_part_follows_the_prompt_and_the_last_three_seconds(voice, read):
    _, _, results = read
    prompt = voice.codes.shape[2]
    assert CARRIED_SECONDS * 50 == CARRIED
    assert [result.prompt_frames for result in results] == [prompt, prompt + CARRIED, prompt + CARRIED]
    said = [result.trace.codes[:, :, result.prompt_frames :] for result in results]
    tokens = [result.trace.target_semantic for result in results]
    for before, (number, result) in zip((said[0], said[1]), enumerate(results[1:], start=1), strict=True):
        assert torch.equal(result.trace.codes[:, :, :prompt], voice.codes)
        assert torch.equal(result.trace.codes[:, :, prompt : prompt + CARRIED], before[:, :, -CARRIED:])
        carried = result.trace.semantic[prompt // 2 : result.prompt_frames // 2]
        assert torch.equal(carried, tokens[number - 1][-CARRIED // 2 :])


def test_the_waveforms_together_are_all_that_was_said(talkers, read):
    reading, waveforms, results = read
    frames = [result.trace.target_frames for result in results]
    assert [len(waveform) for waveform in waveforms] == [
        (frames[0] - 1) * 320, frames[1] * 320, (frames[2] + 1) * 320
    ]  # fmt: skip
    assert reading.timings.audio_seconds == pytest.approx(sum(frames) / 50)
    assert reading.seconds == pytest.approx(2 * (12 + 3 * 0.4) + 9 + 2 * 0.4)


def test_whoever_speaks_slowly_says_less_in_one_piece(talkers, voice):
    """Five sentences are 16.6 s, and 23.7 s at a pace of 0.7: 20 s are left beside a prompt."""
    text = SENTENCE * 5
    assert [len(talkers.read_aloud(text, voice, pace=pace).parts) for pace in (1.0, 0.7)] == [1, 2]
    talkers.stream(text, voice, schedule=QUICK)
    with pytest.raises(TextError, match="Shorten the text to about 14 seconds"):
        talkers.stream(text, voice, schedule=QUICK, pace=0.7)


def test_every_part_has_the_pace_that_was_asked_for(talkers, voice, paces):
    for _ in talkers.read_aloud(SENTENCE * 11, voice, schedule=QUICK, pace=1.2):
        pass
    assert len(paces) > 1 and {*paces} == {1.2}


def test_between_parts_one_sound_goes_over_into_the_other(talkers, read):
    """The last frame of a part is decoded with the next part too: 1/321 of the way, 2/321, .., 320/321."""
    _, waveforms, results = read
    first, second = results[0].waveform[-320:], results[1].waveform[:320]
    fade = torch.arange(1, 321) / 321
    torch.testing.assert_close(waveforms[1][:320], (1 - fade) * first + fade * second)
    assert torch.equal(waveforms[0], results[0].waveform[:-320])
    assert torch.equal(waveforms[1][320:], results[1].waveform[320:-320])


def test_what_fits_is_one_part_and_what_stream_says(talkers, voice):
    (waveform,) = talkers.read_aloud("Oh, one two.", voice, seed=4, schedule=QUICK)
    streamed = finish(talkers.stream("Oh, one two.", voice, seed=4, schedule=QUICK)).waveform
    assert torch.equal(waveform, streamed)


def test_a_long_dialogue_keeps_both_prompts_and_who_spoke_last(talkers, prompt_folder):
    paths = [prompt_folder / f"{name}.flac" for name in ("man-8629", "woman-6078")]
    text = " | ".join([SENTENCE * 2] * 5)  # 6.4 s a turn: two a part
    reading = talkers.read_aloud(text, paths, seed=2, schedule=QUICK)
    assert [[turn.speaker for turn in part.turns] for part in reading.parts] == [[1, 2], [1, 2], [1]]
    first, second, third = (finish(decoding).trace for decoding in reading.decodings())
    prompts = first.prompt_frames
    assert [who for who, _ in first.prompts] == [1, 2] and first.prompts[-1][1][1] == prompts
    for before, after in ((first, second), (second, third)):
        assert torch.equal(speakers_of(after)[:prompts], speakers_of(first)[:prompts])
        assert torch.equal(speakers_of(after)[prompts : prompts + CARRIED], speakers_of(before)[-CARRIED:])
    assert speakers_of(third)[third.prompt_frames :].unique().tolist() == [0]


def test_prompts_leave_room_for_the_longest_part(talkers, prompt_folder):
    """Of 30 s three are carried and 19 are the sentence: 8 s for four prompts."""
    paths = sorted(prompt_folder.glob("*.flac"))[:4]
    sentence = " ".join(["one"] * 63) + "."  # 18.9 s
    text = f"A: {sentence} B: {SENTENCE} C: {SENTENCE} D: {SENTENCE}"
    reading = talkers.read_aloud(text, paths)
    assert len(reading.parts) == 2
    assert all(len(voice.prepared.waveform) <= 16_000 * (30 - 3 - 18.9) / 4 for voice in reading.given.voices)


def test_one_long_prompt_leaves_room_too(talkers, prompt_path, monkeypatch):
    """Where 10 s are used of a prompt: 8.1 of them beside 18.9 s of speech and 3 s that are carried."""
    monkeypatch.setattr("soundstorm.aloud.MAX_PROMPT_SECONDS", 10.0)
    recording = read_audio(prompt_path, 16_000).repeat(2)
    text = " ".join(["one"] * 63) + ". "
    (voice,) = talkers.read_aloud(text + SENTENCE, recording).given.voices
    assert 7.0 < len(voice.prepared.waveform) / 16_000 <= 8.1
    assert talkers.read_aloud(text, voice).given.voices == (voice,)


@pytest.mark.parametrize(
    ("guidance", "alone", "of_prompt", "of_speech"),
    [(0.0, True, 1, 5), (1.0, True, 1, 10), (0.0, False, 5, 5), (1.0, False, 5, 10)],
)
def test_the_time_it_takes_is_told_by_a_short_sentence(
    talkers, voice, monkeypatch, guidance, alone, of_prompt, of_speech
):
    """It takes 0.75 s a second for text and codec and a millisecond a frame that a pass computes: five passes
    over 36.2 s at 50 frames/s, after three prompts and twice 3 s, which are computed once where they are
    alone; guidance takes as many passes again, without a prompt."""
    storm = SoundStorm(replace(talkers.storm.config, prompt_alone=alone)).eval()
    pipeline = SoundStormPipeline(talkers.codec, talkers.semantic, talkers.text, storm)
    reading = pipeline.read_aloud(SENTENCE * 11, voice, schedule=Schedule((4, 1), guidance=guidance))
    assert 0 < reading.estimate() and reading.timings.total == 0

    def measured(decoding):
        prompt, levels = decoding.prompt_frames, decoding.trace.levels
        computed = prompt * (1 if alone else levels) + levels * (decoding.frames - prompt)
        return SimpleNamespace(
            timings=Timings(text=1.0, codec=0.5, acoustic=computed / 1000, audio_seconds=2.0)
        )

    monkeypatch.setattr("soundstorm.aloud.finish", measured)
    before = 3 * voice.codes.shape[2] + 2 * CARRIED
    acoustic = (of_prompt * before + of_speech * 36.2 * 50) / 1000
    assert reading.estimate() == pytest.approx(0.75 * 36.2 + acoustic)


def test_more_than_a_page_is_refused_before_anything_is_read(talkers, tmp_path):
    with pytest.raises(TextError, match="3,000 characters"):
        talkers.read_aloud("a" * 3_001, tmp_path / "missing.wav")
