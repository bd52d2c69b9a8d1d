import pytest
import torch

from soundstorm.nn.stft import FramedSTFT, compress, expand


def test_n_samples_give_n_over_hop_frames_of_half_the_window_plus_one_bins():
    stft = FramedSTFT(n_fft=640, hop=160)
    assert stft(torch.zeros(2, 3200)).shape == (2, 20, 321)
    assert stft.inverse(torch.zeros(2, 20, 321, dtype=torch.complex64)).shape == (
        2,
        3200,
    )


def test_a_frame_is_centred_on_its_hop():
    """A click in the middle of hop 5 meets the top of the window, 1, in frame 5: all its bins are 1."""
    click = torch.zeros(1, 1600)
    click[0, 5 * 160 + 80] = 1.0
    magnitude = FramedSTFT(n_fft=640, hop=160)(click).abs()
    torch.testing.assert_close(magnitude[0, 5], torch.ones(321))
    assert magnitude.sum(dim=2).argmax() == 5


@pytest.mark.parametrize("hop", [160, 200, 320])  # 200 goes into 640 three times and a bit
def test_the_inverse_gives_the_waveform_back(hop):
    stft, waveform = FramedSTFT(n_fft=640, hop=hop), torch.randn(2, 6400)
    inside = slice(640, -640)
    torch.testing.assert_close(
        stft.inverse(stft(waveform))[:, inside], waveform[:, inside], atol=1e-5, rtol=0
    )


def test_compression_is_a_power_and_expansion_its_inverse():
    magnitudes = torch.tensor([1.0, 10.0, 1000.0])
    torch.testing.assert_close(compress(magnitudes), torch.tensor([1.0, 10**0.3, 10**0.9]))
    torch.testing.assert_close(expand(compress(magnitudes)), magnitudes)
    assert expand(torch.tensor([-2.0])).item() == 0
