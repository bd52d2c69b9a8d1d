"""Traces as entries of a list."""

from dataclasses import replace
from pathlib import Path

import pytest

from soundstorm.errors import TraceError, UserError
from soundstorm.text.script import Script
from soundstorm.ui.runs import bundled_dialogues, bundled_runs, keep, open_upload, title_of


def test_a_kept_run_can_be_loaded_again_and_lies_in_a_folder_nobody_can_guess(spoken, tmp_path):
    run, other = keep(spoken, tmp_path), keep(spoken, tmp_path)
    assert run.load().codes.equal(spoken.codes)
    assert run.frames == spoken.frames - spoken.prompt_frames
    assert len(run.name) >= 24 and run.name != other.name
    assert run.name in run.path


def test_a_run_that_was_removed_says_so(spoken, tmp_path):
    run = keep(spoken, tmp_path)
    Path(run.path).unlink()
    with pytest.raises(UserError, match="after an hour"):
        run.load()


def test_titles_are_short_and_say_how_a_run_was_made(spoken):
    assert title_of(spoken) == "Hello there."
    assert len(title_of(replace(spoken, script=Script("word " * 40)))) <= 44
    assert title_of(replace(spoken, script=Script())) == "Conversion"
    assert title_of(replace(spoken, edit={"kind": "region", "cells": 4})).endswith("region again")
    assert title_of(replace(spoken, edit={"kind": "token"})).endswith("other token")


def test_an_upload_is_read_before_it_is_shown(spoken, tmp_path):
    path = tmp_path / "mine.sstrace"
    spoken.save(path)
    assert open_upload(path, "").seed == spoken.seed


@pytest.mark.parametrize("content", [b"", b"RIFF....WAVE", b"SSTRACE\n" + bytes(100)])
def test_a_foreign_upload_is_refused_without_telling_where_it_lies(tmp_path, content):
    path = tmp_path / "mine.sstrace"
    path.write_bytes(content)
    with pytest.raises(TraceError) as refused:
        open_upload(path, "")
    assert str(tmp_path) not in str(refused.value)


def test_a_file_that_is_opened_again_is_the_same_run_and_another_one_is_not(spoken, tmp_path):
    paths = [Path(keep(spoken, tmp_path).path) for _ in range(2)]
    first, again, other = (open_upload(path, "").name for path in (paths[0], paths[0], paths[1]))
    assert first == again != other
    replace(spoken, seed=spoken.seed + 1).save(paths[0])
    assert open_upload(paths[0], "").name not in (first, other)


def test_the_bundled_runs_are_listed_by_their_file_names():
    names, dialogues = ([run.name for run in runs] for runs in (bundled_runs(), bundled_dialogues()))
    assert names == sorted(set(names) - set(dialogues)) + dialogues
    assert names[:2] == ["1-paper", "2-greedy"] and dialogues == sorted(dialogues)


def test_dialogues_are_offered_after_the_sentences_where_there_are_any(spoken, tmp_path):
    folders = tmp_path / "traces", tmp_path / "dialogues"
    for folder, name in zip(folders, ("paper", "breakfast"), strict=True):
        folder.mkdir()
        spoken.save(folder / f"{name}.sstrace")
    assert [run.name for run in bundled_runs(folders)] == ["paper", "breakfast"]
    assert [run.name for run in bundled_dialogues(folders)] == ["breakfast"]
