"""What is made of a clip for a classifier: with small untrained models, which speak nonsense."""

import shutil

import numpy as np
import pytest

from soundstorm.corpus import read_manifest
from soundstorm.errors import CheckpointError, FileError, UserError
from soundstorm.imitation import HEARINGS, heard_imitations, imitable, imitate
from soundstorm.safety.watermark import Watermark
from tests.disk import full_after

RATE = 16_000


def test_of_a_clip_are_made_what_the_codec_keeps_and_an_imitation(talkers, recorded_twice, monkeypatch):
    clips = imitable(read_manifest(recorded_twice, "train"))
    of_file = {clip.path: clip.speaker for clip in clips}
    encode, sounds, lenders = talkers.encode_prompt, {}, []
    monkeypatch.setattr(
        talkers, "encode_prompt", lambda path, *most: lenders.append(of_file[path]) or encode(path, *most)
    )
    for number, clip in enumerate(clips):
        try:
            made = [*imitate(talkers, clips, number)]
        except UserError:
            continue
        assert (lenders[-1] == clip.speaker) == (made[2].source != "another voice")
        assert [sound.source for sound in made[:2]] == ["recording", "codec"]
        sounds[made[2].source] = made
        assert len(made[0].waveform) == len(made[1].waveform) == int(3.2 * RATE)
    assert set(sounds) == {"own voice", "another voice", "text"}
    for source in ("own voice", "another voice"):
        assert abs(len(sounds[source][2].waveform) - 3.2 * RATE) <= 0.04 * RATE


def test_what_is_heard_of_imitations_is_kept_clip_by_clip_and_gone_on_with(
    talkers, recorded_twice, tmp_path, monkeypatch
):
    """The models are loaded without their watermark, where a clip is missing, and only there."""
    loaded = []

    def load(weights, watermark):
        loaded.append(watermark)
        return talkers

    monkeypatch.setattr("soundstorm.imitation.SoundStormPipeline.from_pretrained", load)
    counts = {"train": 2, "valid": 1}
    folder = heard_imitations(recorded_twice, tmp_path, counts=counts)
    kept = sorted(folder.iterdir())
    assert loaded == [False] and 2 <= len(kept) <= 3
    for file in kept:
        with np.load(file) as heard:
            assert heard["features"].shape == (3 * HEARINGS, 3 * 2)
            assert heard["generated"].tolist() == [False] * 2 * HEARINGS + [True] * HEARINGS
            assert np.isfinite(heard["features"]).all()

    kept[0].unlink()
    before = kept[1].stat().st_mtime_ns
    assert heard_imitations(recorded_twice, tmp_path, counts=counts) == folder
    assert loaded == [False, False]
    assert kept[0].exists() and kept[1].stat().st_mtime_ns == before


def test_what_is_damaged_is_heard_again_other_data_are_and_a_full_disk_is_said(
    recorded_twice, tmp_path, monkeypatch, caplog
):
    sounds = {"features": np.zeros((9, 6_000)), "generated": np.zeros(9, bool)}
    heard, counts = [], {"train": 1, "valid": 0}
    monkeypatch.setattr("soundstorm.imitation.SoundStormPipeline.from_pretrained", lambda *_, **__: "models")
    monkeypatch.setattr("soundstorm.imitation._hear", lambda *_: heard.append(1) or sounds)
    folder = heard_imitations(recorded_twice, tmp_path, counts=counts)
    (folder / "train-0.npz").write_bytes(b"PK")
    heard_imitations(recorded_twice, tmp_path, counts=counts)
    assert len(heard) == 2 and "train-0.npz is damaged" in caplog.text
    with full_after(100_000), pytest.raises(FileError, match="free some space"):
        heard_imitations(recorded_twice, tmp_path / "full", counts=counts)
    copy = shutil.copytree(recorded_twice, tmp_path / "copy")
    assert heard_imitations(copy, tmp_path, counts=counts) == folder
    manifest = copy / "manifest.tsv"
    manifest.write_text(manifest.read_text().replace("CC0", "CC BY 4.0").replace("cc0", "CC BY 4.0"))
    assert heard_imitations(copy, tmp_path, counts=counts) != folder


def test_models_that_cannot_be_read_are_said(recorded_twice, tmp_path, monkeypatch):
    def load(weights, watermark):
        raise CheckpointError("They are damaged.")

    monkeypatch.setattr("soundstorm.imitation.SoundStormPipeline.from_pretrained", load)
    with pytest.raises(CheckpointError):
        heard_imitations(recorded_twice, tmp_path, counts={"train": 1, "valid": 1})


def test_half_of_both_kinds_carry_the_mark(talkers, recorded_twice, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "soundstorm.imitation.SoundStormPipeline.from_pretrained", lambda weights, watermark: talkers
    )
    monkeypatch.setattr(talkers, "watermark", False)
    marked = []
    mark = Watermark.mark
    monkeypatch.setattr(
        Watermark, "mark", lambda self, sound, rate: marked.append(len(sound)) or mark(self, sound, rate)
    )
    monkeypatch.setattr("soundstorm.imitation.MARKED", 1.0)
    monkeypatch.setattr("soundstorm.imitation.HEARINGS", 1)
    folder = heard_imitations(recorded_twice, tmp_path, counts={"train": 1, "valid": 1})
    assert len(marked) == 3 * len(list(folder.iterdir()))
