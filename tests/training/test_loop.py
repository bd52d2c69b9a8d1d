"""The loop with the real codec recipe, on a codec of width 32 and four clips of noise."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from accelerate.state import AcceleratorState
from safetensors.torch import load_file
from torch import nn

from soundstorm.checkpoint import load_pretrained
from soundstorm.codec import SoundStream, SoundStreamConfig
from soundstorm.errors import UserError
from soundstorm.training import loop, muon, resume
from soundstorm.training.average import Average
from soundstorm.training.codec import CodecRecipe
from soundstorm.training.folder import digest_of, whole_states
from soundstorm.training.loop import LoopSettings, train
from soundstorm.training.muon import Muon
from soundstorm.training.optimizers import build_optimizers

SMALL = SoundStreamConfig(
    levels=2, codebook_size=16, latent_dim=8, width=32, encoder_blocks=1, decoder_blocks=1
)
# a checkpoint after every step; k-means at step 1, discriminators from step 2 on
SETTINGS = LoopSettings(steps=5, warmup_steps=2, log_every=1, checkpoint_minutes=0.0)


class KilledRecipe(CodecRecipe):
    """Its process dies at the beginning of step 3, with nobody to tidy up."""

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, torch.Tensor]:
        if step == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().batch(rng, step)


def die_at_the_third_state(file: Path) -> str:
    """In place of `digest_of`, which is asked for every file of a state before it is a whole one."""
    if len([*file.parent.parent.glob("step-*")]) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return digest_of(file)


# two processes may add up in another order; in bfloat16 that alone can choose another codeword
CLOSE = 1e-3


def train_in_float32(patch: pytest.MonkeyPatch) -> None:
    for module in (loop, muon):
        patch.setattr(module, "has_fast_bfloat16", lambda device="cpu": False)


@pytest.fixture(scope="module", autouse=True)
def float32():
    AcceleratorState._reset_state()  # a process keeps the precision that another test's training chose
    with pytest.MonkeyPatch.context() as patch:
        train_in_float32(patch)
        yield
    AcceleratorState._reset_state()


def recipe(data: Path, recipe_class: type[CodecRecipe] = CodecRecipe, seed: int = 0) -> CodecRecipe:
    torch.manual_seed(seed)
    return recipe_class(
        data, data / "prepared", SMALL, batch_size=2, seconds=0.5, warmup_steps=1, adversarial_from=2
    )


def losses(run: Path) -> list[dict[str, float]]:
    rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [{name: value for name, value in row.items() if name != "time"} for row in rows]


def assert_same_training(data: Path, run: Path, other: Path) -> None:
    """Both ended at the same weights, up to a small share of the way they went."""
    start = recipe(data).networks["codec"].state_dict()
    weights, expected = (load_file(folder / "model" / "model.safetensors") for folder in (run, other))
    assert weights.keys() == expected.keys() == start.keys()
    apart, way = (
        sum((first[name] - second[name]).square().sum() for name in start) ** 0.5
        for first, second in ((weights, expected), (expected, start))
    )
    assert apart < CLOSE * way


@pytest.fixture(scope="module")
def finished(data) -> Path:
    """A run that nobody interrupted."""
    train(recipe(data), SETTINGS, data / "finished")
    return data / "finished"


@pytest.fixture(scope="module")
def killed(data) -> Path:
    """The same run, in a process of its own, killed after three of its five steps."""
    return train_and_die(data, data / "killed", "batch")


def train_and_die(data: Path, run: Path, where: str) -> Path:
    """A run whose process is killed: at its third "batch", or in the middle of its third "state"."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.run([sys.executable, __file__, data, run, where], env=environment)
    assert process.returncode == -signal.SIGKILL
    return run


def test_a_run_leaves_weights_and_figures(finished):
    codec = load_pretrained(SoundStream, finished / "model")
    assert codec.encode(torch.zeros(1, 640)).shape == (1, 2, 2)
    rows = losses(finished)
    assert [row["step"] for row in rows if "mel" in row] == [1, 2, 3, 4, 5]
    assert ["commitment" in row for row in rows if "mel" in row] == [False, True, True, True, True]
    assert ["adversarial" in row for row in rows if "mel" in row] == [False, False, True, True, True]
    assert {"valid/mel_1", "valid/mel_2"} <= rows[-1].keys()
    assert json.loads((finished / "settings.json").read_text())["steps"] == 5
    assert list((finished / "tensorboard").rglob("events.*"))


def test_the_last_two_states_are_kept(finished):
    assert sorted(path.name for path in (finished / "state").iterdir()) == ["step-00000004", "step-00000005"]
    assert whole_states(finished)[0].name == "step-00000005"


