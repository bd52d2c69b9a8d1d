"""Runs that were cut off, damaged or made by another recipe: gone on from what is whole, or one sentence."""

import dataclasses
import json
import logging
import shutil
import struct
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from soundstorm.codec import SoundStream, SoundStreamConfig
from soundstorm.errors import FileError, UserError
from soundstorm.training.average import Average
from soundstorm.training.codec import CodecRecipe
from soundstorm.training.folder import origin_of, whole_states
from soundstorm.training.loop import LoopSettings, train
from soundstorm.training.resume import forget_after, load_state
from tests.disk import full_after

SMALL = SoundStreamConfig(
    levels=2, codebook_size=16, latent_dim=8, width=32, encoder_blocks=1, decoder_blocks=1
)


class Storm(SoundStream):
    """What another recipe would train."""


def settings(steps: int) -> LoopSettings:
    """A state after every step."""
    return LoopSettings(steps=steps, warmup_steps=1, log_every=1, checkpoint_minutes=0.0)


def recipe(data: Path, width: int = 32) -> CodecRecipe:
    torch.manual_seed(0)
    config = SoundStreamConfig(**vars(SMALL) | {"width": width})
    return CodecRecipe(
        data, data / "prepared", config, batch_size=1, seconds=0.5, warmup_steps=9, adversarial_from=9
    )


@pytest.fixture(scope="module")
def done(data) -> Path:
    """A run of two steps."""
    train(recipe(data), settings(2), data / "two")
    return data / "two"


@pytest.fixture
def run(done, tmp_path) -> Path:
    """A copy of it to damage."""
    return shutil.copytree(done, tmp_path / "run")


def rows(run: Path) -> int:
    return len((run / "metrics.jsonl").read_text().splitlines())


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("model.safetensors", lambda file: file.write_bytes(file.read_bytes()[:500])),
        ("optimizer.bin", lambda file: file.write_bytes(file.read_bytes()[:500])),
        ("optimizer.bin", Path.unlink),
        ("custom_checkpoint_0.pkl", Path.unlink),
        ("custom_checkpoint_1.pkl", lambda file: file.write_bytes(b"")),
    ],
)
def test_where_the_newest_state_is_damaged_the_older_one_is_taken_and_said(run, data, caplog, name, damage):
    newest, older = whole_states(run)
    damage(newest / name)
    train(recipe(data), settings(2), run, resume=True)
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert f"{newest} is damaged" in said[0] and said[1] == f"Going on from the older {older}."
    assert load_file(run / "state" / "step-00000002" / "model.safetensors")
    assert (run / "state" / "damaged-step-00000002").is_dir()


def test_whatever_a_damaged_state_raises_the_older_one_is_taken(run, data, monkeypatch):
    """Of 12,000 with flipped bytes some raised IndexError, TypeError, AttributeError, AssertionError."""
    newest, load = whole_states(run)[0], Average.load_state_dict
    for error in (IndexError, TypeError, AttributeError, AssertionError, struct.error):
        raised = []

        def load_once(self, state, error=error, raised=raised):
            if not raised:
                raised.append(error)
                raise error
            load(self, state)

        monkeypatch.setattr(Average, "load_state_dict", load_once)
        average = Average(recipe(data).networks["codec"], 0.9)
        load_state(run, [], [], [average])
        assert average.steps == 1
        (run / "state" / f"damaged-{newest.name}").rename(newest)


