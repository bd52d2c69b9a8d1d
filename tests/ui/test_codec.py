"""Levels of a sound: any of them alone or left out."""

import pytest
import torch

from soundstorm.audio import read_audio
from soundstorm.codec import SoundStreamConfig
from soundstorm.ui.codec import analyse, decode_levels, kilobits_per_second


@pytest.fixture(scope="module")
def waveform(prompt_path):
    return read_audio(prompt_path)[:16050]  # 1 s and a part of a frame


@pytest.fixture(scope="module")
def analysis(pipeline, waveform):
    return analyse(pipeline.codec, waveform)


def test_the_tokens_are_the_codecs_own(pipeline, analysis, waveform):
    assert analysis.codes.equal(pipeline.codec.encode(waveform[None])[0])
    assert analysis.codes.shape == (8, 51)


def test_every_level_leaves_less_of_the_sound_over(analysis):
    assert len(analysis.left_over) == 8
    assert all(
        before > after for before, after in zip(analysis.left_over, analysis.left_over[1:], strict=False)
    )
    assert 0 < analysis.left_over[-1] < analysis.left_over[0] < 1.5


@pytest.mark.parametrize("levels", [1, 3, 8])
def test_the_first_levels_sound_as_the_codec_decodes_them(pipeline, analysis, levels):
    expected = pipeline.codec.decode(analysis.codes[None, :levels])[0]
    found = decode_levels(pipeline.codec, analysis.codes, range(1, levels + 1))
    assert found.shape == (51 * 320,)
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=0)


def test_a_level_that_is_left_out_makes_no_difference_whatever_its_tokens(pipeline, analysis):
    others = analysis.codes.clone()
    others[1] = 0
    without = decode_levels(pipeline.codec, analysis.codes, (1, 3, 8))
    torch.testing.assert_close(decode_levels(pipeline.codec, others, (8, 3, 1)), without)
    assert not torch.allclose(decode_levels(pipeline.codec, others, (1, 2, 3)), without, atol=1e-3)


@pytest.mark.parametrize("levels", [(), (0,), (9,), (1, 9)])
def test_levels_that_are_not_there_are_refused(pipeline, analysis, levels):
    with pytest.raises(ValueError, match="levels are 1 to 8"):
        decode_levels(pipeline.codec, analysis.codes, levels)


def test_a_token_of_1024_costs_ten_bits_fifty_times_a_second():
    assert [kilobits_per_second(SoundStreamConfig(), levels) for levels in (1, 8)] == [0.5, 4.0]
