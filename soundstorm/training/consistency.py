"""Recipe of the consistency model: which two crops come from one recording?

Two crops of a recording that do not overlap are a pair; in a batch every recording is of another speaker, so
that no other crop can belong to the pair (SoundStorm, section 4.2; the loss is CLIP's).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from accelerate.utils import set_seed
from torch import Tensor, nn

from soundstorm.consistency.model import CROP_SECONDS as VALID_SECONDS
from soundstorm.consistency.model import Consistency, ConsistencyConfig
from soundstorm.corpus import read_manifest
from soundstorm.errors import ManifestError
from soundstorm.training.data import PreparedAudio
from soundstorm.training.folder import check_run, origin_of
from soundstorm.training.loop import SEED, LoopSettings, device_of
from soundstorm.training.loop import train as run_loop
from soundstorm.training.processes import one_process_first

CROP_SECONDS = (2.0, 4.0)  # paper: 2 to 5 s
GAIN_DB = 6.0  # of every crop by itself: a score must not hang on loudness alone
STRETCH = 0.1  # of a pair's mel axis, up and down: more voices than the corpus has speakers


class Recordings:
    """Clips by speaker, from which pairs of crops are drawn."""

    def __init__(self, audio: PreparedAudio, hop: int) -> None:
        self.audio, self.hop = audio, hop
        self.sizes = (audio.ends - audio.starts) // hop  # in frames
        names, self.speakers = np.unique([clip.speaker for clip in audio.clips], return_inverse=True)
        if len(names) < 2:
            raise ManifestError(
                "The consistency model needs long clips of two speakers or more in both splits: add some."
            )
        longest = [self.sizes[self.speakers == speaker].max() for speaker in range(len(names))]
        # the longest crops of which at least two speakers have a pair
        self.longest = int(sorted(longest)[-2]) // 2

    def draw(self, rng: np.random.Generator, count: int, first: int, second: int) -> tuple[Tensor, Tensor]:
        """Crops of `first` and `second` frames from recordings of up to `count` different speakers.

        Returns:
            float [B, first * hop] and [B, second * hop]; row i of both is from the same recording.
        """
        order = rng.permutation(np.flatnonzero(self.sizes >= first + second))
        _, place = np.unique(self.speakers[order], return_index=True)  # one clip a speaker
        clips = rng.permutation(order[place])[:count]
        pairs = []
        for clip in clips:
            before, until = sorted(rng.integers(0, self.sizes[clip] - first - second + 1, 2))
            pairs.append((self._crop(clip, before, first), self._crop(clip, until + first, second)))
        earlier, later = zip(*pairs, strict=True)
        return torch.stack(earlier), torch.stack(later)

    def _crop(self, clip: int, start: int, frames: int) -> Tensor:
        return self.audio.waveform(clip, int(start) * self.hop, frames * self.hop)


class ConsistencyRecipe:
    def __init__(
        self,
        data: Path,
        cache: Path,
        config: ConsistencyConfig,
        batch_size: int,
        crop_seconds: tuple[float, float] = CROP_SECONDS,
        valid_seconds: float = VALID_SECONDS,
    ) -> None:
        self.model = Consistency(config)
        self.log_mel = copy.deepcopy(self.model.log_mel)  # batches are made on the CPU
        self.networks: Mapping[str, nn.Module] = {"consistency": self.model}
        self.batch_size = batch_size
        self.recordings, self.valid = (
            Recordings(
                PreparedAudio(
                    read_manifest(data, split), cache, config.sample_rate, multiple=config.n_fft
                ).only(lambda clip, least=least: clip.seconds >= 2 * least),
                config.hop,
            )
            for split, least in (("train", crop_seconds[0]), ("valid", valid_seconds))
        )
        rate = config.sample_rate / config.hop
        self.shortest, longest = (round(seconds * rate) for seconds in crop_seconds)
        self.longest = min(longest, self.recordings.longest)
        self.valid_frames = round(valid_seconds * rate)
        # of two speakers at least: what the manifest says of a clip's length need not be so
        if self.longest < self.shortest or self.valid.longest < self.valid_frames:
            raise ManifestError("Clips are shorter than the manifest says: correct the seconds in it.")

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, Tensor]:
        lengths = rng.integers(self.shortest, self.longest + 1, 2)
        pairs = self.recordings.draw(rng, self.batch_size, *lengths.tolist())
        stretch = torch.from_numpy(rng.uniform(1 - STRETCH, 1 + STRETCH, len(pairs[0]))).float()
        crops = []
        for waveforms in pairs:
            gain = 10 ** (rng.uniform(-GAIN_DB, GAIN_DB, (len(waveforms), 1)) / 20)
            crops.append(stretch_mels(self.log_mel(waveforms * torch.from_numpy(gain).float()), stretch))
        return {"first": crops[0], "second": crops[1]}

    def phases(self, step: int) -> tuple[str, ...]:
        return ("consistency",)

    def loss(
        self, network: str, networks: Mapping[str, nn.Module], batch: dict[str, Tensor], step: int
    ) -> tuple[Tensor, dict[str, float | Tensor]]:
        logits = networks[network](batch["first"], batch["second"])
        own = torch.arange(len(logits), device=logits.device)
        loss = (nn.functional.cross_entropy(logits, own) + nn.functional.cross_entropy(logits.T, own)) / 2
        return loss, {"contrastive": loss.detach(), "accuracy": (logits.argmax(1) == own).float().mean()}

    @torch.inference_mode()
    def validate(self, model: nn.Module) -> dict[str, float]:
        """On crops of unseen speakers, the same every time: how often a crop finds its partner among those of
        all speakers, and the mean cosines of the same and of different recordings."""
        rng = np.random.default_rng(0)
        found, same, different = [], [], []
        for _ in range(8):
            pairs = self.valid.draw(rng, self.batch_size, self.valid_frames, self.valid_frames)
            first, second = (model.embed(waveforms.to(device_of(model))) for waveforms in pairs)
            cosines = first @ second.T
            own = torch.eye(len(cosines), dtype=torch.bool, device=cosines.device)
            found.append(own.gather(1, cosines.argmax(dim=1, keepdim=True)))
            same.append(cosines[own])
            different.append(cosines[~own])
        figures = {"accuracy": found, "same": same, "different": different}
        return {name: float(torch.cat(values).float().mean()) for name, values in figures.items()}


def stretch_mels(log_mel: Tensor, stretch: Tensor) -> Tensor:
    """Another voice: log-mel [B, F, mels] with the mel axis of row i read `stretch[i]` times as fast.

    It stands for another length of the vocal tract. Beyond the top band the top band is repeated.
    """
    move = torch.zeros(len(log_mel), 2, 3)
    move[:, 0, 0], move[:, 0, 2] = stretch, stretch - 1  # the lowest band stays where it is
    move[:, 1, 1] = 1
    grid = nn.functional.affine_grid(move, [len(log_mel), 1, *log_mel.shape[1:]], align_corners=True)
    options = {"padding_mode": "border", "align_corners": True}
    return nn.functional.grid_sample(log_mel[:, None], grid, **options)[:, 0]


def train(
    data: Path,
    run: Path,
    resume: bool = False,
    steps: int | None = None,
    batch_size: int = 64,
    learning_rate: float | None = None,
) -> Path:
    """Train the consistency model on the manifest in `data`; returns the folder of its weights.

    Args:
        steps, learning_rate: see `LoopSettings.of_run`.
    """
    origin = origin_of(data, {}, batch_size=batch_size)
    check_run(run, origin, resume)
    usual = LoopSettings(steps=400, warmup_steps=20, decay_share=0.6, ema_decay=0.98)
    settings = usual.of_run(run, resume, steps, learning_rate)
    set_seed(SEED)
    with one_process_first():
        recipe = ConsistencyRecipe(data, run.parent / "prepared", ConsistencyConfig(), batch_size)
    return run_loop(recipe, settings, run, resume, validate_every=100, origin=origin)