@pytest.mark.parametrize("name", ["model.safetensors", "optimizer.bin", "digests.json"])
def test_a_byte_that_was_flipped_is_noticed(run, data, caplog, name):
    """In the middle of a tensor nothing else tells it."""
    newest, older = whole_states(run)
    contents = bytearray((newest / name).read_bytes())
    contents[len(contents) // 2] ^= 1
    (newest / name).write_bytes(contents)
    train(recipe(data), settings(2), run, resume=True)
    assert f"Going on from the older {older}." in caplog.text


def test_a_state_of_an_earlier_version_has_no_digests(run, data, caplog):
    for state in whole_states(run):
        (state / "digests.json").unlink()
    train(recipe(data), settings(3), run, resume=True)
    assert caplog.text == "" and whole_states(run)[0].name == "step-00000003"


def test_no_state_is_left_that_can_be_read(run, data):
    for state in whole_states(run):
        (state / "optimizer.bin").unlink()
    with pytest.raises(UserError, match=r"None of the states in .* start again in another folder"):
        train(recipe(data), settings(3), run, resume=True)


def test_a_state_that_would_run_code_is_not_opened(run, data, tmp_path):
    """accelerate itself would open this one."""
    sprung = tmp_path / "sprung"

    class Trap:
        def __reduce__(self):
            return (Path.touch, (sprung,))

    for state in whole_states(run):
        (state / "digests.json").unlink()  # who can change a state can change these, too
        torch.save({"steps": Trap()}, state / "custom_checkpoint_0.pkl")
    with pytest.raises(UserError, match="None of the states"):
        train(recipe(data), settings(3), run, resume=True)
    assert not sprung.exists()


@pytest.mark.parametrize(
    "row",
    ['{"step": 2, "mel', f'{{"step": 1{400 * "0"}}}', 10_000 * "[", '{"step": null}', "2", "null", "{}"],
)
def test_a_row_that_is_no_figures_is_forgotten(tmp_path, row):
    (tmp_path / "metrics.jsonl").write_text(f'{{"step": 1}}\n{{"step": 2}}\n{{"step": 3}}\n{row}')
    forget_after(tmp_path / "metrics.jsonl", 2)
    assert (tmp_path / "metrics.jsonl").read_text() == '{"step": 1}\n{"step": 2}\n'


def test_half_a_row_of_figures_is_forgotten(run, data):
    whole = rows(run)
    with (run / "metrics.jsonl").open("a") as file:
        file.write('{"step": 2, "mel')
    train(recipe(data), settings(2), run, resume=True)
    assert rows(run) == whole


def test_a_folder_in_the_place_of_the_figures_is_said_before_the_first_step(data, tmp_path):
    (tmp_path / "run" / "metrics.jsonl").mkdir(parents=True)
    with pytest.raises(FileError, match=r"cannot be read .*: move it away"):
        train(recipe(data), settings(1), tmp_path / "run")
    assert whole_states(tmp_path / "run") == []


def contents(run: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in run.rglob("*") if file.is_file()}


def test_another_recipes_run_is_not_gone_on_with(run, data):
    before = contents(run)
    other = recipe(data)
    other.networks["codec"] = Storm(SMALL)
    with pytest.raises(UserError, match="holds a run that trains SoundStream, not Storm"):
        train(other, settings(3), run, resume=True)
    assert contents(run) == before


def test_a_run_of_another_size_is_not_gone_on_with(run, data):
    before = contents(run)
    with pytest.raises(UserError, match="damaged or of another model"):
        train(recipe(data, width=48), settings(3), run, resume=True)
    assert contents(run) == before


def test_fewer_steps_than_were_done_are_said(run, data):
    before = contents(run)
    with pytest.raises(UserError, match="has done 2 steps, more than the 1 asked for"):
        train(recipe(data), settings(1), run, resume=True)
    assert contents(run) == before


def test_a_run_of_an_earlier_version_is_gone_on_with_and_remembers_its_origin_from_then_on(run, data):
    """Of its recipe it says the class of the model alone."""
    file = run / "settings.json"
    before = json.loads(file.read_text())
    assert before.pop("options") == {"processes": 1}
    assert before == {"model": "SoundStream", **vars(settings(2))}
    file.write_text(json.dumps(before))
    origin = origin_of(data, {}, batch_size=1)
    train(recipe(data), settings(3), run, resume=True, origin=origin)
    origin["options"]["processes"] = 1
    assert json.loads(file.read_text()) == {**before, "steps": 3, **origin}
    with pytest.raises(UserError, match="batch_size 1 instead of 2"):
        train(recipe(data), settings(4), run, resume=True, origin=origin_of(data, {}, batch_size=2))


def test_another_learning_rate_is_gone_on_with_and_said(run, data, caplog):
    """Without a word the rate of the state would stay."""
    slower = dataclasses.replace(settings(3), learning_rate=1e-5)
    before = load_file(run / "state" / "step-00000002" / "model.safetensors")
    train(recipe(data), slower, run, resume=True)
    assert "the learning rate 1e-05 instead of 0.001" in caplog.text
    after = load_file(run / "state" / "step-00000003" / "model.safetensors")
    moved = [(after[name] - before[name]).abs().max() for name in before if "codewords" not in name]
    # the last of three steps has 1 / round(0.5 * 3) of the rate; AdamW moves by about the rate at most
    assert 0 < max(moved) < 2e-5


def test_a_full_disk_leaves_the_states_before(run, data):
    figures = run / "metrics.jsonl"
    with full_after(figures.stat().st_size + 20_000), pytest.raises(UserError, match="free some space"):
        train(recipe(data), settings(3), run, resume=True)
    assert [state.name for state in whole_states(run)] == ["step-00000002", "step-00000001"]
    assert load_file(run / "model" / "model.safetensors")
