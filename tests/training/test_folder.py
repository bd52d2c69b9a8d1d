"""Whose run lies in a folder: another recipe, other data or other models are told before anything is made."""

import importlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from torch import nn

from soundstorm.errors import UserError
from soundstorm.training import codec
from soundstorm.training.folder import (
    check_run,
    only_process,
    origin_of,
    run_settings,
    whole_states,
    write_settings,
)
from soundstorm.training.loop import LoopSettings, train

MODELS = ("codec", "semantic", "start")
AT_WORK = """
import sys, time
from pathlib import Path
from soundstorm.training.folder import only_process
with only_process(Path(sys.argv[1])):
    print("at work", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def given(data, tmp_path) -> dict[str, Path]:
    """Data and models as a user gives them; the weights are only looked at as bytes."""
    folders = {name: tmp_path / name for name in MODELS}
    for name, folder in folders.items():
        folder.mkdir()
        (folder / "config.json").write_text("{}")
        (folder / "model.safetensors").write_text(name)
    (tmp_path / "heard.tsv").write_text("0.wav\tHello there.\n")
    return {"data": data, "heard": tmp_path / "heard.tsv", **folders}


@pytest.fixture
def start_run(given, tmp_path, monkeypatch):
    """What lies in a folder after some steps of a recipe that was called with these options."""

    def start(recipe: str, options: dict[str, object]) -> Path:
        origins = []
        module = importlib.import_module(f"soundstorm.training.{recipe}")
        monkeypatch.setattr(module, "check_run", lambda run, origin, resume: origins.append(origin) or 1 / 0)
        with pytest.raises(ZeroDivisionError):
            module.train(given["data"], tmp_path / "run", **options)
        monkeypatch.setattr(module, "check_run", check_run)
        (tmp_path / "run" / "state" / "step-00000100").mkdir(parents=True)
        write_settings(tmp_path / "run", "Model", {"steps": 100}, origins[0])
        return tmp_path / "run"

    return start


def other(folder: Path) -> Path:
    """A copy with a file that was changed."""
    changed = shutil.copytree(folder, folder.with_name(f"other-{folder.name}"))
    for name in ("model.safetensors", "manifest.tsv"):
        if (changed / name).exists():
            (changed / name).write_text(f"{(changed / name).read_text()}\n")
    return changed


@pytest.mark.parametrize(
    ("recipe", "needs", "options", "changes", "message"),
    [
        ("codec", "", {}, {"batch_size": 3}, "batch_size 24 instead of 3"),
        ("consistency", "", {}, {"batch_size": 3}, "batch_size 64 instead of 3"),
        ("classifier", "", {}, {"batch_size": 3}, "batch_size 64 instead of 3"),
        ("semantic", "", {}, {"encoder": "openai/whisper-tiny"}, "encoder openai/whisper-base instead of"),
        ("text", "semantic", {}, {"heard": "heard"}, "no --heard"),
        ("text", "semantic", {"heard": "heard"}, {"heard": None}, "a --heard"),
        ("text", "semantic", {}, {"start": "start"}, "no --start"),
        (
            "acoustic",
            "codec semantic",
            {"recipe": "paper"},
            {"recipe": "workshop"},
            "recipe paper instead of workshop",
        ),
        ("audiolm", "codec semantic", {"stage": "fine"}, {"stage": "coarse"}, "stage fine instead of coarse"),
    ],
)
def test_a_run_of_other_options_is_not_gone_on_with(
    start_run, given, recipe, needs, options, changes, message
):
    models = {name: given[name] for name in needs.split()}
    before, now = (
        {name: given.get(value, value) for name, value in some.items()} for some in (options, changes)
    )
    run = start_run(recipe, models | before)
    settings = (run / "settings.json").read_bytes()
    module = importlib.import_module(f"soundstorm.training.{recipe}")
    with pytest.raises(UserError, match=f"was started with (.* and with )?{message}"):
        module.train(given["data"], run, **models | before | now, resume=True)
    assert (run / "settings.json").read_bytes() == settings
    assert not (run.parent / "prepared").exists()  # it is said before hours of preparing


@pytest.mark.parametrize("name", ["data", "codec", "semantic", "start"])
def test_a_run_of_other_data_or_models_is_not_gone_on_with(start_run, given, name):
    models = {model: given[model] for model in MODELS}
    run = start_run("acoustic", models)
    changed = models | {"data": given["data"]} | {name: other(given[name])}
    module = importlib.import_module("soundstorm.training.acoustic")
    with pytest.raises(UserError, match=f"was started with another --{name}: go on with what"):
        module.train(changed.pop("data"), run, **changed, resume=True)
    if name == "data":
        shutil.rmtree(given["data"].with_name(f"other-{given['data'].name}"))


def test_all_that_differs_is_named(start_run, given):
    run = start_run("audiolm", {"codec": given["codec"], "semantic": given["semantic"], "stage": "fine"})
    now = origin_of(given["data"], {"codec": given["start"], "semantic": given["semantic"]}, stage="coarse")
    with pytest.raises(UserError, match="with stage fine instead of coarse and with another --codec: go on"):
        check_run(run, now, resume=True)


def test_models_that_moved_are_the_same_and_what_a_run_began_with_need_not_be_said_again(start_run, given):
    run = start_run("acoustic", {name: given[name] for name in MODELS})
    moved = shutil.copytree(given["codec"], given["codec"].with_name("moved"))
    files = {"codec": moved, "semantic": given["semantic"], "start": None}
    check_run(run, origin_of(given["data"], files, recipe="workshop"), resume=True)


@pytest.mark.parametrize("settings", [None, "", "[]", "{}", '{"model": "Model", "steps": 3}', "[" * 10_000])
def test_a_run_that_says_nothing_of_its_origin_is_gone_on_with(start_run, given, settings):
    """Those of earlier versions say what their loop was and no more; other settings are not whole."""
    run = start_run("codec", {})
    (run / "settings.json").unlink()
    if settings is not None:
        (run / "settings.json").write_text(settings)
    check_run(run, origin_of(given["data"], {}, batch_size=3), resume=True, model="Model")


def test_a_folder_is_looked_at_and_nothing_is_made(given, tmp_path):
    origin = origin_of(given["data"], {})
    check_run(tmp_path / "new", origin, resume=False)
    with pytest.raises(UserError, match="no checkpoint to resume from: start it without --resume"):
        check_run(tmp_path / "new", origin, resume=True)
    assert not (tmp_path / "new").exists()
    with pytest.raises(UserError, match=r"heard\.tsv is a file: choose a folder"):
        check_run(given["heard"], origin, resume=False)


def test_a_codec_of_fewer_steps_than_its_codebooks_need_is_refused(tmp_path):
    """They begin after 300 steps."""
    with pytest.raises(UserError, match="begin after 300 steps: ask for more than that with --steps"):
        codec.train(tmp_path / "no data are looked for", tmp_path / "run", steps=300)
    assert list(tmp_path.iterdir()) == []


def test_a_learning_rate_is_a_positive_number():
    for rate in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(UserError, match="a positive number such as"):
            LoopSettings(steps=1, learning_rate=rate)


@pytest.mark.parametrize(
    ("recipe", "needs"),
    [
        ("codec", {}),
        ("consistency", {}),
        ("classifier", {}),
        ("semantic", {}),
        ("text", {"semantic": Path("s")}),
        ("acoustic", {"codec": Path("c"), "semantic": Path("s")}),
        ("audiolm", {"codec": Path("c"), "semantic": Path("s"), "stage": "fine"}),
    ],
)
def test_a_run_goes_on_with_the_steps_and_the_learning_rate_it_was_started_with(
    tmp_path, monkeypatch, recipe, needs
):
    (tmp_path / "settings.json").write_text('{"steps": 777, "learning_rate": 0.5}')
    module, gone_on = importlib.import_module(f"soundstorm.training.{recipe}"), []
    (own,) = (name for name in vars(module) if name.endswith("Recipe"))
    monkeypatch.setattr(module, own, lambda *given: None)
    monkeypatch.setattr(module, "check_run", lambda *given: None)
    monkeypatch.setattr(module, "run_loop", lambda recipe, settings, *rest, **more: gone_on.append(settings))
    for asked in ({}, {"steps": 888}, {"learning_rate": 0.25}):
        module.train(tmp_path, tmp_path, **needs, resume=True, **asked)
    told = [(settings.steps, settings.learning_rate) for settings in gone_on]
    assert told == [(777, 0.5), (888, 0.5), (777, 0.25)]
    module.train(tmp_path, tmp_path, **needs)  # one that begins does not
    assert gone_on[-1].steps != 777 and gone_on[-1].learning_rate != 0.5


def test_a_run_is_not_overwritten(start_run, given):
    run = start_run("codec", {})
    with pytest.raises(UserError, match="already holds a run: pass --resume"):
        check_run(run, origin_of(given["data"], {}), resume=False)


def test_what_was_written_is_read_again(given, tmp_path):
    origin = origin_of(given["data"], {}, seconds=(1.0, 2.0))
    write_settings(tmp_path, "SoundStorm", {"steps": 3}, origin)
    assert run_settings(tmp_path) == json.loads(json.dumps({"model": "SoundStorm", "steps": 3, **origin}))
    assert whole_states(tmp_path) == []


def trains(folder: Path) -> subprocess.Popen:
    """Another process that has begun to train in a folder, until it is killed."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-c", AT_WORK, folder], stdout=subprocess.PIPE, env=environment
    )
    assert process.stdout.readline() == b"at work\n"
    return process


def test_two_processes_do_not_train_in_one_folder(tmp_path):
    other = trains(tmp_path / "run")
    with (
        pytest.raises(UserError, match=r"Another process trains in .*run: wait"),
        only_process(tmp_path / "run"),
    ):
        pass
    other.kill()
    other.wait()
    with only_process(tmp_path / "run"):
        pass
    with only_process(tmp_path / "run"):  # and whoever ended has left, too
        pass


def test_the_loop_keeps_others_out(tmp_path):
    recipe = SimpleNamespace(networks={"line": nn.Linear(1, 1)})
    other = trains(tmp_path / "run")
    try:
        with pytest.raises(UserError, match="Another process trains in"):
            train(recipe, LoopSettings(steps=1), tmp_path / "run")
        assert [file.name for file in (tmp_path / "run").iterdir()] == ["lock"]
    finally:
        other.kill()
        other.wait()
