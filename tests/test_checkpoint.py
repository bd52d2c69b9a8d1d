import json
import pickle
from pathlib import Path

import pytest
import torch
from huggingface_hub import constants, hf_api
from safetensors import safe_open

from soundstorm.acoustic import SoundStorm, SoundStormConfig
from soundstorm.bundled import CHECKPOINTS
from soundstorm.checkpoint import checkpoint_folder, has_part, load_pretrained, save_pretrained
from soundstorm.codec import SoundStream, SoundStreamConfig
from soundstorm.consistency.model import Consistency
from soundstorm.errors import CheckpointError
from soundstorm.safety.watermark import Watermark
from soundstorm.semantic import WhisperTokenizer
from soundstorm.text.model import TextToSemantic, TextToSemanticConfig
from tests.semantic.small import SMALL_WHISPER

SIZE = {"width": 32, "heads": 2, "feedforward": 64}
MODELS = [
    SoundStream(SoundStreamConfig(levels=2, codebook_size=16, width=32, encoder_blocks=1, decoder_blocks=1)),
    WhisperTokenizer(SMALL_WHISPER),
    TextToSemantic(TextToSemanticConfig(encoder_blocks=1, decoder_blocks=1, **SIZE)),
    SoundStorm(SoundStormConfig(levels=2, codebook_size=16, blocks=1, **SIZE)),
]


