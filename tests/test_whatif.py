"""What if, with the bundled models: a region again, another token, everything again."""

import copy
import dataclasses

import pytest
import torch

from soundstorm import Schedule, Trace
from soundstorm.audio import read_audio
from soundstorm.errors import UserError
from soundstorm.pipeline import finish
from soundstorm.text.script import Turn
from soundstorm.whatif import decode_again, redecode_region, replace_token, replace_turn


@pytest.fixture(scope="module")
def spoken(pipeline, prompt_path) -> Trace:
    """A short sentence by the bundled models."""
    schedule = Schedule((5, 2, 1, 1, 1, 1, 1, 1))
    voice = read_audio(prompt_path, 16_000)[:40_000]
    decoding = pipeline.stream("Good morning.", prompt=voice, seed=3, schedule=schedule, candidates=5)
    return finish(decoding).trace


def test_the_models_give_the_same_for_the_same_token(pipeline, spoken):
    for step in (1, 5):
        place = int(spoken.iterations[step].kept.nonzero()[3, 0])
        done = spoken.iterations[step]
        cell = {"level": done.level, "frame": int(done.frame[place]), "token": int(done.sampled[place])}
        again = finish(replace_token(pipeline, Trace.from_bytes(spoken.to_bytes()), step=step, **cell))
        assert torch.equal(again.trace.codes, spoken.codes)
        assert again.trace.edit["kind"] == "token"


def test_another_token_changes_what_comes_after_and_nothing_before(pipeline, spoken):
    done = spoken.iterations[1]
    place = int(done.kept.nonzero()[0, 0])
    token = next(int(other) for other in done.candidate_ids[place] if other != done.sampled[place])
    cell = {"step": 1, "level": 1, "frame": int(done.frame[place]), "token": token}
    decoding = replace_token(pipeline, spoken, **cell)
    steps = list(decoding)
    again = decoding.result.trace
    assert [step.iteration for step in steps[:3]] == [3, 4, 5]
    assert len(again.iterations) == len(spoken.iterations)
    assert again.codes[0, 0, cell["frame"]] == token
    assert torch.equal(again.codes_after(1), spoken.codes_after(1))
    difference = (again.codes_after(2) != spoken.codes_after(2)).nonzero().tolist()
    assert difference == [[0, 0, cell["frame"]]]
    # a candidate's probability is known; the one computed again is the same
    known = done.candidate_probabilities[place][done.candidate_ids[place] == token].float()
    assert float(again.iterations[1].confidence[place]) == pytest.approx(float(known), rel=0.02)
    assert len(decoding.result.waveform) == len(again.target_semantic) * 640


def test_a_guided_decoding_goes_on_as_it_was_and_knows_its_probabilities(pipeline, spoken):
    guided = finish(decode_again(pipeline, spoken, schedule=Schedule((5, 2), guidance=1.0))).trace
    assert guided.schedule.guidance == 1.0
    assert not torch.equal(guided.codes, spoken.codes)
    done = guided.iterations[1]
    place = int(done.kept.nonzero()[0, 0])
    cell = {"step": 1, "level": 1, "frame": int(done.frame[place])}
    same = finish(replace_token(pipeline, guided, **cell, token=int(done.sampled[place]))).trace
    assert torch.equal(same.codes, guided.codes)
    token = next(int(other) for other in done.candidate_ids[place] if other != done.sampled[place])
    known = float(done.candidate_probabilities[place][done.candidate_ids[place] == token])
    other = replace_token(pipeline, guided, **cell, token=token).trace
    assert float(other.iterations[1].confidence[place]) == pytest.approx(known, rel=0.02)


def test_in_a_decoding_of_a_region_another_token_has_the_probability_that_was_recorded(pipeline, spoken):
    """All finer levels are known there, but the network did not see them, and must not see them now."""
    region = torch.zeros(8, spoken.target_frames, dtype=torch.bool)
    region[0, 5:40] = True
    again = finish(redecode_region(pipeline, spoken, region, seed=8)).trace
    done = again.iterations[0]
    for place in range(0, len(done.frame), 5):
        token = next(int(other) for other in done.candidate_ids[place] if other != done.sampled[place])
        known = float(done.candidate_probabilities[place][done.candidate_ids[place] == token])
        cell = {"step": 0, "level": 1, "frame": int(done.frame[place]), "token": token}
        edited = replace_token(pipeline, again, **cell).trace
        assert float(edited.iterations[0].confidence[place]) == pytest.approx(known, rel=0.02)


