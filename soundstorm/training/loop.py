"""The training loop all recipes share: accelerate for devices and resuming, Muon + AdamW, EMA, TensorBoard.

Batches are a function of (seed, step), so that a resumed run sees what an uninterrupted one would have seen.
Checkpoints are written beside their place and moved into it, so that a run killed at any moment can resume.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from torch import Tensor, nn
from tqdm import tqdm

from soundstorm.checkpoint import load_pretrained, save_pretrained
from soundstorm.errors import CheckpointError, UserError
from soundstorm.nn.precision import has_fast_bfloat16
from soundstorm.training.average import Average, Progress, are_finite
from soundstorm.training.folder import check_run, only_process, run_settings, whole_states, write_settings
from soundstorm.training.optimizers import build_optimizers, set_learning_rates
from soundstorm.training.processes import agreed, joined_processes
from soundstorm.training.resume import forget_after, load_state, save_state

SEED = 0  # of a recipe's initial weights and of its batches
MOST_SKIPPED = (
    20  # steps in a row whose gradients are not finite: a training that diverged comes back no more
)
NO_ORIGIN: Mapping[str, Mapping[str, Any]] = {}


@dataclass(frozen=True)
class LoopSettings:
    steps: int
    learning_rate: float = 1e-3  # of AdamW: embeddings, norms, convolutions, heads
    weight_decay: float = 0.01
    warmup_steps: int = 100
    decay_share: float = 0.5  # the last share of the steps, over which the learning rate falls to zero
    gradient_clip: float = 1.0
    ema_decay: float = 0.999
    seed: int = SEED
    log_every: int = 20
    checkpoint_minutes: float = 4.0

    def __post_init__(self) -> None:
        if not 0 < self.learning_rate < float("inf"):
            raise UserError(f"A learning rate is a positive number such as 0.001, not {self.learning_rate}.")

    @property
    def muon_learning_rate(self) -> float:
        """Of Muon: the matrices of the blocks."""
        return 2 * self.learning_rate

    def of_run(self, run: Path, resume: bool, steps: int | None, learning_rate: float | None) -> LoopSettings:
        """With what is asked for; where that is None, a run that goes on keeps what it was started with."""
        started = run_settings(run) if resume else {}
        asked = {"steps": steps, "learning_rate": learning_rate}
        known = {name: started.get(name) if value is None else value for name, value in asked.items()}
        return replace(
            self, **{name: value for name, value in known.items() if isinstance(value, int | float)}
        )

    def learning_rate_factor(self, step: int) -> float:
        """Linear warm-up, a plateau, linear decay to zero."""
        warm = min(1.0, (step + 1) / self.warmup_steps)
        left = (self.steps - step) / max(1, round(self.decay_share * self.steps))
        return min(warm, 1.0, left)


class Recipe(Protocol):
    """One model's training: its networks, its batches and its losses."""

    networks: Mapping[str, nn.Module]  # the first is the model that is saved; the others only train it

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, Tensor]: ...

    def phases(self, step: int) -> tuple[str, ...]:
        """The networks to update in this step, in order."""
        ...

    def loss(
        self, network: str, networks: Mapping[str, nn.Module], batch: dict[str, Tensor], step: int
    ) -> tuple[Tensor, dict[str, float | Tensor]]:
        """Loss of one network and the figures to log."""
        ...

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Figures on the valid split, with averaged weights."""
        ...


def train(
    recipe: Recipe,
    settings: LoopSettings,
    run: Path,
    resume: bool = False,
    validate_every: int = 500,
    origin: Mapping[str, Mapping[str, Any]] = NO_ORIGIN,
) -> Path:
    """Run a recipe for `settings.steps` steps in the folder `run`; returns the folder of the final weights.

    `run/model` holds the averaged weights (config.json, model.safetensors), `run/state` what resuming needs,
    `run/metrics.jsonl` and `run/tensorboard` the figures, `run/settings.json` the settings and the origin.

    Args:
        origin: what decides the run beside its loop, from `folder.origin_of`; compared when it is resumed.
    """
    model = type(next(iter(recipe.networks.values()))).__name__
    check_run(run, origin, resume, model)
    processes = joined_processes()
    # each draws batches of its own: with another number of them it is another training
    options = {**origin.get("options", {}), "processes": processes.num_processes}
    origin = {**origin, "options": options}
    with only_process(run) if processes.is_main_process else nullcontext():
        check_run(run, origin, resume, model)  # again: what was written before nobody else could write
        return _train(recipe, settings, run, resume, validate_every, origin)


def _train(
    recipe: Recipe,
    settings: LoopSettings,
    run: Path,
    resume: bool,
    validate_every: int,
    origin: Mapping[str, Mapping[str, Any]],
) -> Path:
    final, names = run / "model", list(recipe.networks)
    precision = "bf16" if has_fast_bfloat16("cuda" if torch.cuda.is_available() else "cpu") else "no"
    accelerator = Accelerator(
        mixed_precision=precision,
        cpu=not torch.cuda.is_available(),
        log_with="tensorboard",
        project_dir=run,
    )
    set_seed(settings.seed)
    networks = {name: accelerator.prepare(network) for name, network in recipe.networks.items()}
    optimizers = {
        name: [accelerator.prepare(optimizer) for optimizer in build_optimizers(network, settings)]
        for name, network in recipe.networks.items()
    }
    average = Average(recipe.networks[names[0]], settings.ema_decay)
    progress = Progress()
    accelerator.register_for_checkpointing(average, progress)
    if resume:
        bare = [accelerator.unwrap_model(network) for network in networks.values()]
        load_state(
            run, bare, [one for several in optimizers.values() for one in several], (average, progress)
        )
        if progress.step > settings.steps:
            raise UserError(
                f"{run} has done {progress.step} steps, more than the {settings.steps} asked for: take its "
                f"model in {final}, or ask for more with --steps."
            )
        set_learning_rates(optimizers, settings, run_settings(run).get("learning_rate"))
    # from here on, and not before, something is written: nothing is left to refuse
    if accelerator.is_main_process:
        forget_after(run / "metrics.jsonl", progress.step)
        write_settings(run, type(recipe.networks[names[0]]).__name__, asdict(settings), origin)
    accelerator.init_trackers("tensorboard")
    bar = tqdm(total=settings.steps, initial=progress.step, desc=run.name, unit="step", mininterval=5)
    saved, skipped = time.monotonic(), 0
    most_skipped = min(MOST_SKIPPED, settings.steps - progress.step)
    while progress.step < settings.steps:
        step = progress.step
        # every draw of a step, in the data and in the model, follows from the seed and the step alone
        torch.manual_seed(settings.seed * 1_000_003 + step)
        batch = recipe.batch(np.random.default_rng((settings.seed, step, accelerator.process_index)), step)
        batch = {name: tensor.to(accelerator.device) for name, tensor in batch.items()}
        figures, finite = _update(accelerator, recipe, networks, optimizers, batch, settings, step)
        average.update(recipe.networks[names[0]])
        progress.step += 1
        bar.update()
        done = progress.step == settings.steps
        skipped = 0 if finite else skipped + 1
        if progress.step % settings.log_every == 0 or done:
            values = {name: float(value) for name, value in figures.items()}
            _log(accelerator, run, progress.step, values)
            bar.set_postfix({name: f"{value:.3f}" for name, value in list(values.items())[:3]})
        late = agreed(time.monotonic() - saved > 60 * settings.checkpoint_minutes, accelerator.device)
        # what may have diverged takes no place of what has not
        due = done or (not skipped and late)
        if skipped == most_skipped or (due and not are_finite(average.model, *recipe.networks.values())):
            raise _diverged(run, progress.step, settings.learning_rate)
        if accelerator.is_main_process and (progress.step % validate_every == 0 or done):
            _log(
                accelerator,
                run,
                progress.step,
                {f"valid/{k}": v for k, v in recipe.validate(average.model).items()},
            )
        if due:
            if accelerator.is_main_process:
                save_pretrained(average.model, final)
            # last: killed before it, the weights are made again
            save_state(accelerator, run, progress.step)
            saved = time.monotonic()
    accelerator.end_training()
    return final


def _update(
    accelerator: Accelerator,
    recipe: Recipe,
    networks: Mapping[str, nn.Module],
    optimizers: Mapping[str, Sequence[torch.optim.Optimizer]],
    batch: dict[str, Tensor],
    settings: LoopSettings,
    step: int,
) -> tuple[dict[str, float | Tensor], bool]:
    """One step of the networks whose turn it is: the figures to log, and whether all gradients were finite.

    A network whose gradients are not stays as it is.
    """
    figures: dict[str, float | Tensor] = {}
    finite = True
    for phase in recipe.phases(step):
        with accelerator.autocast():
            loss, new_figures = recipe.loss(phase, networks, batch, step)
        figures |= new_figures
        accelerator.backward(loss)
        norm = accelerator.clip_grad_norm_(networks[phase].parameters(), settings.gradient_clip)
        figures[f"gradient/{phase}"] = norm
        usable = bool(torch.isfinite(norm))
        finite = finite and usable
        # discriminators do not slow down: they must keep up with a codec that settles
        factor = settings.learning_rate_factor(step) if phase == next(iter(networks)) else 1.0
        for optimizer in optimizers[phase]:
            for group in optimizer.param_groups:
                group["lr"] = group["base_lr"] * factor
            if usable:
                optimizer.step()
        for network in networks.values():
            network.zero_grad(set_to_none=True)
    return figures, finite


def _diverged(run: Path, step: int, learning_rate: float) -> UserError:
    states = whole_states(run)
    begin = f"go on from {states[0].name} with --resume and" if states else "start again with"
    return UserError(
        f"The training in {run} has diverged before step {step}: {begin} a lower --learning-rate, such as "
        f"{learning_rate / 4:g}."
    )


def device_of(model: nn.Module) -> torch.device:
    """Where a model is, and so where its inputs belong."""
    return next(model.parameters()).device


def weights_folder(run: Path) -> Path:
    """Where the weights of a run lie; a folder of weights is taken as it is."""
    return run if (run / "config.json").exists() else run / "model"


def start_from_weights(model: nn.Module, folder: Path) -> None:
    """Begin with the weights of another model of the same size.

    Raises:
        CheckpointError: when they are missing, damaged or of another size.
    """
    other = load_pretrained(type(model), folder)
    if other.config != model.config:
        raise CheckpointError(f"{folder} holds a model of another size: start with one of {model.config}.")
    model.load_state_dict(other.state_dict())


def _log(accelerator: Accelerator, run: Path, step: int, values: dict[str, float]) -> None:
    accelerator.log(values, step=step)
    if accelerator.is_main_process:
        with (run / "metrics.jsonl").open("a") as out:
            out.write(json.dumps({"step": step, "time": round(time.time(), 1), **values}) + "\n")