def test_a_killed_run_resumes_to_the_weights_and_losses_of_an_uninterrupted_one(data, finished, killed):
    assert whole_states(killed)[0].name == "step-00000003"
    train(recipe(data, seed=123), SETTINGS, killed, resume=True)  # what it starts with does not matter
    # two processes may add up in another order: their sums differ in the last bits
    for row, expected in zip(losses(killed), losses(finished), strict=True):
        assert row == pytest.approx(expected, rel=CLOSE)
    assert_same_training(data, killed, finished)


def test_a_run_killed_while_writing_a_state_resumes_from_the_one_before(data, finished):
    run = data / "torn"
    shutil.copytree(finished, run)
    (run / "state" / "step-00000005").rename(run / "state" / "partial")
    (run / "state" / "partial" / "model.safetensors").write_bytes(b"torn")
    assert whole_states(run)[0].name == "step-00000004"
    train(recipe(data), SETTINGS, run, resume=True)
    assert_same_training(data, run, finished)


def test_a_run_killed_by_the_system_while_it_saves_resumes_from_the_state_before(data, finished):
    run = train_and_die(data, data / "killed-saving", "state")
    assert (run / "state" / "partial").is_dir() and whole_states(run)[0].name == "step-00000002"
    train(recipe(data), SETTINGS, run, resume=True)
    assert_same_training(data, run, finished)


def test_a_run_killed_while_writing_its_first_state_starts_again(data):
    run = data / "early"
    (run / "state" / "partial").mkdir(parents=True)
    with pytest.raises(UserError, match="without --resume"):
        train(recipe(data), SETTINGS, run, resume=True)
    train(recipe(data), LoopSettings(steps=1), run)
    assert whole_states(run)[0].name == "step-00000001"


def test_a_folder_that_holds_a_run_is_not_overwritten(data, finished):
    before = (finished / "settings.json").read_text()
    with pytest.raises(UserError, match="--resume"):
        train(recipe(data), LoopSettings(steps=1), finished)
    assert (finished / "settings.json").read_text() == before


def test_learning_rate_rises_stays_and_falls():
    settings = LoopSettings(steps=100, warmup_steps=10, decay_share=0.4)
    factors = [settings.learning_rate_factor(step) for step in range(100)]
    assert factors[:3] == pytest.approx([0.1, 0.2, 0.3]) and factors[9] == 1.0
    assert factors[10:61] == [1.0] * 51
    assert [factors[70], factors[80], factors[99]] == pytest.approx([0.75, 0.5, 0.025])


def test_average_by_hand():
    """The share of the old average is steps / (steps + 10) while that is less than the decay."""
    model = nn.Linear(1, 1, bias=False)
    nn.init.constant_(model.weight, 0.0)
    average = Average(model, decay=0.1)
    nn.init.constant_(model.weight, 11.0)
    average.update(model)  # 1 / 11 of 0, 10 / 11 of 11
    assert average.model.weight.item() == pytest.approx(10.0)
    average.update(model)  # 2 / 12 is more than the decay: 0.1 of 10, 0.9 of 11
    assert average.model.weight.item() == pytest.approx(10.9)


def test_a_state_that_an_average_is_made_of_stays_as_it_is():
    average = Average(nn.Linear(1, 1), decay=0.5)
    state = {**average.state_dict(), "steps": 7}
    average.load_state_dict(state)
    assert average.steps == 7 and state == {**average.state_dict(), "steps": 7}


def test_buffers_are_not_averaged():
    model = nn.BatchNorm1d(1)
    average = Average(model, decay=0.999)
    model.running_mean.fill_(3.0)
    average.update(model)
    assert average.model.running_mean.item() == 3.0


def test_muon_gets_the_matrices_of_the_blocks_and_adamw_the_rest():
    codec = SoundStream(SMALL)
    adamw, muon = build_optimizers(codec, LoopSettings(steps=1, learning_rate=0.25))
    assert isinstance(adamw, torch.optim.AdamW) and isinstance(muon, Muon)
    assert (adamw.param_groups[0]["base_lr"], muon.param_groups[0]["base_lr"]) == (0.25, 0.5)
    matrices = muon.param_groups[0]["params"]
    # expand and contract of one encoder and one decoder block: 32 x 96 each way
    assert sorted(tuple(matrix.shape) for matrix in matrices) == [(32, 96)] * 2 + [(96, 32)] * 2
    given = {id(parameter) for parameter in [*adamw.param_groups[0]["params"], *matrices]}
    assert given == {id(parameter) for parameter in codec.parameters()}


def test_a_network_without_blocks_needs_no_muon():
    assert len(build_optimizers(nn.Linear(3, 3), LoopSettings(steps=1))) == 1


if __name__ == "__main__":
    data, run, where = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    train_in_float32(pytest.MonkeyPatch())
    if where == "state":
        pytest.MonkeyPatch().setattr(resume, "digest_of", die_at_the_third_state)
    train(recipe(data, KilledRecipe if where == "batch" else CodecRecipe), SETTINGS, run)