class Trap:
    """Touches a file when somebody unpickles it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


@pytest.fixture
def folder(tmp_path) -> Path:
    """A saved codec."""
    save_pretrained(MODELS[0], tmp_path / "codec")
    return tmp_path / "codec"


def complaint(folder: Path) -> str:
    """What loading says, which names the folder and is for people to read."""
    with pytest.raises(CheckpointError) as caught:
        load_pretrained(SoundStream, folder)
    assert str(folder) in str(caught.value) and str(caught.value).endswith(".")
    return str(caught.value)


def test_others_on_the_machine_may_read_it_as_they_may_any_file(folder):
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir()}
    assert len(modes) == 2 and modes["model.safetensors"] == modes["config.json"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_every_model_comes_back_to_the_bit(model, tmp_path):
    save_pretrained(model, tmp_path)
    loaded = load_pretrained(type(model), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.json", "model.safetensors"]
    assert loaded.config == model.config and not loaded.training
    assert loaded.state_dict().keys() == model.state_dict().keys()
    for name, tensor in model.state_dict().items():
        assert torch.equal(loaded.state_dict()[name], tensor), name


def test_half_precision_halves_the_file_and_loads_as_single(tmp_path):
    save_pretrained(MODELS[3], tmp_path / "single")
    save_pretrained(MODELS[3], tmp_path / "half", dtype=torch.float16)
    sizes = [(tmp_path / name / "model.safetensors").stat().st_size for name in ("half", "single")]
    assert sizes[0] / sizes[1] == pytest.approx(0.5, abs=0.05)
    for name, tensor in load_pretrained(SoundStorm, tmp_path / "half").state_dict().items():
        assert torch.equal(tensor, MODELS[3].state_dict()[name].half().float()), name


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    assert f"has no {name}" in complaint(folder)


def test_a_missing_folder_has_no_configuration(tmp_path):
    assert "has no config.json" in complaint(tmp_path / "nowhere")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe"])
def test_a_damaged_configuration(folder, content):
    (folder / "config.json").write_bytes(content)
    assert "is damaged" in complaint(folder)


@pytest.mark.parametrize("keep", [0, 4, 200, 5000])
def test_weights_that_were_cut_off(folder, keep):
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[:keep])
    assert "is damaged" in complaint(folder)


def test_an_unknown_setting_is_named(folder):
    settings = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(settings | {"wings": 2}))
    assert "wings" in complaint(folder)


def test_weights_of_another_size(folder):
    settings = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(settings | {"codebook_size": 32}))
    assert "do not fit" in complaint(folder)


def test_weights_of_another_model(folder):
    with pytest.raises(CheckpointError):
        load_pretrained(SoundStorm, folder)


def test_no_pickle_is_ever_opened(folder, tmp_path):
    """Neither beside the weights nor in their place."""
    sprung = tmp_path / "sprung"
    trap = pickle.dumps(Trap(sprung))
    for name in ("pytorch_model.bin", "model.pt", "model.pkl"):
        (folder / name).write_bytes(trap)
    load_pretrained(SoundStream, folder)
    (folder / "model.safetensors").write_bytes(trap)
    assert "is damaged" in complaint(folder)
    assert not sprung.exists()
    pickle.loads(trap)
    assert sprung.exists()  # the trap works


def test_a_local_folder_is_taken_as_it_is(tmp_path):
    assert checkpoint_folder(tmp_path) == tmp_path
    assert checkpoint_folder(str(tmp_path)) == tmp_path


BUNDLED = sorted(CHECKPOINTS.rglob("model.safetensors"))
NOT_THEIRS = [  # all of them with the shapes of the bundled weights
    (SoundStream, "workshop/codec", {"sample_rate": 8_000}),
    (SoundStream, "workshop/codec", {"hop": 640}),
    (SoundStream, "workshop/codec", {"sample_rate": 32_000, "hop": 640}),
    (SoundStream, "workshop/codec", {"phase_iterations": 1}),
    (WhisperTokenizer, "tokenizer", {"heads": 2}),
    (WhisperTokenizer, "tokenizer", {"encoder_heads": 4}),
    (WhisperTokenizer, "tokenizer", {"sample_rate": 8_000}),
    (Consistency, "evaluation/consistency", {"heads": 2}),
    (Consistency, "evaluation/consistency", {"sample_rate": 8_000}),
    (Watermark, "watermark", {"quiet": 100.0}),
    (TextToSemantic, "workshop/text", {"heads": 2}),
    (SoundStorm, "workshop/acoustic", {"frames_per_semantic": 1}),
]


@pytest.mark.parametrize("weights", BUNDLED, ids=lambda path: str(path.parent.relative_to(CHECKPOINTS)))
def test_all_that_is_bundled_knows_what_it_was_made_for(weights):
    with safe_open(weights, "pt") as file:
        made_for = json.loads(file.metadata()["config"])
    assert made_for == json.loads(weights.with_name("config.json").read_text())


def test_no_bundled_model_is_left_out():
    assert len(BUNDLED) == 10


@pytest.mark.parametrize(
    ("model_class", "name", "changed"), NOT_THEIRS, ids=lambda value: getattr(value, "__name__", str(value))
)
def test_bundled_weights_with_settings_that_are_not_theirs(model_class, name, changed, tmp_path):
    (tmp_path / "model.safetensors").symlink_to(CHECKPOINTS / name / "model.safetensors")
    settings = json.loads((CHECKPOINTS / name / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(settings | changed))
    with pytest.raises(CheckpointError) as caught:
        load_pretrained(model_class, tmp_path)
    setting, value = next(iter(changed.items()))
    expected = f"{setting} is {value}, and the weights were made for {settings[setting]}"
    assert expected in str(caught.value) and str(caught.value).endswith(".") and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "nobody/no-such-voice",
        "no such folder",
        "/no/such/folder",
        "a/b/c/d",
        "x" * 300,
        "x" * 300 + "/y",
        "a\0b",
    ],
)
def test_neither_a_folder_nor_a_repository(name, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(CheckpointError, match=f"{name} is neither a folder nor a Hub repository"):
        checkpoint_folder(name)


@pytest.fixture
def unreachable(tmp_path, monkeypatch):
    """The Hub's cache, where nobody answers at the Hub's address."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(hf_api.api, "endpoint", "http://127.0.0.1:9")
    return tmp_path


def test_a_repository_that_cannot_be_asked_has_the_parts_that_were_downloaded(unreachable):
    repository = unreachable / "models--somebody--voices"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("0" * 40)
    part = repository / "snapshots" / ("0" * 40) / "audiolm" / "semantic"
    part.mkdir(parents=True)
    (part / "config.json").write_text("{}")
    assert has_part("somebody/voices", "audiolm/semantic")
    assert not has_part("somebody/voices", "audiolm/coarse")
    assert not has_part("nobody/no-such-voice", "audiolm/semantic")
