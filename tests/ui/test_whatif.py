"""Edits as the browser asks for them."""

from dataclasses import replace
from types import SimpleNamespace

import gradio as gr
import pytest

from soundstorm import Schedule
from soundstorm.audio import read_audio
from soundstorm.errors import UserError
from soundstorm.pipeline import finish
from soundstorm.trace.turns import turn_frames
from soundstorm.ui import limits
from soundstorm.ui import whatif as edits
from soundstorm.ui.limits import Deadline
from soundstorm.ui.line import FIRST_GUESS, FIRST_RATE, Line
from soundstorm.ui.running import UNCHANGED
from soundstorm.ui.runs import keep
from soundstorm.ui.stage import Stage
from soundstorm.ui.whatif import WhatIf, asked_seed, decode_edit, painted_region, put_edit


@pytest.fixture
def stage(spoken, tmp_path) -> Stage:
    return Stage.opening().with_a(keep(spoken, tmp_path))


@pytest.fixture
def what_if(pipeline, tmp_path) -> WhatIf:
    return WhatIf(lambda: pipeline, tmp_path)


def ask(what_if, stage, meanwhile=None, **asked):
    """What the event that the theatre triggers leads to; `meanwhile` is the stage when the run is ready."""
    event = SimpleNamespace(_data={"number": 5, "trace": stage.a.name, **asked})
    *_, edited = what_if.edit(stage, event)
    theatre, after = put_edit(meanwhile or stage, edited)
    return SimpleNamespace(theatre=theatre, stage=after)


def test_a_painted_rectangle_becomes_a_mask_over_the_new_speech(spoken):
    first = spoken.prompt_frames + 2
    region = painted_region({"levels": [2, 3], "frames": [first, first + 4]}, spoken)
    assert region.shape == (spoken.levels, spoken.frames - spoken.prompt_frames)
    assert region[1:3, 2:7].all()
    assert int(region.sum()) == 2 * 5


def test_another_seed_is_drawn_only_when_asked_for(spoken):
    assert asked_seed({}, spoken) == asked_seed({"fresh": "yes"}, spoken) == spoken.seed
    assert len({asked_seed({"fresh": True}, spoken) for _ in range(5)}) > 1


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"kind": "everything"},
        {"kind": "region", "levels": [1, 2]},
        {"kind": "region", "levels": [0, 2], "frames": [400, 400]},
        {"kind": "region", "levels": [2, 1], "frames": [400, 400]},
        {"kind": "region", "levels": [1, 1], "frames": [0, 10]},
        {"kind": "region", "levels": [1, 1], "frames": [400, 10**9]},
        {"kind": "region", "levels": [1.5, 2], "frames": [400, 400]},
        {"kind": "token", "step": 1, "level": True, "frame": 3, "token": 4},
        {"kind": "token", "step": "1; drop", "level": 1, "frame": 3, "token": 4},
    ],
)
def test_what_cannot_be_an_edit_is_refused_with_what_to_do(pipeline, spoken, asked):
    with pytest.raises(UserError, match="Paint a region or choose a token"):
        decode_edit(pipeline, spoken, asked)


def test_a_region_decoded_again_stands_beside_the_old_run_with_sound(what_if, stage, spoken):
    last = spoken.frames - 1
    update = ask(what_if, stage, kind="region", levels=[3, 8], frames=[last - 9, last])
    before, after = spoken.codes[0], update.stage.b.load().codes[0]
    assert before[:, : last - 9].equal(after[:, : last - 9])
    assert before[:2].equal(after[:2])
    assert update.stage.a == stage.a
    assert set(map(str, range(1, 9))) <= set(update.stage.b.load().audio)
    answer = update.theatre["answer"]
    assert answer["number"] == 5
    assert answer["sentence"].startswith("60 tokens decoded again")
    assert answer["sentence"].endswith("stands beside the old one as B.")


def test_the_list_of_runs_says_what_an_edit_changed_in_which_voice(what_if, spoken, tmp_path):
    """Frames of 20 ms, counted from the end of the prompt."""
    stage = Stage.opening().with_a(keep(spoken, tmp_path, voice="a man", pace=1.2))
    first, done = spoken.prompt_frames, spoken.iterations[0]
    other = (int(done.sampled[0]) + 1) % spoken.codebook_size
    asked = (
        {"kind": "region", "levels": [3, 8], "frames": [first + 5, first + 14]},
        {"kind": "region", "levels": [8, 8], "frames": [first, first]},
        {"kind": "token", "step": 0, "level": 1, "frame": int(done.frame[0]), "token": other},
    )
    changes = (
        "levels 3 to 8, 0.10 to 0.30 s",
        "level 8, 0.00 to 0.02 s",
        f"token {other} at level 1, {0.02 * (int(done.frame[0]) - first):.2f} s",
    )
    for edit, change in zip(asked, changes, strict=True):
        differs = ask(what_if, stage, **edit).stage.b.differs
        assert differs == f"{change}, a man, seed 3, pace 1.2"


def test_whoever_chose_another_run_meanwhile_keeps_it_and_finds_the_new_one_in_the_list(
    what_if, stage, spoken, tmp_path
):
    opened = stage.with_a(keep(spoken, tmp_path))
    last = spoken.frames - 1
    update = ask(what_if, stage, meanwhile=opened, kind="region", levels=[8, 8], frames=[last, last])
    assert (update.stage.a, update.stage.b) == (opened.a, None)
    new, *others = update.stage.own
    assert others == list(opened.own)
    assert new.load().edit["kind"] == "region"
    assert "in the list" in update.theatre["answer"]["sentence"]


