"""Quality against arithmetic and against the packages it comes from."""

import pytest
import torch

from soundstorm.audio import read_audio
from soundstorm.evaluation.instruments import quality

pytestmark = pytest.mark.compiled_metrics


def test_what_is_unchanged_is_perfect(vowels):
    assert quality.pesq_wb(vowels, vowels) > 4.5
    assert quality.stoi(vowels, vowels) == pytest.approx(1, abs=1e-3)


def test_noise_makes_every_figure_worse(vowels):
    torch.manual_seed(0)
    little, much = (vowels + level * torch.randn(len(vowels)) for level in (0.003, 0.1))
    assert quality.pesq_wb(vowels, vowels) > quality.pesq_wb(vowels, little) > quality.pesq_wb(vowels, much)
    assert quality.stoi(vowels, little) > quality.stoi(vowels, much)


def test_pesq_is_its_package_s(vowels):
    import pesq

    noisy = vowels + 0.01 * torch.randn(len(vowels), generator=torch.Generator().manual_seed(1))
    assert quality.pesq_wb(vowels, noisy) == pytest.approx(
        pesq.pesq(16000, vowels.numpy(), noisy.numpy(), "wb")
    )


def test_silence_gets_the_worst_pesq(vowels):
    assert quality.pesq_wb(vowels, torch.zeros_like(vowels)) == quality.PESQ_FLOOR
    assert quality.pesq_wb(torch.zeros_like(vowels), vowels) == quality.PESQ_FLOOR


def test_dnsmos_is_its_package_s_for_every_window(prompt_path):
    """5.5 s are repeated and heard once; in 12.1 s a second window begins after 3 s."""
    from speechmos import dnsmos

    def expected(waveform: torch.Tensor) -> dict[str, float]:
        return dnsmos.run(waveform[: quality.WINDOW_SAMPLES].numpy(), 16_000)

    recording = read_audio(prompt_path, 16_000)
    once, repeated = quality.dnsmos(recording), expected(recording.repeat(2))
    assert once.overall == pytest.approx(repeated["ovrl_mos"], abs=1e-4)
    assert once.signal == pytest.approx(repeated["sig_mos"], abs=1e-4)
    assert once.background == pytest.approx(repeated["bak_mos"], abs=1e-4)
    long = recording.repeat(3)[: round(12.1 * 16_000)]
    both = [expected(long)["ovrl_mos"], expected(long[3 * 16_000 :])["ovrl_mos"]]
    assert quality.dnsmos(long).overall == pytest.approx(sum(both) / 2, abs=1e-4)


def test_noise_lowers_dnsmos_and_overshoot_does_no_harm(prompt_path):
    recording = read_audio(prompt_path, 16_000)
    noisy = recording + 0.05 * torch.randn(len(recording), generator=torch.Generator().manual_seed(0))
    assert quality.dnsmos(noisy).background < quality.dnsmos(recording).background - 0.5
    loud = 1.2 * recording / recording.abs().max()
    assert quality.dnsmos(loud) == quality.dnsmos(loud.clamp(-1, 1))
