"""Two processes with half a batch each must do what one does with all of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from soundstorm.acoustic import SoundStorm, SoundStormConfig
from soundstorm.codec.quantizer import Codebook, ResidualVectorQuantizer
from soundstorm.training.acoustic import AcousticRecipe
from soundstorm.training.processes import agreed

REPOSITORY = Path(__file__).resolve().parents[2]
SMALL = SoundStormConfig(
    levels=3, codebook_size=16, semantic_size=10, width=32, heads=2, blocks=1, feedforward=64
)


def batch() -> dict[str, torch.Tensor]:
    """Four examples; the first two have other levels and fewer targets than the last two."""
    generator = torch.Generator().manual_seed(0)
    hidden = torch.zeros(4, 3, 12, dtype=torch.bool)
    hidden[:2, 2, 9:] = True
    hidden[2:, 0, 4:], hidden[2:, 1:, 4:] = True, True
    target = hidden.clone()
    target[2:, 1:] = False
    return {
        "codes": torch.randint(0, 16, (4, 3, 12), generator=generator),
        "semantic": torch.randint(0, 10, (4, 6), generator=generator),
        "speakers": torch.zeros(4, 12, dtype=torch.long),
        "prompt_frames": torch.tensor([9, 9, 4, 4]),
        "hidden": hidden,
        "target": target,
    }


def gradients(storm: nn.Module, batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """After one loss, as the recipe computes it, with the loss itself."""
    recipe = SimpleNamespace(_softened=lambda device: None, config=SMALL)
    loss, _ = AcousticRecipe.loss(recipe, "acoustic", {"acoustic": storm}, batch, 0)
    loss.backward()
    inner = getattr(storm, "module", storm)
    found = {name: value.grad.clone() for name, value in inner.named_parameters()}
    return {"loss": loss.detach()} | found


def model() -> SoundStorm:
    torch.manual_seed(0)
    return SoundStorm(SMALL)


def codebooks(latents: torch.Tensor, levels: torch.Tensor) -> dict[str, torch.Tensor]:
    """Two levels after one batch of latents [B, T, D]."""
    torch.manual_seed(0)
    quantizer = ResidualVectorQuantizer(levels=2, codebook_size=4, dim=2).train()
    quantizer(latents, levels)
    return quantizer.state_dict()


def latents() -> tuple[torch.Tensor, torch.Tensor]:
    """Four examples, of which the last two alone use the second level."""
    generator = torch.Generator().manual_seed(0)
    return torch.randn(4, 6, 2, generator=generator), torch.tensor([1, 1, 2, 2])


def revived(vectors: torch.Tensor) -> torch.Tensor:
    """Codewords 0, 100, 200 and 300, the last two dead, after an update with vectors of the first."""
    codebook = Codebook(size=4, dim=1, decay=0.5)
    codebook.codewords.copy_(torch.tensor([[0.0], [100.0], [200.0], [300.0]]))
    codebook.sums.copy_(codebook.codewords)
    codebook.counts[2:] = 0.05
    codebook.update(vectors, torch.zeros(len(vectors), dtype=torch.long))
    return codebook.codewords.flatten()


def work(rank: int, out: str) -> None:
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", rank=rank, world_size=2, init_method=f"file://{out}/meeting")
    half = {name: tensor[2 * rank : 2 * rank + 2] for name, tensor in batch().items()}
    parallel = nn.parallel.DistributedDataParallel(model())
    found = gradients(parallel, half)
    # a second step fails where a parameter took no part in the first
    gradients(parallel, half)
    found |= codebooks(*(tensor[2 * rank : 2 * rank + 2] for tensor in latents()))
    found["revived"] = revived(torch.full((2, 1), (2.0, 6.0)[rank]))
    found["of_one_alone"] = revived(torch.full((2 * rank, 1), 6.0))
    found["due"] = torch.tensor(agreed(rank == 0, torch.device("cpu")))
    torch.save(found, Path(out) / f"{rank}.pt")
    torch.distributed.destroy_process_group()


@pytest.fixture(scope="module")
def halves(tmp_path_factory) -> list[dict[str, torch.Tensor]]:
    out = tmp_path_factory.mktemp("processes")
    processes = [
        subprocess.Popen(
            [sys.executable, __file__, str(rank), str(out)], env=os.environ | {"PYTHONPATH": str(REPOSITORY)}
        )
        for rank in range(2)
    ]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    return [torch.load(out / f"{rank}.pt", weights_only=True) for rank in range(2)]


def test_two_processes_have_the_loss_of_one(halves):
    alone = gradients(model(), batch())
    together = sum(half["loss"] for half in halves) / 2
    torch.testing.assert_close(together, alone["loss"])


def test_two_processes_have_the_gradients_of_one(halves):
    alone = gradients(model(), batch())
    for name, expected in alone.items():
        if name != "loss":
            for half in halves:
                torch.testing.assert_close(half[name], expected, atol=1e-6, rtol=1e-4)


def test_two_processes_have_the_codebooks_of_one(halves):
    for name, expected in codebooks(*latents()).items():
        for half in halves:
            torch.testing.assert_close(half[name], expected)


def test_dead_codewords_come_back_as_vectors_of_both_processes(halves):
    """Decay 0.5: count 0.5 + 0.5 * 4 = 2.5, sum 0.5 * (2 + 2 + 6 + 6) = 8, codeword 3.2."""
    for half in halves:
        assert half["revived"].tolist() == pytest.approx([3.2, 100.0, 2.0, 6.0])


def test_a_process_without_vectors_takes_those_of_the_other(halves):
    """Count 0.5 + 0.5 * 2 = 1.5, sum 0.5 * (6 + 6) = 6, codeword 4."""
    for half in halves:
        assert half["of_one_alone"].tolist() == pytest.approx([4.0, 100.0, 6.0, 6.0])


def test_all_processes_do_what_the_clock_of_the_first_says(halves):
    assert [bool(half["due"]) for half in halves] == [True, True]


if __name__ == "__main__":
    work(int(sys.argv[1]), sys.argv[2])
