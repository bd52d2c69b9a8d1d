"""The bundled watermark against its original, and at every rate."""

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from soundstorm.errors import CheckpointError
from soundstorm.safety import watermark
from soundstorm.safety.detect import read_mark
from soundstorm.safety.watermark import _load, load_watermark
from tests.safety.sounds import buzz

# What resemble-perth 1.0.1 adds to a second of `buzz`, at every eighth of it from the sixteenth on:
# PerthImplicitWatermarker().apply_watermark(buzz(rate, 1.0).numpy(), rate) less the sound.
ADDED = {
    32_000: [-0.017197, 0.014566, 0.017923, -0.009098, 0.009115, -0.017958, -0.014519, 0.02027],
    16_000: [-0.017201, 0.014566, 0.017923, -0.009099, 0.009116, -0.017958, -0.014519, 0.020273],
}
READ = 0.017929, 0.998722  # by its `perth_net.decoder`, of the sound at 32 kHz before and after
RATES = 8_000, 16_000, 22_050, 24_000, 44_100, 48_000


@pytest.fixture(scope="module")
def perth():
    return load_watermark()


def test_a_device_has_one_network_however_it_is_called(perth):
    assert load_watermark(torch.device("cpu")) is perth


@pytest.mark.parametrize(("rate", "tolerance"), [(32_000, 5e-5), (16_000, 2e-4)])
def test_it_adds_what_the_original_adds(perth, rate, tolerance):
    """Weights in float16 here, in float32 there; at 16 kHz the original resamples, which this does not."""
    added = perth.mark(buzz(rate, 1.0), rate) - buzz(rate, 1.0)
    expected = torch.tensor(ADDED[rate])
    torch.testing.assert_close(added[rate // 16 :: rate // 8], expected, atol=tolerance, rtol=0)


def test_it_reads_what_the_original_reads(perth):
    sound = buzz(32_000, 1.0)
    read = [perth.read(heard, 32_000) for heard in (sound, perth.mark(sound, 32_000))]
    assert read == pytest.approx(READ, abs=5e-4)


@pytest.mark.parametrize("rate", RATES)
def test_marked_sounds_are_told_from_others_at_every_rate(perth, rate):
    sound = buzz(rate)
    marked = perth.mark(sound, rate)
    assert perth.read(sound, rate) < 0.1 and perth.read(marked, rate) > 0.9
    assert marked.shape == sound.shape and marked.dtype == torch.float32


@pytest.mark.parametrize("rate", [16_000, 44_100])
def test_nothing_above_two_kilohertz_changes(perth, rate):
    power = torch.fft.rfft((perth.mark(buzz(rate), rate) - buzz(rate)).double()).abs().square()
    above = 2_100 * 2  # 0.5 Hz a bin
    assert power[above:].sum() < 1e-5 * power.sum()


def test_silence_and_the_shortest_sounds_keep_their_length(perth):
    assert torch.equal(perth.mark(torch.zeros(16_000), 16_000), torch.zeros(16_000))
    assert perth.read(torch.zeros(16_000), 16_000) == 0.0
    for samples in (0, 1, 300, 1_025):  # a window has 1,024
        marked = perth.mark(buzz(16_000)[:samples], 16_000)
        assert len(marked) == samples and bool(marked.isfinite().all())


def test_a_mark_is_found_behind_what_a_decoder_leaves_of_silence(perth):
    """MP3 and Opus do not give zeros back; one piece of it has no frame that is loud."""
    noise = 1e-13 * torch.randn(10 * 16_000, generator=torch.Generator().manual_seed(0))
    assert perth.read(noise, 16_000) == 0.0
    assert read_mark(torch.cat([noise, perth.mark(buzz(16_000), 16_000)]), 16_000) > 0.9


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the bundled folder, from which the network is loaded."""
    shutil.copytree(watermark.FOLDER, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(watermark, "FOLDER", tmp_path)
    _load.cache_clear()
    yield tmp_path
    _load.cache_clear()


def complaint(folder, start) -> str:
    with pytest.raises(CheckpointError) as caught:
        start()
    assert str(folder) in str(caught.value) and "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("damage", ["missing", "cut", "changed"])
def test_without_its_weights_nothing_starts(talkers, copied, damage):
    weights = copied / "model.safetensors"
    if damage == "missing":
        weights.unlink()
    elif damage == "cut":
        weights.write_bytes(weights.read_bytes()[:1_000_000])
    else:
        save_file(load_file(weights) | {"writer.0.bias": torch.zeros(256)}, weights)
    parts = talkers.codec, talkers.semantic, talkers.text, talkers.storm
    complaint(copied, lambda: type(talkers)(*parts))


@pytest.mark.parametrize(
    "changed", [{"quiet": 100}, {"headroom_db": -1000}, {"floor": 1e-3}, {"hop": 640}, {"quiet": None}]
)
def test_with_settings_that_mark_nothing_or_otherwise_nothing_starts(copied, changed):
    """All counts as quiet, or nothing is changed: the sound would leave as it was."""
    config = copied / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | changed))
    complaint(copied, load_watermark)
