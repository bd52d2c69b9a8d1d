"""Trainings whose gradients are no numbers any more: they end in one sentence and keep what was good."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from soundstorm.errors import UserError
from soundstorm.training.average import are_finite
from soundstorm.training.folder import whole_states
from soundstorm.training.loop import MOST_SKIPPED, LoopSettings, train


class Broken:
    """Its loss is no number in some steps; `poisoned`: its weights are none from a step on."""

    def __init__(self, bad_steps=(), poisoned: int | None = None) -> None:
        torch.manual_seed(0)
        self.model = nn.Linear(2, 1)
        self.model.config = LoopSettings(steps=1)  # a dataclass to save beside the weights
        self.networks = {"line": self.model}
        self.bad_steps, self.poisoned = bad_steps, poisoned

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, torch.Tensor]:
        return {"x": torch.from_numpy(rng.standard_normal((4, 2))).float()}

    def phases(self, step: int) -> tuple[str, ...]:
        return ("line",)

    def loss(self, network, networks, batch, step):
        loss = networks[network](batch["x"]).float().square().mean()
        if step == self.poisoned:
            self.model.bias.data.fill_(float("nan"))
        return loss * (float("nan") if step in self.bad_steps else 1.0), {}

    def validate(self, model: nn.Module) -> dict[str, float]:
        return {}


def settings(steps: int) -> LoopSettings:
    return LoopSettings(steps=steps, warmup_steps=1, checkpoint_minutes=0.0)


def weights(run: Path) -> dict[str, torch.Tensor]:
    return load_file(run / "model" / "model.safetensors")


def test_a_training_that_diverges_stops_and_keeps_the_last_good_weights(tmp_path):
    recipe = Broken(range(5, 1000))
    with pytest.raises(
        UserError, match=r"diverged before step 25: go on from step-00000005 with --resume and a"
    ):
        train(recipe, settings(1000), tmp_path / "run")
    assert MOST_SKIPPED == 20
    assert [state.name for state in whole_states(tmp_path / "run")] == ["step-00000005", "step-00000004"]
    assert are_finite(recipe.model) and all(
        value.isfinite().all() for value in weights(tmp_path / "run").values()
    )


def test_a_training_that_was_never_good_leaves_no_model(tmp_path):
    with pytest.raises(
        UserError, match="diverged before step 3: start again with a lower --learning-rate, such"
    ):
        train(Broken(range(3)), settings(3), tmp_path / "run")
    assert not (tmp_path / "run" / "model").exists() and not whole_states(tmp_path / "run")


def test_weights_that_are_no_numbers_are_not_saved(tmp_path):
    """The gradients of the step that broke them were numbers."""
    with pytest.raises(UserError, match="go on from step-00000004"):
        train(Broken(poisoned=4), settings(6), tmp_path / "run")
    assert whole_states(tmp_path / "run")[0].name == "step-00000004"
    assert all(value.isfinite().all() for value in weights(tmp_path / "run").values())


def test_a_few_bad_steps_do_no_harm(tmp_path):
    bad = [*range(2, 2 + MOST_SKIPPED - 1), *range(30, 30 + MOST_SKIPPED - 1), 59]
    train(Broken(bad), settings(60), tmp_path / "run")
    assert whole_states(tmp_path / "run")[0].name == "step-00000060"


def test_what_diverged_goes_on_with_a_lower_learning_rate(tmp_path):
    with pytest.raises(UserError, match=r"lower --learning-rate, such as 0\.00025"):
        train(Broken(range(5, 1000)), settings(1000), tmp_path / "run")
    lower = LoopSettings(steps=8, learning_rate=0.00025, warmup_steps=1)
    train(Broken(), lower, tmp_path / "run", resume=True)
    assert whole_states(tmp_path / "run")[0].name == "step-00000008"