def test_another_candidate_is_kept_and_the_decoding_goes_on_from_there(what_if, stage, spoken):
    done = spoken.iterations[0]
    frame, token = int(done.frame[4]), int(done.candidate_ids[4, -1])
    line = Line(gr.Blocks())
    update = ask(replace(what_if, line=line), stage, kind="token", step=0, level=1, frame=frame, token=token)
    assert line.seconds != FIRST_GUESS and line.rate == FIRST_RATE  # others waited for it
    edited = update.stage.b.load()
    assert int(edited.codes[0, 0, frame]) == token
    assert edited.edit["kind"] == "token"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"kind": "nonsense"}, "Paint a region"),
        ({"kind": "token", "step": 999, "level": 1, "frame": 300, "token": 1}, "step"),
        ({"trace": "another"}, "was removed after an hour"),
        ({"trace": "2-greedy"}, "not the one the server has"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence_and_changes_nothing(what_if, stage, asked, words):
    update = ask(what_if, stage, **asked)
    assert update.stage == stage
    assert words in update.theatre["answer"]["sentence"]


def test_the_sound_of_an_edit_must_be_there_in_time_too(what_if, stage, spoken, monkeypatch):
    """One pass for each of the levels 3 to 8, then a sound for each of all eight."""
    asked = []

    def check(deadline):
        asked.append(deadline)
        if len(asked) > 6 + 2:
            raise UserError("Too late.")

    monkeypatch.setattr(Deadline, "check", check)
    last = spoken.frames - 1
    update = ask(what_if, stage, kind="region", levels=[3, 8], frames=[last - 9, last])
    assert (update.theatre["answer"]["sentence"], update.stage) == ("Too late.", stage)
    assert len(set(map(id, asked))) == 1 and len(asked) == 9


def test_an_edit_that_is_stopped_decodes_no_further_and_leaves_nothing(
    what_if, stage, spoken, tmp_path, monkeypatch
):
    monkeypatch.setattr(limits, "SECONDS_UNTIL_STOPPED", 0.0)
    steps, over = [], Deadline.over
    monkeypatch.setattr(
        Deadline, "over", lambda *given: (steps.append(step) or step for step in over(*given))
    )
    last, before = spoken.frames - 1, sorted(tmp_path.rglob("*"))
    asked = {"trace": stage.a.name, "kind": "region", "levels": [1, 8], "frames": [last - 9, last]}
    editing = what_if.edit(stage, SimpleNamespace(_data=asked))
    assert [next(editing), next(editing)] == [UNCHANGED, UNCHANGED]
    editing.close()
    assert len(steps) == 2 and sorted(tmp_path.rglob("*")) == before


def test_the_time_of_an_edit_begins_before_its_text_stage(what_if, stage, spoken, monkeypatch):
    last, clock = spoken.frames - 1, [0.0]
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(edits, "Deadline", lambda: Deadline(180.0, clock[0]))

    def slowly(*arguments):
        clock[0] += 181.0
        return decode_edit(*arguments)

    monkeypatch.setattr(edits, "decode_edit", slowly)
    update = ask(what_if, stage, kind="region", levels=[8, 8], frames=[last, last])
    assert update.theatre["answer"]["sentence"].startswith("This run was stopped after 180 seconds")


def test_a_trace_that_is_longer_than_any_run_is_not_decoded_again(what_if, stage, spoken, monkeypatch):
    monkeypatch.setattr(limits, "LONGEST_TRACE", 1.0)
    last = spoken.frames - 1
    update = ask(what_if, stage, kind="region", levels=[8, 8], frames=[last, last])
    assert update.theatre["answer"]["sentence"].startswith("Choose a shorter run")
    assert update.stage == stage


@pytest.fixture(scope="module")
def talk(talkers, prompt_folder):
    """Two people, in three iterations."""
    prompts = [read_audio(prompt_folder / f"{name}.flac", 16_000) for name in ("man-8629", "woman-6078")]
    return finish(talkers.dialogue("Oh wow. | Uh-huh?", prompts, 3, Schedule((2, 1)), 2)).trace


def test_a_turn_is_decoded_again_or_says_something_else(talkers, talk, tmp_path):
    what_if, stage = WhatIf(lambda: talkers, tmp_path), Stage.opening().with_a(keep(talk, tmp_path))
    update = ask(what_if, stage, kind="turn", turn=1, fresh=True)
    again, first = update.stage.b.load(), turn_frames(talk, 1)[0] + talk.prompt_frames
    assert again.seed != talk.seed and again.script == talk.script
    assert again.codes[:, :, :first].equal(talk.codes[:, :, :first])
    update = ask(what_if, stage, kind="say", turn=1, text="No, I never said so!")
    assert update.stage.b.load().transcript == "Oh wow. | No, I never said so!"
    assert "for the new words" in update.theatre["answer"]["sentence"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"kind": "turn"}, "Choose a turn"),
        ({"kind": "turn", "turn": 2}, "one of the 2 turns"),
        ({"kind": "say", "turn": 1}, "Write what is said"),
        ({"kind": "say", "turn": 1, "text": "x" * 401}, "at most 400"),
        ({"kind": "say", "turn": 1, "text": "Oh. | No."}, "one speaker"),
    ],
)
def test_what_cannot_be_an_edit_of_a_turn_is_refused(talkers, talk, asked, words):
    with pytest.raises(UserError, match=words):
        decode_edit(talkers, talk, asked)


def test_events_that_hold_nothing_are_answered_too(what_if, stage):
    [edited] = what_if.edit(stage, SimpleNamespace(_data=None))
    assert (edited.number, edited.made) == (None, None)
    assert "ask again" in edited.sentence
    assert put_edit(stage, None) == (UNCHANGED, UNCHANGED)
