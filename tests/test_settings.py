"""Configurations as anyone may have written them: one sentence, and nothing of their size is made."""

import json
import os
import resource
import signal
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from soundstorm.audiolm.model import TokenLanguageModelConfig
from soundstorm.checkpoint import load_pretrained, save_pretrained
from soundstorm.codec import SoundStream, SoundStreamConfig
from soundstorm.errors import CheckpointError
from soundstorm.nn.mel import mel_filters
from soundstorm.semantic import WhisperTokenizer
from soundstorm.settings import settings_from
from tests.disk import full_after
from tests.semantic.small import small_whisper

KILLED = """
import os, signal, sys
from pathlib import Path
import soundstorm.checkpoint
from soundstorm.codec import SoundStream

def killed(weights, place, metadata):
    Path(place).write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)

codec = soundstorm.checkpoint.load_pretrained(SoundStream, sys.argv[1])
soundstorm.checkpoint.save_file = killed
soundstorm.checkpoint.save_pretrained(codec, sys.argv[1])
"""
SMALL = SoundStreamConfig(levels=2, codebook_size=16, width=32, encoder_blocks=1, decoder_blocks=1)
NOT_A_SIZE = [None, "32", 32.0, 0.5, -1, 0, True, [32], {}, 2**63, 10**400]


@pytest.fixture
def folder(tmp_path) -> Path:
    """A saved codec."""
    save_pretrained(SoundStream(SMALL), tmp_path / "codec")
    return tmp_path / "codec"


def change(folder: Path, **settings: object) -> None:
    config = folder / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | settings))


def complaint(folder: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        load_pretrained(SoundStream, folder)
    sentence = str(caught.value)
    assert str(folder) in sentence and sentence.endswith(".") and "\n" not in sentence and len(sentence) < 500
    return sentence


@pytest.mark.parametrize("content", ["[]", "null", "7", '"text"', "true", "[" * 100_000, "NaN"])
def test_a_configuration_that_is_no_object(folder, content):
    (folder / "config.json").write_text(content)
    assert "is damaged" in complaint(folder)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_a_folder_in_place_of_a_file(folder, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    assert "is damaged" in complaint(folder)


@pytest.mark.parametrize("name", ["width", "levels", "sample_rate"])
@pytest.mark.parametrize("value", NOT_A_SIZE, ids=lambda value: json.dumps(value)[:9])
def test_what_is_no_size_is_named(folder, name, value):
    change(folder, **{name: value})
    assert f"{name} is a whole number from 1 to" in complaint(folder)


def test_sizes_beyond_the_weights_take_no_memory(folder):
    load_pretrained(SoundStream, folder)  # what torch itself needs for that
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    weights = load_file(folder / "model.safetensors")
    save_file(weights, folder / "model.safetensors")  # without what they were made for, as older ones are
    change(folder, width=2**20, latent_dim=2**20, codebook_size=2**20, levels=64, encoder_blocks=100)
    assert "has the shape" in complaint(folder)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


@pytest.mark.parametrize(
    "changed", [{"sample_rate": 24_000}, {"hop": 160}, {"sample_rate": 32_000, "hop": 640}]
)
def test_weights_know_the_rate_and_the_hop_they_were_made_for(folder, changed):
    change(folder, **changed)
    name, value = next(iter(changed.items()))
    assert f"{name} is {value}, and the weights were made for {getattr(SMALL, name)}" in complaint(folder)


def test_settings_that_contradict_each_other(folder):
    weights = load_file(folder / "model.safetensors")
    save_file(weights, folder / "model.safetensors")
    change(folder, hop=3, subframes=5)
    assert "do not fit" in complaint(folder)


def test_weights_that_are_no_numbers(folder):
    file = folder / "model.safetensors"
    weights = load_file(file)
    next(iter(weights.values())).view(-1)[0] = torch.nan
    save_file(weights, file)
    assert "holds what is no number" in complaint(folder)


KINDS = [torch.bool, torch.int64, torch.uint8, torch.complex64, torch.float8_e4m3fn, torch.float8_e5m2]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_weights_that_are_another_kind_of_numbers(folder, kind):
    file = folder / "model.safetensors"
    weights = load_file(file)
    name = next(iter(weights))
    save_file(weights | {name: weights[name].to(kind)}, file)
    assert f"{name} holds numbers of the kind" in complaint(folder)


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16, torch.float64], ids=str)
def test_weights_of_another_precision_are_used(folder, kind):
    file = folder / "model.safetensors"
    weights = load_file(file)
    save_file({name: weight.to(kind) for name, weight in weights.items()}, file)
    loaded = load_pretrained(SoundStream, folder).state_dict()
    for name, weight in weights.items():
        assert torch.equal(loaded[name], weight.to(kind).float())


def test_weights_far_larger_than_the_model_are_not_read(folder):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = 2**30  # on paper: the file is sparse
    header = json.dumps({"wings": {"dtype": "F16", "shape": [size // 2], "data_offsets": [0, size]}}).encode()
    with (folder / "model.safetensors").open("wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)
        file.truncate(8 + len(header) + size)
    assert "has the shape none instead of" in complaint(folder)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


def test_a_configuration_of_many_megabytes_is_not_read(folder):
    config = folder / "config.json"
    config.write_text(config.read_text() + " " * 10**6)
    assert "config.json is larger than 1 MB" in complaint(folder)


def test_a_header_that_promises_more_than_there_is(folder):
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", 2**62) + b"{}")
    assert "is damaged" in complaint(folder)


def test_a_full_disk_leaves_the_checkpoint_that_was_there(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with full_after(10_000), pytest.raises(ValueError, match="free some space"):
        save_pretrained(SoundStream(SMALL), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_models_share_is_made_for_real(tmp_path):
    """A checkpoint's sizes are looked at in a model without memory; its filters must not be another's."""
    tokenizer = small_whisper()
    save_pretrained(tokenizer, tmp_path)
    mel_filters.cache_clear()
    loaded = load_pretrained(WhisperTokenizer, tmp_path)
    assert torch.equal(loaded.whisper.log_mel.filters, tokenizer.whisper.log_mel.filters)


def test_lists_of_sizes_are_checked_number_by_number():
    assert settings_from(TokenLanguageModelConfig, {"given": [7, 9]}).given == (7, 9)
    for wrong in (7, "79", [7, "9"], [7, -9], [1] * 1000, {"7": 9}):
        with pytest.raises(ValueError, match=r"given is a (list|whole number)"):
            settings_from(TokenLanguageModelConfig, {"given": wrong})


def test_a_process_killed_while_it_saves_leaves_the_checkpoint_that_was_there(folder):
    before = (folder / "model.safetensors").read_bytes()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", KILLED, folder], env=environment)
    assert killed.returncode == -signal.SIGKILL
    assert (folder / "model.safetensors").read_bytes() == before
    assert load_pretrained(SoundStream, folder).config == SMALL


def test_numbers_text_and_switches_are_checked_too():
    @dataclass(frozen=True)
    class Config:
        share: float = 0.5
        name: str = "a"
        loud: bool = False

    assert settings_from(Config, {"share": 1, "name": "b", "loud": True}) == Config(1.0, "b", True)
    for name, wrong in (
        ("share", [None, "1", True, float("nan"), float("inf")]),
        ("name", [1]),
        ("loud", [1, "no"]),
    ):
        for value in wrong:
            with pytest.raises(ValueError, match=f"{name} is (a number|text|true or false)"):
                settings_from(Config, {name: value})
