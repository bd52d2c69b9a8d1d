"""What any codec offers, by the bundled one and by one of the paper's size."""

from itertools import pairwise

import pytest
import torch

from soundstorm.audio import read_audio
from soundstorm.codec import Codec, SoundStream, SoundStreamConfig


@pytest.fixture(scope="module")
def codec(pipeline) -> Codec:
    return pipeline.codec


@pytest.fixture(scope="module")
def waveform(prompt_path):
    return read_audio(prompt_path, 16_000)[None, :16050]  # 1 s and a part of a frame


@pytest.fixture(scope="module")
def codes(codec, waveform):
    return codec.encode(waveform)


def test_the_paper_spends_6_kilobits_a_second_on_12_levels():
    sizes = SoundStreamConfig(
        24_000, hop=480, n_fft=960, levels=12, width=32, encoder_blocks=1, decoder_blocks=1
    )
    paper = SoundStream(sizes)
    assert isinstance(paper, Codec)
    assert (paper.sample_rate, paper.hop, paper.levels, paper.codebook_size) == (24_000, 480, 12, 1024)
    # ten bits fifty times a second
    assert (paper.frame_rate, paper.bitrate(), paper.bitrate(1)) == (50, 6_000, 500)


def test_every_level_leaves_less_of_the_sound_over(codec, waveform, codes):
    left = codec.left_over(waveform, codes)
    assert codes.shape == (1, 8, 51) and len(left) == 8
    assert all(before > after for before, after in pairwise(left))
    assert 0 < left[-1] < left[0] < 1.5


@pytest.mark.parametrize("levels", [1, 3, 8])
def test_the_first_levels_alone_sound_as_their_prefix(codec, codes, levels):
    found = codec.decode_levels(codes, range(1, levels + 1))
    assert found.shape == (1, 51 * 320)
    torch.testing.assert_close(found, codec.decode(codes[:, :levels]), atol=1e-4, rtol=0)


def test_a_level_that_is_left_out_makes_no_difference_whatever_its_tokens(codec, codes):
    others = codes.clone()
    others[:, 1] = 0
    without = codec.decode_levels(codes, (1, 3, 8))
    torch.testing.assert_close(codec.decode_levels(others, (8, 3, 1)), without)
    assert not torch.allclose(codec.decode_levels(others, (1, 2, 3)), without, atol=1e-3)


@pytest.mark.parametrize("levels", [(), (0,), (9,), (1, 9)])
def test_levels_that_are_not_there_are_refused(codec, codes, levels):
    with pytest.raises(ValueError, match="levels are 1 to 8"):
        codec.decode_levels(codes, levels)
