"""The codec's loss, of distances that are given."""

from types import SimpleNamespace

import pytest
import torch

from soundstorm.training.codec import CodecRecipe


def test_both_distances_and_the_commitment_count():
    """40 of the magnitudes, 8 of the mel bands, and 1 of the commitment."""
    quantized = SimpleNamespace(commitment=torch.tensor(7.0), codes=torch.zeros(1, 2, 4, dtype=torch.long))
    both = torch.tensor(0.5), torch.tensor(3.0)
    distances = SimpleNamespace(to=lambda device: lambda decoded, target: both)
    recipe = SimpleNamespace(
        model=SimpleNamespace(spectrogram=lambda waveform: torch.zeros(1, 4, 3)),
        distances=distances, warmup_steps=0, adversarial_from=9, _initialise_codebooks=lambda: None,
    )  # fmt: skip
    networks = {"codec": lambda waveform, levels: (torch.zeros(1, 4, 3), quantized)}
    batch = {"waveform": torch.zeros(1, 1280), "levels": torch.tensor([2])}
    loss, _ = CodecRecipe.loss(recipe, "codec", networks, batch, 5)
    assert loss.item() == pytest.approx(40 * 0.5 + 8 * 3.0 + 7.0)
