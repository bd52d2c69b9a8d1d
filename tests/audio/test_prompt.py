from __future__ import annotations

import csv
import math
from functools import partial

import pytest
import torch

from soundstorm.audio import active_level, prepare_prompt, read_audio
from soundstorm.errors import AudioError
from tests.audio.sounds import RATE, bump, click, hum, noise, sentence, silence, tone, voice

TOKEN = 640  # samples
prepare = partial(prepare_prompt, sample_rate=RATE, multiple=TOKEN)


def test_a_prompt_is_trimmed_levelled_and_whole_tokens_long():
    prompt = prepare(torch.cat([silence(1.0), voice(2.0, 0.01), silence(1.0)]))
    assert prompt.start == pytest.approx(0.9) and prompt.recording_seconds == 4.0
    assert prompt.waveform.numel() % TOKEN == 0
    assert prompt.waveform.numel() == pytest.approx((prompt.end - prompt.start) * RATE)
    # 2.2 s are 55 tokens of 40 ms
    assert prompt.waveform.numel() == 55 * TOKEN
    assert active_level(prompt.waveform, RATE) == pytest.approx(-23.0, abs=0.01)
    assert prompt.gain_db == pytest.approx(-23.0 - 20 * math.log10(0.01 / math.sqrt(2)), abs=0.05)


def test_a_long_prompt_is_cut_in_a_pause():
    """10 s with a pause of 0.2 s at 4.4 s: the cut lies in it, not at 5 s."""
    waveform = voice(10.0)
    waveform[round(4.4 * RATE) : round(4.6 * RATE)] = 0
    prompt = prepare(waveform, max_seconds=5.0)
    assert prompt.start == 0.0
    assert 4.4 - 0.04 <= prompt.end <= 4.6
    assert prompt.waveform.numel() % TOKEN == 0


def test_a_prompt_is_never_longer_than_allowed():
    assert prepare(voice(30.0), max_seconds=3.0).waveform.numel() <= 3.0 * RATE
    assert prepare(voice(30.0), max_seconds=1.0).waveform.numel() == RATE
    assert 9.0 * RATE < prepare(voice(30.0)).waveform.numel() <= 10.0 * RATE


@pytest.mark.parametrize(
    ("recording", "says"),
    [
        (torch.zeros(0), "silent"),
        (silence(3.0), "silent"),
        (tone(3.0, 1e-4), "silent"),
        ((3.0 * tone(3.0, 1.0)).clamp(-1, 1), "clipped"),
        ((3.0 * voice(3.0, 1.0)).clamp(-1, 1), "clipped"),
        (tone(0.5), "1 s of speech"),
        (torch.cat([silence(5.0), voice(0.5), silence(5.0)]), "0.7"),  # 0.5 s and a margin of 0.1 s each side
        (tone(61.0), "60 seconds"),
        (torch.full((3 * RATE,), math.nan), "not numbers"),
    ],
)
def test_unusable_prompts_give_one_sentence(recording, says):
    with pytest.raises(AudioError) as caught:
        prepare(recording)
    assert says in sentence(caught)


def test_a_loud_prompt_that_hardly_clips_is_used():
    waveform = voice(3.0, 0.2)
    waveform[::112] = 1.0  # 0.9 % at full scale
    assert prepare(waveform).waveform.abs().max() <= 0.99


