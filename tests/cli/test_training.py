"""`soundstorm train`: what reaches a recipe, and what is refused before it begins."""

import importlib
from functools import wraps

import pytest
from typer.testing import CliRunner, Result

from soundstorm.cli import app
from soundstorm.training import codec


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_nothing_is_imitated_for_a_run_that_cannot_go_on(recorded_twice, tmp_path):
    result = run("train", "classifier", "--data", recorded_twice, "--out", tmp_path / "run", "--resume")
    assert result.exit_code == 1 and "start it without --resume" in result.stderr
    assert not list(tmp_path.iterdir())


def test_what_is_not_asked_of_a_run_that_goes_on_is_left_to_it(tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr(codec, "train", wraps(codec.train)(lambda data, run, **asked: given.append(asked)))
    command = "train", "codec", "--data", tmp_path, "--out", tmp_path, "--resume"
    assert run(*command).exit_code == 0 and run(*command, "--steps", 9).exit_code == 0
    assert given == [{"resume": True}, {"resume": True, "steps": 9}]


@pytest.mark.parametrize(
    ("recipe", "options"),
    [
        ("acoustic", {"codec": "c", "semantic": "s", "start": "w", "recipe": "paper", "steps": 3}),
        ("semantic", {"encoder": "openai/whisper-base"}),
        ("text", {"semantic": "s", "heard": "heard.tsv", "start": "w"}),
        ("audiolm", {"codec": "c", "semantic": "s", "stage": "fine", "learning_rate": 0.5}),
    ],
)
def test_what_is_asked_of_a_training_reaches_its_recipe(recipe, options, tmp_path, monkeypatch):
    module, received = importlib.import_module(f"soundstorm.training.{recipe}"), {}

    @wraps(module.train)
    def noted(data, run, **given):
        received.update(given)
        return run

    monkeypatch.setattr(module, "train", noted)
    asked = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", value)]
    result = run("train", recipe, "--data", tmp_path, "--out", tmp_path / "run", *asked)
    assert result.exit_code == 0, result.stderr
    assert {name: str(value) for name, value in received.items()} == {"resume": "False"} | {
        name: str(value) for name, value in options.items()
    }
