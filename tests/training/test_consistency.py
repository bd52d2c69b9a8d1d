"""Pairs of crops: one recording a speaker, no overlap; and what the loss makes of them."""

import math
import shutil
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from soundstorm.consistency import ConsistencyConfig
from soundstorm.corpus import read_manifest
from soundstorm.errors import ManifestError
from soundstorm.training import consistency, data
from soundstorm.training.consistency import ConsistencyRecipe, Recordings, stretch_mels, train
from soundstorm.training.data import PreparedAudio

CONFIG = ConsistencyConfig(width=16, blocks=1, heads=2, feedforward=32, embedding=8)
SPEAKERS = 3  # in every split, two clips each


@pytest.fixture(scope="module")
def ramps(tmp_path_factory) -> Path:
    """12 clips of 1.6 s whose samples tell the clip and the time: a misplaced crop cannot look right."""
    folder = tmp_path_factory.mktemp("ramps")
    rows = ["path\tcorpus\tspeaker\tgender\tseconds\ttranscript\tlicence\tsplit"]
    for number in range(4 * SPEAKERS):
        samples = (2000 * number + np.arange(25_600) // 20).astype(np.int16)
        soundfile.write(folder / f"{number}.wav", samples, 16_000, subtype="PCM_16")
        split = ("train", "valid")[number // (2 * SPEAKERS)]
        rows.append(f"{number}.wav\tramps\tspeaker{number // 2}\tn\t1.6\t\tCC0\t{split}")
    (folder / "manifest.tsv").write_text("\n".join(rows) + "\n")
    return folder


@pytest.fixture(scope="module")
def recipe(ramps, tmp_path_factory) -> ConsistencyRecipe:
    torch.manual_seed(0)
    cache = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:  # a level for all would make all ramps one
        patch.setattr(data, "normalise_level", lambda waveform, rate: waveform)
        return ConsistencyRecipe(ramps, cache, CONFIG, 8, crop_seconds=(0.2, 5.0), valid_seconds=0.4)


def test_pairs_are_of_one_recording_each_of_another_speaker_and_do_not_overlap(recipe):
    for seed in range(20):
        earlier, later = recipe.recordings.draw(np.random.default_rng(seed), 8, 20, 30)
        assert earlier.shape == (SPEAKERS, 20 * 320) and later.shape == (SPEAKERS, 30 * 320)
        first, second = (torch.round(part * 32768).long() for part in (earlier, later))
        clips = first[:, 0] // 2000
        assert torch.equal(clips, second[:, 0] // 2000)
        assert sorted((clips // 2).tolist()) == [0, 1, 2]
        assert torch.all(second[:, 0] >= first[:, -1])


def test_no_more_pairs_than_asked_for(recipe):
    earlier, _ = recipe.recordings.draw(np.random.default_rng(0), 2, 20, 20)
    assert len(earlier) == 2


def test_crops_are_never_longer_than_half_the_recordings(recipe):
    """1.6 s are 80 frames, so crops of up to 5 s become crops of up to 40 frames."""
    assert (recipe.shortest, recipe.longest) == (10, 40)


@pytest.mark.parametrize(("crop", "valid"), [(1.0, 0.4), (0.2, 1.0)])
def test_clips_that_are_shorter_than_the_manifest_says_are_refused(ramps, tmp_path, crop, valid):
    """Of 1.6 s, two crops of 1 s that do not overlap cannot be cut."""
    folder = shutil.copytree(ramps, tmp_path / "ramps")
    manifest = folder / "manifest.tsv"
    manifest.write_text(manifest.read_text().replace("\t1.6\t", "\t16\t"))
    with pytest.raises(ManifestError, match="shorter than the manifest says"):
        ConsistencyRecipe(folder, tmp_path, CONFIG, 8, crop_seconds=(crop, 5.0), valid_seconds=valid)


def test_a_batch_is_a_function_of_its_random_numbers(recipe):
    first, again = (recipe.batch(np.random.default_rng(7), 0) for _ in range(2))
    assert first["first"].shape[::2] == (SPEAKERS, CONFIG.mels)
    assert all(torch.equal(first[name], again[name]) for name in first)


def test_who_hears_no_difference_loses_the_logarithm_of_the_number_of_pairs(recipe):
    batch = {name: torch.zeros(SPEAKERS, 10, CONFIG.mels) for name in ("first", "second")}
    loss, _ = recipe.loss("consistency", recipe.networks, batch, 0)
    assert loss.item() == pytest.approx(math.log(SPEAKERS), rel=1e-4)


def test_validation_compares_unseen_speakers(recipe):
    figures = recipe.validate(recipe.model)
    assert 0 <= figures["accuracy"] <= 1
    assert -1 <= figures["different"] <= 1 and -1 <= figures["same"] <= 1


def test_of_several_processes_one_prepares_first(tmp_path, monkeypatch):
    done = []

    @contextmanager
    def one_first():
        done.append("the others wait")
        yield
        done.append("the others follow")

    monkeypatch.setattr(consistency, "one_process_first", one_first)
    monkeypatch.setattr(consistency, "ConsistencyRecipe", lambda *given: done.append("prepared"))
    monkeypatch.setattr(consistency, "run_loop", lambda *given, **more: done.append("trained"))
    train(tmp_path, tmp_path / "run")
    assert done == ["the others wait", "prepared", "the others follow", "trained"]


def test_one_speaker_is_not_enough(ramps, tmp_path):
    audio = PreparedAudio(read_manifest(ramps, "train")[:2], tmp_path, multiple=640)
    with pytest.raises(ManifestError, match="two speakers"):
        Recordings(audio, CONFIG.hop)


def test_stretching_reads_the_mel_axis_faster_from_its_lowest_band():
    """Bands 0 to 10 hold their own number; at 0.9 times the speed band i holds 0.9 * i."""
    bands = torch.arange(11.0).expand(2, 4, 11)
    stretched = stretch_mels(bands, torch.tensor([1.0, 0.9]))
    torch.testing.assert_close(stretched[0], bands[0])
    torch.testing.assert_close(stretched[1], 0.9 * bands[1])
