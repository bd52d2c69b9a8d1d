"""Speech that goes on by itself, with small untrained models: lengths, order and determinism."""

from dataclasses import replace

import pytest
import torch

from soundstorm import Schedule, SoundStormPipeline, Trace
from soundstorm.errors import CheckpointError, UserError
from soundstorm.pipeline import finish
from soundstorm.whatif import decode_again, redecode_region, replace_token
from tests.audiolm.small import LEVELS, small_babbler


@pytest.fixture(scope="module")
def babbler():
    return small_babbler()


@pytest.mark.parametrize("acoustic", ["soundstorm", "audiolm"])
def test_a_voice_goes_on_for_as_long_as_asked(babbler, prompt_path, acoustic):
    """2 s are 50 semantic tokens and 100 frames of six levels, after at most 3 s of the voice."""
    decoding = babbler.continue_speech(prompt_path, 2.0, seed=1, acoustic=acoustic)
    result = finish(decoding)
    assert len(result.waveform) == 2.0 * result.sample_rate and result.codes.shape == (1, LEVELS, 100)
    assert 0 < result.prompt_frames <= 150
    prompt = decoding.prompt.codes[0]
    assert torch.equal(result.trace.codes[0, :, : result.prompt_frames], prompt)


def test_of_a_voice_that_is_encoded_already_three_seconds_are_used_too(babbler, prompt_path):
    voice = babbler.encode_prompt(prompt_path)
    assert voice.codes.shape[2] > 150
    decoding = babbler.continue_speech(voice, 1.0)
    assert 0 < decoding.prompt_frames <= 150


def test_a_schedule_of_too_many_levels_is_refused_before_anything_is_said(babbler, prompt_path, monkeypatch):
    monkeypatch.setattr(babbler.audiolm, "continue_semantic", None)
    for acoustic in ("soundstorm", "audiolm"):
        with pytest.raises(UserError, match="this model has 6"):
            babbler.continue_speech(prompt_path, 1.0, schedule=Schedule((1,) * 7), acoustic=acoustic)


def test_both_ways_say_the_same_semantic_tokens(babbler, prompt_path):
    said = [
        babbler.continue_speech(prompt_path, 1.0, seed=5, acoustic=acoustic).semantic
        for acoustic in ("soundstorm", "audiolm")
    ]
    other = babbler.continue_speech(prompt_path, 1.0, seed=6).semantic
    assert torch.equal(*said) and not torch.equal(said[0], other)


def test_same_seed_same_tokens_one_by_one(babbler, prompt_path):
    runs = [
        finish(babbler.continue_speech(prompt_path, 1.0, seed=seed, acoustic="audiolm")).codes
        for seed in (1, 1, 2)
    ]
    assert torch.equal(runs[0], runs[1]) and not torch.equal(runs[0], runs[2])


def test_speech_out_of_nothing(babbler):
    for acoustic in ("soundstorm", "audiolm"):
        result = finish(babbler.continue_speech(None, 1.0, acoustic=acoustic))
        assert result.prompt_frames == 0 and result.codes.shape[2] == 50


def test_a_trace_knows_when_each_token_was_written(babbler, prompt_path):
    """AudioLM: the coarse levels frame by frame, then the fine ones; SoundStorm: a step at once."""
    trace = finish(babbler.continue_speech(prompt_path, 1.0, acoustic="audiolm")).trace
    again = Trace.from_bytes(trace.to_bytes())
    assert again.one_by_one and torch.equal(again.codes, trace.codes)
    written = torch.stack([done.written for done in again.iterations])
    assert written.shape == (LEVELS, 50)
    in_order = torch.cat([written[:4].T.flatten(), written[4:].T.flatten()])
    assert (in_order.diff() >= 0).all() and in_order[-1] <= 1e6 * trace.timings["acoustic"]
    assert [step.written is not None for step in again.steps()] == [True] * LEVELS
    waves = finish(babbler.continue_speech(prompt_path, 1.0)).trace
    assert not Trace.from_bytes(waves.to_bytes()).one_by_one


def test_stages_are_saved_and_loaded_with_the_other_models(babbler, tmp_path):
    babbler.save_pretrained(tmp_path)
    again = SoundStormPipeline.from_pretrained(tmp_path)
    said = [one.audiolm.continue_semantic(torch.tensor([3, 4]), 5) for one in (babbler, again)]
    assert list(said[0]) == list(said[1])


def test_what_cannot_be_continued_is_refused(babbler, pipeline, prompt_path):
    with pytest.raises(CheckpointError, match="no stages of AudioLM"):
        SoundStormPipeline(pipeline.codec, pipeline.semantic, pipeline.text, pipeline.storm).continue_speech(
            prompt_path
        )
    for seconds in (0.5, 28.0):
        with pytest.raises(UserError, match="1 to 27"):
            babbler.continue_speech(prompt_path, seconds)
    with pytest.raises(UserError, match="audiolm"):
        babbler.continue_speech(prompt_path, 2.0, acoustic="both")


def test_stages_of_other_tokens_are_refused(babbler):
    parts = babbler.codec, babbler.semantic, babbler.text, babbler.storm
    other = small_babbler().audiolm
    other.fine = other.coarse
    with pytest.raises(CheckpointError, match="levels of AudioLM"):
        SoundStormPipeline(*parts, other)
    for change, what in (
        ({"given_frames": 3}, "frames of AudioLM"),
        ({"predicted": (16,) * 3}, "coarse levels that AudioLM writes"),
    ):
        other = small_babbler().audiolm
        other.coarse.config = replace(other.coarse.config, **change)
        with pytest.raises(CheckpointError, match=what):
            SoundStormPipeline(*parts, other)


@torch.no_grad()
def test_the_bundled_stage_goes_on_with_speech(pipeline, prompt_path):
    """It knows recordings better than chance, 6.9 nats a token, and what it adds has phonemes in it."""
    stage, nothing = pipeline.audiolm.semantic, torch.zeros(1, 0, 0, dtype=torch.long)
    prompt = pipeline.encode_prompt(prompt_path)
    assert stage(nothing, prompt.semantic[:, None].clone()).item() < 5.0
    said = pipeline.continue_speech(prompt, 4.0, seed=1).semantic
    (heard,) = pipeline.semantic.recognise_tokens(said)
    assert len(heard) > 8 and len(set(heard)) > 5


def test_what_audiolm_wrote_is_not_edited_with_soundstorm_s_rest(babbler, prompt_path):
    trace = finish(babbler.continue_speech(prompt_path, 1.0, acoustic="audiolm")).trace
    first = trace.iterations[0]
    with pytest.raises(UserError, match="Choose a run of SoundStorm"):
        replace_token(babbler, trace, step=0, level=first.level, frame=int(first.frame[0]), token=1)
    with pytest.raises(UserError, match="Choose a run of SoundStorm"):
        redecode_region(babbler, trace, torch.ones(LEVELS, 50))
    again = finish(decode_again(babbler, trace)).trace
    assert again.schedule == Schedule().over(LEVELS) and not again.one_by_one
    assert torch.equal(again.semantic, trace.semantic)
