import os

import numpy as np
import pytest
import torch

from soundstorm.corpus import read_manifest
from soundstorm.errors import FileError
from soundstorm.nn.precision import has_fast_bfloat16
from soundstorm.semantic.whisper import WhisperEncoder, WhisperEncoderConfig
from soundstorm.training import features as features_of_clips
from soundstorm.training.data import PreparedAudio
from soundstorm.training.features import PreparedFeatures, disturb
from tests.disk import full_after


@pytest.fixture(scope="module")
def encoder() -> WhisperEncoder:
    torch.manual_seed(0)
    return WhisperEncoder(WhisperEncoderConfig(width=16, heads=2, blocks=1, feedforward=32)).eval()


@torch.inference_mode()
def test_every_clip_is_heard_once_and_then_read(data, tmp_path, encoder, monkeypatch):
    audio = PreparedAudio(read_manifest(data, "train"), tmp_path, multiple=640)
    features = PreparedFeatures(audio, tmp_path, encoder, disturbed=False)
    for clip in range(len(audio)):
        with torch.autocast("cpu", torch.bfloat16, enabled=has_fast_bfloat16()):
            expected = encoder(audio.waveform(clip)[None])[0].float()
        assert features.of(clip).shape == (126, 16)  # 2.5 s, padded to 63 tokens of two
        torch.testing.assert_close(features.of(clip), expected, atol=2e-3, rtol=2e-3)  # float16
    monkeypatch.setattr(features_of_clips, "_compute", None)  # cannot be called again
    again = PreparedFeatures(audio, tmp_path, encoder, disturbed=False)
    assert torch.equal(again.of(1), features.of(1))
    later = audio.only(lambda clip: clip.path.name != "0.wav")
    view = PreparedFeatures(later.only(lambda clip: clip.path.name != "1.wav"), tmp_path, encoder, False)
    assert torch.equal(view.of(0), features.of(2))


def test_what_was_decoded_anew_is_heard_anew(data, tmp_path, encoder, heard):
    for _ in range(2):
        audio = PreparedAudio(read_manifest(data, "train"), tmp_path, multiple=640)
        PreparedFeatures(audio, tmp_path, encoder, disturbed=False)
        later = audio.clips[0].path.stat().st_mtime_ns + 1
        os.utime(audio.clips[0].path, ns=(later, later))
    assert len(list(tmp_path.glob("features-*.f16"))) == 2


@pytest.fixture
def heard(monkeypatch) -> None:
    """In this process, and in every clip its own number: three clips of 126 frames of 16."""

    class Pool:
        def __init__(self, workers, context, start, arguments):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *error):
            return None

        def map(self, hear, tasks):
            return (np.concatenate([np.full((126, 16), clip, np.float16) for clip in task]) for task in tasks)

    monkeypatch.setattr(features_of_clips, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(features_of_clips, "CLIPS_A_TASK", 2)


def test_damaged_features_are_heard_again_and_this_is_said(data, tmp_path, encoder, heard, caplog):
    audio = PreparedAudio(read_manifest(data, "train"), tmp_path, multiple=640)
    PreparedFeatures(audio, tmp_path, encoder, disturbed=False)
    (file,) = tmp_path.glob("*.f16")
    whole = file.read_bytes()
    for times, damaged in enumerate((whole[:-1], b"", whole + whole), start=1):
        file.write_bytes(damaged)
        features = PreparedFeatures(audio, tmp_path, encoder, disturbed=False)
        assert [float(features.of(clip).mean()) for clip in range(3)] == [0, 1, 2]
        assert caplog.text.count("is damaged and is made anew") == times


def test_a_full_disk_is_one_sentence(data, tmp_path, encoder, heard):
    """A map of a file that cannot grow would kill the process; the features are 12,096 bytes."""
    audio = PreparedAudio(read_manifest(data, "train"), tmp_path, multiple=640)
    with full_after(10_000), pytest.raises(FileError, match="free some space"):
        PreparedFeatures(audio, tmp_path, encoder, disturbed=False)
    assert not list(tmp_path.glob("*part*")) and not list(tmp_path.glob("*.f16"))


def test_a_disturbed_clip_is_louder_or_softer_and_sometimes_in_noise():
    """Gains lie between -12 and 6 dB; noise lies 10 to 40 dB below the speech."""
    waveform = 0.1 * torch.sin(torch.arange(16_000) * 0.2)
    gains, noisy = [], 0
    for seed in range(200):
        heard = disturb(waveform, np.random.default_rng(seed))
        gain = float((heard @ waveform) / (waveform @ waveform))
        gains.append(20 * np.log10(gain))
        below = 20 * torch.log10((heard - gain * waveform).std() / (gain * waveform).std()).item()
        noisy += below > -45
        assert below < -9.5
    assert -12.5 < min(gains) < -11 and 5 < max(gains) < 6.5
    assert 70 < noisy < 130  # half of them, within four standard errors
