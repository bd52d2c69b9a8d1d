"""The laboratory: what it announces is what happens."""

import re
from dataclasses import replace

import gradio as gr
import pytest

from soundstorm.acoustic import Schedule
from soundstorm.errors import UserError
from soundstorm.ui.laboratory.handlers import LaboratoryHandlers
from soundstorm.ui.laboratory.presets import PRESETS
from soundstorm.ui.laboratory.schedule import (
    describe_schedule,
    matching_preset,
    name_of,
    preset_values,
    schedule_of,
)
from soundstorm.ui.line import FIRST_GUESS, FIRST_RATE, Line
from soundstorm.ui.running import put_run
from soundstorm.ui.runs import keep
from soundstorm.ui.stage import Stage

QUICK = ("linear", 1.2, 0.5, 3, 2, 1, 1, 1, 1, 1, 1)


@pytest.fixture
def stage(spoken, tmp_path) -> Stage:
    return Stage.opening().with_a(keep(spoken, tmp_path, voice="a man", pace=1.2))


def announced(plan: str) -> dict[int, list[int]]:
    """Tokens still masked after every pass, by level, as the plan says."""
    rows = re.findall(r'<tr data-level="(\d+)">.*?<td>\d+</td><td>([\d ]+)</td>', plan)
    return {int(level): [int(count) for count in counts.split()] for level, counts in rows}


@pytest.mark.parametrize("name", [None, "nothing", ["paper"]])
def test_a_preset_that_is_not_there_is_asked_for(name):
    with pytest.raises(gr.Error, match="Choose one of the presets: paper, greedy") as caught:
        preset_values(8, name)
    assert not caught.value.print_exception


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_the_counts_of_every_preset_are_those_of_its_schedule(stage, preset):
    *settings, lesson = preset_values(8, preset.name)
    assert preset.lesson in lesson
    assert schedule_of(*settings) == preset.schedule.over(8)
    plan = describe_schedule(stage, *settings)
    frames = stage.a.frames
    levels = range(1, 9)
    assert announced(plan) == {level: preset.schedule.still_masked(level, frames) for level in levels}
    passes = sum(len(preset.schedule.still_masked(level, frames)) for level in levels)
    assert f"<b>{passes} forward passes</b>" in plan
    guided = replace(stage.a, schedule=replace(stage.a.schedule, guidance=1.0))
    twice = describe_schedule(replace(stage, a=guided), *settings)
    assert f"<b>{2 * passes} forward passes</b>, two an iteration because it is guided" in twice


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_is_named_only_as_long_as_the_controls_say_it(preset):
    *settings, lesson = preset_values(8, preset.name)
    assert matching_preset(*settings) == (preset.name, lesson)
    settings[-1] += 1
    name, said = matching_preset(*settings)
    assert name is None and "choose a preset" in said
    assert matching_preset(*settings[:-1], None)[0] is None


def test_a_schedule_with_more_iterations_than_tokens_announces_only_those_it_takes(stage):
    plan = describe_schedule(stage, "cosine", 1.0, 1.0, 200, 1, 1, 1, 1, 1, 1, 1)
    assert len(announced(plan)[1]) == min(200, len(Schedule((200,)).still_masked(1, stage.a.frames)))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (("cosine", None, 1.0, *[1] * 8), "Fill in"),
        (("cosine", 1.0, 1.0, None, *[1] * 7), "Fill in"),
        (("cosine", 1.0, 1.0, 2.5, *[1] * 7), "whole number"),
        (("cosine", 1.0, 1.0, 0, *[1] * 7), "iterations"),
        (("cosine", 0.0, 1.0, *[1] * 8), "temperature"),
        (("circle", 1.0, 1.0, *[1] * 8), "shape"),
        (("cosine", 1.0, 1.0, *[200] * 8), "at most"),
    ],
)
def test_settings_that_are_no_schedule_are_refused_in_one_sentence(stage, settings, words):
    with pytest.raises(UserError, match=words):
        schedule_of(*settings)
    assert words in describe_schedule(stage, *settings)


def test_a_schedule_of_more_levels_than_the_run_has_is_refused(stage):
    assert "this model has 8" in describe_schedule(stage, "cosine", 1.0, 1.0, *[1] * 9)


def test_without_a_run_on_the_stage_there_is_nothing_to_plan():
    assert "Choose a run" in describe_schedule(Stage(None), *QUICK)


def test_an_experiment_says_the_same_words_as_announced_and_stands_where_it_was_asked(
    pipeline, stage, tmp_path, spoken
):
    line = Line(gr.Blocks())
    laboratory = LaboratoryHandlers(lambda: pipeline, tmp_path, line)
    *updates, last = laboratory.run_b(stage, stage.a.name, 11, *QUICK)
    assert line.seconds != FIRST_GUESS and line.rate == FIRST_RATE  # the next visitor is told a better guess
    after = put_run(stage, last.made).stage
    assert after.a == stage.a
    assert (after.b.voice, after.b.pace) == (stage.a.voice, stage.a.pace) == ("a man", 1.2)
    trace = after.b.load()
    assert trace.semantic.equal(spoken.semantic)
    assert trace.given.equal(spoken.given)
    assert (trace.seed, trace.edit, trace.schedule) == (11, None, schedule_of(*QUICK))
    assert trace.title == name_of(trace.schedule) == "linear 3,2,1,1,1,1,1,1, temperature 1.2, noise 0.5"
    taken = {level: [] for level in range(1, 9)}
    for done in trace.iterations:
        taken[done.level].append(done.hidden_after)
    assert taken == announced(describe_schedule(stage, *QUICK))
    assert updates[-1].live["finished"] == 8

    *_, again = laboratory.run_a(after, after.a.name, 12, *QUICK)
    in_its_place = put_run(after, again.made).stage
    assert in_its_place.a.load().seed == 12
    assert in_its_place.b == after.b


@pytest.mark.parametrize(
    ("seed", "settings", "words"),
    [(None, QUICK, "seed"), (0, ("cosine", 1.0, 1.0, None, *[1] * 7), "Fill in")],
)
def test_a_mistake_frees_the_buttons_and_keeps_the_stage(stage, tmp_path, seed, settings, words):
    *_, last = LaboratoryHandlers(lambda: None, tmp_path).run_b(stage, stage.a.name, seed, *settings)
    assert words in last.notice
    assert last.run_b["interactive"] and not last.stop["interactive"]
    assert last.made is None


def test_only_the_run_that_its_visitor_sees_is_decoded_again(stage, tmp_path):
    """After an hour the stage is the one of every visit, and the page shows a run that was removed."""
    laboratory = LaboratoryHandlers(lambda: None, tmp_path)
    [last] = laboratory.run_a(Stage.opening(), stage.a.name, 0, *QUICK)
    assert "This run was removed after an hour" in last.notice and last.made is None