def notes(seconds: float) -> torch.Tensor:
    """Beeps of one pitch, like a reversing lorry's."""
    return tone(seconds, 0.2, 1000.0) * (torch.arange(round(seconds * RATE)) % RATE < RATE // 2)


NO_SPEECH = {
    "tone": tone(6.0),
    "beeps": notes(6.0),
    "hum": hum(6.0),
    "noise": noise(6.0, 0.1),
    "noise that begins": torch.cat([silence(3.0), noise(3.0, 0.1)]),
    "hum that begins and ends": torch.cat([silence(2.0), hum(3.0), silence(2.0)]),
    "clicks": torch.cat([torch.cat([click(), noise(0.4, 1e-3)]) for _ in range(12)]),
    "one bump": torch.cat([bump(), silence(4.0)]),
}


@pytest.mark.parametrize("name", NO_SPEECH)
def test_what_is_no_speech_is_no_prompt(name):
    with pytest.raises(AudioError) as caught:
        prepare(NO_SPEECH[name])
    assert "no speech" in sentence(caught)


@pytest.mark.parametrize("offset", [0.02, 0.5])
def test_an_offset_alone_is_silent(offset):
    with pytest.raises(AudioError) as caught:
        prepare(torch.full((4 * RATE,), offset))
    assert "silent" in sentence(caught)


LEADS = {
    "a click, then room": torch.cat([click(), noise(5.9, 1e-3)]),
    "noise as loud as speech": noise(6.0, 0.1),
    "hum": hum(6.0, 0.3),
    "a tone": tone(6.0, 0.5),
    "beeps": notes(6.0),
    "nothing": silence(6.0),
}


@pytest.mark.parametrize("name", LEADS)
@pytest.mark.parametrize("speaker", ["woman-6078", "man-5750"])
def test_the_prompt_is_the_speech_whatever_stands_before_it(prompt_folder, name, speaker):
    speech = read_audio(prompt_folder / f"{speaker}.flac", RATE)
    recording = torch.cat([LEADS[name], speech]) + noise(6.0 + speech.numel() / RATE, 1e-3)
    prompt = prepare(recording)
    assert prompt.start >= 5.9 and prompt.end - prompt.start >= 4.0
    assert active_level(prompt.waveform, RATE) == pytest.approx(-23.0, abs=0.01)


def test_speech_on_an_offset_loses_it(prompt_folder):
    speech = read_audio(prompt_folder / "woman-6078.flac", RATE)
    recording = torch.cat([silence(8.0), speech]) + 0.05
    prompt = prepare(recording)
    assert prompt.start >= 7.9 and prompt.end - prompt.start >= 4.0
    assert prompt.waveform.mean().abs() < 1e-3
    clean = prepare(torch.cat([silence(8.0), speech]))
    assert prompt.gain_db == pytest.approx(clean.gain_db, abs=0.1)


def test_quiet_speech_after_a_bump_is_brought_to_its_level(prompt_folder):
    """The bump is 40 dB above the speech: with it inside, the speech would stay 40 dB too quiet."""
    speech = 0.03 * read_audio(prompt_folder / "woman-6078.flac", RATE)
    prompt = prepare(torch.cat([bump(), silence(0.3), speech]))
    assert prompt.start >= 0.25 and prompt.end - prompt.start >= 4.0
    assert prompt.gain_db > 25.0


def test_speech_too_quiet_to_be_brought_to_its_level_is_refused():
    """Vowels of -67 dBFS after a bump: what would be brought up is the converter's noise."""
    with pytest.raises(AudioError, match="silent"):
        prepare(torch.cat([bump(), silence(0.5), voice(3.0, 6e-4), silence(0.5)]))


def test_a_bump_in_the_middle_parts_the_speech():
    recording = torch.cat([voice(2.0, 0.02), bump(), voice(3.0, 0.02)])
    prompt = prepare(recording)
    assert prompt.start >= 2.0 and prompt.end == pytest.approx(5.3, abs=0.1)


def test_the_stretch_with_the_most_speech_is_taken():
    """2 s of speech and 5 s of speech in a minute of a quiet room."""
    recording = noise(60.0, 1e-3)
    recording[10 * RATE : 12 * RATE] += voice(2.0)
    recording[35 * RATE : 40 * RATE] += voice(5.0)
    prompt = prepare(recording, max_seconds=10.0)
    assert prompt.start == pytest.approx(34.9, abs=0.05) and prompt.end == pytest.approx(40.1, abs=0.05)


def test_of_stretches_about_as_good_the_first_is_taken():
    recording = torch.cat([silence(1.0), voice(4.0), silence(3.0), voice(4.2), silence(1.0)])
    assert prepare(recording, max_seconds=5.0).start == pytest.approx(0.9)


def test_a_pause_is_part_of_the_prompt_where_it_leads_to_more_speech():
    recording = torch.cat([voice(2.0), silence(1.0), voice(2.0), silence(6.0), voice(2.0)])
    prompt = prepare(recording, max_seconds=20.0)
    assert prompt.start == 0.0 and prompt.end == pytest.approx(5.1, abs=0.04)


def test_a_recogniser_may_tell_what_is_speech():
    """Tokens 50 to 124 of 40 ms, 2 to 5 s, of a noise in which nobody else would hear any."""
    asked = []

    def speech_frames(waveform: torch.Tensor) -> torch.Tensor:
        asked.append(waveform)
        tokens = torch.arange(-(-waveform.numel() // TOKEN))
        return (tokens >= 50) & (tokens < 125)

    prompt = prepare(noise(8.01, 0.1), speech_frames=speech_frames)
    assert [waveform.numel() for waveform in asked] == [round(8.01 * RATE)]
    assert prompt.start == pytest.approx(1.9, abs=0.02) and prompt.end == pytest.approx(5.0, abs=0.1)


@pytest.mark.parametrize(("rate", "multiple"), [(16000, 640), (24000, 960), (16000, 1000)])
def test_the_prompt_is_a_multiple_of_the_caller_s_token(rate, multiple):
    prompt = prepare_prompt(voice(4.0, rate=rate), rate, multiple)
    assert prompt.waveform.numel() % multiple == 0
    assert 4.0 - multiple / rate <= prompt.end - prompt.start <= 4.0


def test_the_bundled_prompts_are_ready_to_use(prompt_folder):
    """The app's examples: 4 to 7 s of four or more speakers, women and men, each with its licence."""
    with (prompt_folder / "prompts.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["file"] for row in rows} == {path.name for path in prompt_folder.glob("*.flac")}
    assert len({row["speaker"] for row in rows}) >= 4
    assert {row["gender"] for row in rows} == {"f", "m"}
    assert all(row["licence"] for row in rows)
    for row in rows:
        prompt = prepare(read_audio(prompt_folder / row["file"], RATE))
        assert 4.0 <= prompt.recording_seconds <= 7.0
        assert prompt.end - prompt.start >= 4.0
        assert active_level(prompt.waveform, RATE) == pytest.approx(-23.0, abs=0.01)


# Seconds that the rule of before took (first and last 20 ms within 40 dB of the loudest, 0.1 s beside them).
BUNDLED = {
    "man-1135": (0.20, 5.00),
    "man-5750": (0.06, 4.74),
    "man-8629": (0.10, 4.46),
    "woman-5652": (0.00, 4.92),
    "woman-6078": (0.02, 4.58),
    "woman-7302": (0.04, 4.92),
}


@pytest.mark.parametrize("name", BUNDLED)
def test_clean_speech_is_trimmed_where_it_falls_40_db_below_its_loudest(prompt_folder, name):
    prompt = prepare(read_audio(prompt_folder / f"{name}.flac", RATE), max_seconds=5.0)
    assert (prompt.start, prompt.end) == pytest.approx(BUNDLED[name], abs=0.1)


def test_a_cut_prompt_is_no_shorter_than_a_recording_may_be():
    """The quietest moment of what may be used is a pause at 0.6 s."""
    recording = torch.cat([voice(0.6), silence(0.1), voice(3.0)])
    prompt = prepare(recording, max_seconds=1.5)
    assert prompt.end - prompt.start > 1.0 - TOKEN / RATE
