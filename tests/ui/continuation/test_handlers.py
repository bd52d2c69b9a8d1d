"""A run of the Continue tab, with small untrained models."""

import re

import gradio as gr
import pytest
import soundfile
import torch

from soundstorm.audiolm import AudioLM
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.ui.continuation.handlers import NO_VOICE, ContinueHandlers, joined
from soundstorm.ui.continuation.picture import BARS, waveform_picture
from soundstorm.ui.examples import example_voices
from soundstorm.ui.laboratory.handlers import LaboratoryHandlers
from soundstorm.ui.line import FIRST_GUESS, FIRST_RATE, Line
from soundstorm.ui.running import UNCHANGED
from soundstorm.ui.stage import Stage
from tests.audiolm.small import small_babbler

VOICE = example_voices()[0]


@pytest.fixture(scope="module")
def babbler():
    return small_babbler()


def last(updates, name):
    return [value for update in updates if (value := getattr(update, name)) is not UNCHANGED][-1]


def test_what_was_given_and_what_was_made_are_heard_after_each_other(babbler, tmp_path):
    line = Line(gr.Blocks())
    handlers = ContinueHandlers(lambda: babbler, tmp_path, line)
    updates = list(handlers.run(Stage(None), VOICE.name, None, False, 3, "soundstorm", 1))
    made = last(updates, "made")
    assert (
        made.run.words == "Continuation"
        and made.run.frames == 150
        and last(updates, "live")["phase"] == "ready"
    )
    given = made.run.load().prompt_frames * 320
    sound = last(updates, "sound")
    assert sound["visible"] and soundfile.info(sound["value"]).frames == given + 150 * 320
    assert f"{given / 16000:.1f} s were given" in last(updates, "picture")
    assert line.seconds != FIRST_GUESS and line.rate != FIRST_RATE  # the next visitor is told a better guess


def test_where_recording_and_speech_meet_both_fade():
    """5 ms of each, to silence and from it; the rest is as it was, and out of nothing nothing fades."""
    given, made = torch.full((1000,), 0.5), torch.full((2000,), -0.5)
    whole = joined(given, made, 16_000)
    assert len(whole) == 3000 and whole[999] == whole[1000] == 0
    assert bool((whole[:920] == 0.5).all()) and bool((whole[1080:] == -0.5).all())
    assert float(whole.diff().abs().max()) < 0.01
    assert joined(torch.zeros(0), made, 16_000) is made


def test_a_continuation_that_is_decoded_again_is_still_one(babbler, tmp_path):
    stage = Stage(None)
    updates = list(
        ContinueHandlers(lambda: babbler, tmp_path).run(stage, VOICE.name, None, False, 3, "soundstorm", 1)
    )
    stage = stage.with_a(last(updates, "made").run)
    *_, update = LaboratoryHandlers(lambda: babbler, tmp_path).run_b(
        stage, stage.a.name, 2, "cosine", 1.0, 1.0, 1
    )
    assert update.made.run.words == "Continuation" and update.made.run.seed == 2


def test_what_cannot_be_is_said_in_one_sentence(babbler, tmp_path):
    handlers = ContinueHandlers(lambda: babbler, tmp_path)
    for form, words in (
        ((NO_VOICE, None, False, 60, "soundstorm", 1), "3 to 20 seconds"),
        ((None, None, False, 5, "soundstorm", 1), "voice first"),
        ((VOICE.name, "mine.wav", False, 5, "soundstorm", 1), "permission to clone"),
    ):
        [update] = handlers.run(Stage(None), *form)
        assert words in update.notice
    stages = AudioLM(babbler.audiolm.semantic, None, None, 25.0, 2)
    mute = SoundStormPipeline(babbler.codec, babbler.semantic, babbler.text, babbler.storm, stages)
    *_, update = ContinueHandlers(lambda: mute, tmp_path).run(
        Stage(None), NO_VOICE, None, False, 5, "audiolm", 1
    )
    assert "no coarse and fine stage of AudioLM" in update.notice


def test_the_grey_line_stands_where_the_given_ends():
    picture = waveform_picture(torch.ones(16_000), torch.ones(48_000), 16_000)
    assert float(re.search(r'<line x1="([\d.]+)"', picture)[1]) == BARS / 4
    assert picture.count('class="given"') == BARS / 4 and picture.count('class="made"') == BARS * 3 / 4
    assert "1.0 s were given" in picture and "3.0 s were made" in picture
    out_of_nothing = waveform_picture(torch.zeros(0), torch.ones(16_000), 16_000)
    assert 'x1="0.00"' in out_of_nothing and out_of_nothing.count("<rect") == BARS