def test_a_region_of_a_sentence_again(pipeline, spoken):
    region = torch.zeros(8, spoken.frames - spoken.prompt_frames, dtype=torch.bool)
    region[:, 10:20] = True
    result = finish(redecode_region(pipeline, spoken, region, seed=8))
    before = spoken.codes[:, :, spoken.prompt_frames :]
    assert torch.equal(result.codes[0][~region], before[0][~region])
    assert not torch.equal(result.codes, before)
    assert result.trace.semantic.tolist() == spoken.semantic.tolist()
    assert Trace.from_bytes(result.trace.to_bytes()).edit == {"kind": "region", "cells": 80}


def test_all_of_it_again_is_the_same_decoding_and_another_seed_another_one(pipeline, spoken):
    same = finish(decode_again(pipeline, spoken, title="Again")).trace
    assert torch.equal(same.codes, spoken.codes)
    assert (same.edit, same.title, same.words) == (None, "Again", spoken.words)
    schedule = Schedule((2, 1, 1, 1, 1, 1, 1, 1))
    other = finish(decode_again(pipeline, spoken, seed=4, schedule=schedule)).trace
    assert (other.seed, other.schedule, len(other.iterations)) == (4, schedule, 9)
    assert not torch.equal(other.codes, spoken.codes)


def test_traces_of_another_model_are_refused(pipeline, spoken):
    strange = dataclasses.replace(spoken, semantic=spoken.semantic + 1000)
    smaller = dataclasses.replace(spoken, codebook_size=16)
    for trace in (smaller, strange):
        region = torch.ones(trace.levels, trace.target_frames)
        with pytest.raises(UserError, match="model that made"):
            redecode_region(pipeline, trace, region)
        with pytest.raises(UserError, match="model that made"):
            replace_token(pipeline, trace, step=0, level=1, frame=trace.prompt_frames, token=1)
        with pytest.raises(UserError, match="model that made"):
            pipeline.add_sound(trace)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"codebook_size": 16}, "it has 16 tokens a level, and this model 1024."),
        ({"hop": 160}, "it has 160 samples a frame, and this model 320."),
        ({"sample_rate": 24_000}, "it has 24000 samples a second, and this model 16000."),
        ({"semantic": 1500}, "it has 1501 semantic tokens, and this model 1000."),
        ({"prompts": 5}, "it has 5 speakers, and this model 4."),
    ],
)
def test_what_differs_in_another_model_s_trace_is_told(pipeline, spoken, change, sentence):
    if "semantic" in change:
        change = {"semantic": torch.full_like(spoken.semantic, change["semantic"])}
    if "prompts" in change:
        change = {"prompts": (Turn(change["prompts"], (0, spoken.prompt_frames)),)}
    with pytest.raises(UserError, match=sentence):
        pipeline.check_trace(dataclasses.replace(spoken, **change))


def test_a_trace_tells_in_what_its_latest_steps_were_computed(talkers, short_prompt_path):
    trace = finish(talkers.stream("Oh.", short_prompt_path, schedule=Schedule((1,)))).trace
    assert trace.precision == "float32"
    other = copy.copy(talkers)
    other.storm = copy.deepcopy(talkers.storm).compute_in("bfloat16")
    assert decode_again(other, trace).trace.precision == "bfloat16"


def test_more_candidates_than_a_trace_holds_are_refused_before_anything_is_decoded(
    talkers, short_prompt_path
):
    for candidates in (-1, 65):
        with pytest.raises(UserError, match=r"^Ask for 0 to 64 candidates a token, not for"):
            talkers.stream("Oh.", short_prompt_path, candidates=candidates)


def test_a_decoding_that_is_broken_off_does_not_end_in_speech(talkers, short_prompt_path):
    """As a cell of a notebook that is interrupted in the middle of a pass, and run once more."""
    decoding = talkers.stream("Oh.", short_prompt_path)
    next(iter(decoding))
    decoding._steps.close()
    with pytest.raises(UserError, match="was stopped before its end"):
        finish(decoding)
    assert decoding.result is None


def test_an_unfinished_dialogue_is_refused_before_anything_is_read(talkers, short_prompt_path, monkeypatch):
    decoding = talkers.dialogue("Oh. | No.", [short_prompt_path] * 2)
    next(iter(decoding))
    monkeypatch.setattr(talkers.text, "generate", None)
    with pytest.raises(UserError, match="choose a finished one"):
        replace_turn(talkers, decoding.trace, 0, "Yes.")
