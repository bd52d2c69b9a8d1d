"""What the Dialogue tab's handlers make of a form, with small models that know four speakers."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from soundstorm.audio import read_audio, write_audio
from soundstorm.errors import AudioError
from soundstorm.ui import limits
from soundstorm.ui.dialogue.cast import (
    OWN,
    cast_value,
    choose_voice,
    describe_together,
    first_cast,
    prompts_of,
)
from soundstorm.ui.dialogue.handlers import DialogueHandlers, describe_models
from soundstorm.ui.running import put_run
from soundstorm.ui.stage import Stage
from tests.ui.late import late

CAST = first_cast()
NOBODY = (None, None, None, None)
FORM = {
    "text": "Oh wow. | Uh-huh?", "speakers": 2, "cast": CAST, "together": None, "permission": False,
    "seed": 4, "iterations": "2,1", "guidance": 0.0, "pace": 1.0,
}  # fmt: skip


def run(models, cache, recordings=NOBODY, **change):
    form = {**FORM, **change}
    return [*DialogueHandlers(lambda: models, cache).run(Stage.opening(), *form.values(), *recordings)]


def test_a_dialogue_ends_on_the_stage_with_its_turns(talkers, tmp_path):
    *updates, made, last = run(talkers, tmp_path)
    phases = [update.live["phase"] for update in updates if "phase" in update.live]
    assert phases[0] == "text" and phases[-1] == "done"
    assert last.live["headline"] == "Your dialogue is ready" and last.generate["interactive"]
    stage = put_run(Stage.opening(), made.made).stage
    trace = stage.a.load()
    assert [turn.speaker for turn in trace.script.turns] == [1, 2]
    assert [who for who, _ in trace.prompts] == [1, 2]
    assert " and " in stage.a.differs and trace.seed == 4 and len(trace.audio) == 2 + 1 + 1


def test_guidance_and_pace_are_those_of_the_form(talkers, tmp_path, paces):
    *_, made, _ = run(talkers, tmp_path, guidance=1.5, pace=0.9)
    assert made.made.run.load().schedule.guidance == 1.5 and made.made.run.pace == 0.9
    sentence = " ".join(["one"] * 9) + " one. "
    run(talkers, tmp_path, text=" | ".join([sentence * 2] * 5), iterations="1,1", pace=1.1)
    assert paces[0] == 0.9 and {*paces[1:]} == {1.1, 1.0}  # one sentence tells how long it takes


def test_a_long_dialogue_that_takes_too_long_ends_with_one_sentence(talkers, tmp_path, monkeypatch):
    monkeypatch.setattr(limits.Deadline, "check", late)
    sentence = " ".join(["one"] * 9) + " one. "
    *_, last = run(talkers, tmp_path, text=" | ".join([sentence * 2] * 5), iterations="1,1")
    assert "stopped after 600 seconds" in last.notice and last.generate["interactive"]


def test_a_long_dialogue_is_heard_part_by_part_and_is_one_file(talkers, tmp_path):
    sentence = " ".join(["one"] * 9) + " one. "
    updates = run(talkers, tmp_path, text=" | ".join([sentence * 2] * 5), iterations="1,1")
    lives = [update.live for update in updates if "phase" in update.live]
    parts = [live for live in lives if live["phase"] == "reading"]
    assert parts[0]["parts"] == 3 and re.search(r"about \d+ s of work", str(parts[0]["facts"]))
    assert sorted({live["sounds"] for live in parts}) == [0, 1, 2, 3]
    first = Path(next(live for live in parts if live["sounds"])["sound"]["path"])
    pieces = [read_audio(first.with_name(f"{number}.wav"), 16_000) for number in range(3)]
    whole = read_audio(lives[-1]["files"]["WAV"]["path"], 16_000)
    assert lives[-1]["phase"] == "ready" and lives[-1]["whole"] == lives[-1]["files"]["WAV"]
    assert torch.equal(torch.cat(pieces), whole)
    assert updates[-1].generate["interactive"] and not any(
        getattr(update.made, "run", None) for update in updates
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": "Hello."}, "two speakers or more"),
        ({"text": "Hello. | | Hi."}, "turn 2"),
        ({"cast": (OWN, *CAST[1:])}, "voice of A"),
        ({"text": "Oh. | No. | Yes.", "speakers": 3, "together": "two.wav"}, "let two speak"),
        ({"together": "two.wav"}, "permission to clone"),
        ({"cast": (OWN, *CAST[1:]), "recordings": ("mine.wav", None, None, None)}, "permission to clone"),
        ({"seed": 0.5}, "seed"),
        ({"iterations": "many"}, "iterations"),
        ({"guidance": 9.0}, "guidance"),
        ({"pace": 0.0}, "pace"),
    ],
)
def test_every_mistake_in_the_form_is_one_sentence(tmp_path, change, words):
    last = run(None, tmp_path, **change)[-1]  # refused before the models are asked for
    assert words in last.notice and 'role="alert"' in last.notice
    assert last.generate["interactive"] and not last.stop["interactive"]


def test_models_of_one_speaker_say_so(pipeline, talkers, tmp_path):
    if pipeline.storm.config.speakers == 1:
        assert "know one speaker" in describe_models(lambda: pipeline)
        assert "several speakers" in run(pipeline, tmp_path)[-1].notice
    assert describe_models(lambda: talkers) == ""


def test_voices_are_bundled_own_or_the_two_of_one_recording(talkers, prompt_folder, tmp_path):
    assert choose_voice(CAST, SimpleNamespace(_data={"number": 2, "name": OWN})) == (CAST[0], OWN, *CAST[2:])
    for foreign in (
        {"number": 5, "name": OWN},
        {"number": "1", "name": OWN},
        {"number": 1, "name": "x"},
        {"number": 1, "name": []},
        None,
    ):
        assert choose_voice(CAST, SimpleNamespace(_data=foreign)) == CAST
    assert [one["letter"] for one in cast_value(CAST, 3)["speakers"]] == ["A", "B", "C"]
    assert prompts_of((OWN, *CAST[1:]), ("mine.wav",), 2, None, True)(talkers)[0] == "mine.wav"
    with pytest.raises(AudioError, match="voice of B"):
        prompts_of((CAST[0], OWN), NOBODY, 2, None, True)

    names = ("woman-6078", "man-8629")
    sounds = [read_audio(prompt_folder / f"{name}.flac", 16_000)[:64_000] for name in names]
    write_audio(tmp_path / "two.wav", torch.cat([sounds[0], torch.zeros(8_000), sounds[1]]), 16_000)
    first, second = prompts_of(CAST, NOBODY, 2, str(tmp_path / "two.wav"), True)(talkers)
    assert len(first) > 16_000 and len(second) > 16_000
    assert "Two voices were found: A" in describe_together(lambda: talkers, str(tmp_path / "two.wav"))
    write_audio(tmp_path / "one.wav", sounds[0], 16_000)
    assert 'role="alert"' in describe_together(lambda: talkers, str(tmp_path / "one.wav"))
