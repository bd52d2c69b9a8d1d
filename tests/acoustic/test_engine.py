"""int8 against the arithmetic of rounding, and who decides what the passes are computed in."""

import copy

import pytest
import torch
from torch import nn

from soundstorm.acoustic import Schedule, SoundStorm, SoundStormConfig, engine
from soundstorm.acoustic.engine import check_precision, chosen_precision, fastest_precision, has_int8, in_int8
from soundstorm.checkpoint import load_pretrained, save_pretrained
from soundstorm.errors import UserError
from soundstorm.pipeline import SoundStormPipeline

SMALL = SoundStormConfig(
    levels=3, codebook_size=16, semantic_size=10, speakers=4, width=32, heads=2, blocks=2, feedforward=64
)
needs_int8 = pytest.mark.skipif(not has_int8(), reason="needs a processor with int8 products")


@pytest.fixture
def storm():
    torch.manual_seed(0)
    return SoundStorm(SMALL).eval()


def tokens(storm: SoundStorm) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    semantic = torch.randint(0, 10, (1, 30), generator=generator)
    prompt = torch.randint(0, 16, (1, 3, 20), generator=generator)
    return storm.generate(semantic, prompt, schedule=Schedule((4, 1, 1), guidance=0.5), seed=3)


@needs_int8
@torch.inference_mode()
def test_products_in_int8_err_by_what_rounding_explains():
    """Half a step of a frame's scale times the weights, and half a step of a row's scale times the frame."""
    torch.manual_seed(0)
    exact = nn.Linear(64, 48)
    frames = torch.randn(100, 64)
    error = (in_int8(nn.Sequential(exact))(frames) - exact(frames)).abs()
    frame_step = (frames.max() - frames.min()) / 127  # seven bits: products of eight may overflow before VNNI
    row_step = exact.weight.abs().amax(dim=1) / 127
    size = frames.abs() + frame_step / 2
    bound = frame_step / 2 * exact.weight.abs().sum(dim=1) + row_step / 2 * size.sum(dim=1, keepdim=True)
    assert 0 < error.max() and bool((error <= bound * 1.001).all())
    # rows on a scale of their own: a small one is not drowned by a large one
    exact.weight.data[0] *= 1e-3
    lost = (in_int8(nn.Sequential(exact))(frames) - exact(frames))[:, 0].abs().max()
    assert lost < 1e-3 * error.max() * 2


def test_float32_is_the_model_itself_and_changes_no_token(storm):
    before = tokens(storm)
    assert storm.engine.conformer is storm.conformer
    assert torch.equal(tokens(storm.compute_in("float32")), before)
    assert storm.engine.precision == "float32" and storm.engine.conformer is storm.conformer
    assert not any(block.attention.fused for block in storm.conformer.blocks)


def activations(network):
    return [layer for layer in network.modules() if isinstance(layer, nn.SiLU)]


@needs_int8
def test_int8_decodes_and_leaves_the_weights_alone(storm, tmp_path):
    weights = copy.deepcopy(storm.state_dict())
    exact, rounded = tokens(storm), tokens(storm.compute_in("int8"))
    assert storm.engine.precision == "int8"
    linear = [layer for layer in storm.engine.conformer.modules() if isinstance(layer, nn.Linear)]
    assert linear == [] and rounded.shape == exact.shape
    assert all(block.attention.fused for block in storm.engine.conformer.blocks)
    assert not any(block.attention.fused for block in storm.conformer.blocks)
    assert all(layer.inplace for layer in activations(storm.engine.conformer))
    assert not any(layer.inplace for layer in activations(storm.conformer))  # may be trained
    assert torch.equal(rounded[:, :, :20], exact[:, :, :20])  # the prompt
    assert torch.equal(tokens(storm), rounded)  # same seed, same tokens
    assert weights.keys() == storm.state_dict().keys()
    save_pretrained(storm, tmp_path)
    again = load_pretrained(SoundStorm, tmp_path)
    assert all(torch.equal(again.state_dict()[name], weight) for name, weight in weights.items())


@needs_int8
@torch.inference_mode()
def test_the_bundled_model_predicts_the_same_in_int8(pipeline):
    storm = copy.deepcopy(pipeline.storm).float()
    codes = torch.full((1, storm.config.levels, 200), storm.config.mask_id)
    semantic = torch.arange(100)[None] * 7 % storm.config.semantic_size
    frames = storm._embed(codes, storm._given(semantic, None, 200))
    exact = storm.logits(storm.conformer(frames), 1).log_softmax(dim=2)
    rounded = storm.logits(storm.compute_in("int8").engine.conformer(frames), 1).log_softmax(dim=2)
    divergence = (exact.exp() * (exact - rounded)).sum(dim=2).mean()  # in nats
    assert 0 < divergence < 0.02


@torch.inference_mode()
def test_bfloat16_computes_the_passes_and_leaves_the_weights_alone(storm):
    """Half precision of 8 bits in every block: states are within a few hundredths of those in float32."""
    exact, before = tokens(storm), copy.deepcopy(storm.state_dict())
    frames = torch.randn(1, 40, SMALL.width)
    states = storm.conformer(frames)
    running = storm.compute_in("bfloat16").engine
    assert running.precision == "bfloat16" and running.dtype == torch.bfloat16
    rounded = running.conformer(frames.bfloat16()).float()
    assert 0 < (rounded - states).abs().max() < 0.1
    assert tokens(storm).shape == exact.shape
    assert all(torch.equal(weight, before[name]) for name, weight in storm.state_dict().items())
    assert torch.equal(tokens(storm.compute_in("float32")), exact)


@pytest.mark.parametrize("precision", ["bfloat16", pytest.param("int8", marks=needs_int8)])
def test_weights_that_are_loaded_or_converted_are_those_that_decode(storm, precision):
    """A fast engine holds copies: it went on with the weights of before, and stayed on their device."""
    torch.manual_seed(1)
    other = SoundStorm(SMALL).eval()
    wanted = tokens(other.compute_in(precision))
    assert not torch.equal(tokens(storm.compute_in(precision)), wanted)
    storm.load_state_dict(other.state_dict())
    assert storm.engine.precision == precision and torch.equal(tokens(storm), wanted)
    elsewhere = storm.to("meta").engine
    assert elsewhere.precision == ("float32" if precision == "int8" else precision)
    assert next(elsewhere.conformer.parameters()).device.type == "meta"


def test_a_pipeline_computes_in_what_is_asked_for_first(talkers, tmp_path, monkeypatch):
    talkers.save_pretrained(tmp_path)
    monkeypatch.setenv("SOUNDSTORM_PRECISION", "bfloat16")
    assert SoundStormPipeline.from_pretrained(tmp_path).storm.engine.precision == "bfloat16"
    asked = SoundStormPipeline.from_pretrained(tmp_path, precision="float32")
    assert asked.storm.engine.precision == "float32"


def test_what_is_no_precision_is_refused_in_one_sentence(storm, monkeypatch):
    with pytest.raises(UserError, match=r"^Choose a precision from float32, bfloat16, int8, not 'int4'\.$"):
        storm.compute_in("int4")
    monkeypatch.setattr(engine, "has_int8", lambda device: False)
    with pytest.raises(UserError, match="x86"):
        check_precision("int8")


# seconds of a step; None where a CPU has no instructions for it
@pytest.mark.parametrize(
    ("float32", "bfloat16", "int8", "chosen"),
    [
        (4.0, 1.0, 1.2, "bfloat16"),
        (4.0, 5.0, 1.2, "int8"),
        (4.0, 5.0, None, "float32"),
        (1.4, None, 1.0, "int8"),
        (1.1, None, 1.0, "float32"),
        (9.0, None, None, "float32"),
    ],
)
def test_the_machine_decides(monkeypatch, float32, bfloat16, int8, chosen):
    monkeypatch.setattr(engine, "has_bfloat16_instructions", lambda: bfloat16 is not None)
    monkeypatch.setattr(engine, "has_int8", lambda device: int8 is not None)
    monkeypatch.setattr(engine, "in_int8", lambda network: "whole numbers")

    def seconds(*steps):
        return [
            int8
            if step == "whole numbers"
            else bfloat16
            if step[0].weight.dtype == torch.bfloat16
            else float32
            for step in steps
        ]

    monkeypatch.setattr(engine, "_seconds", seconds)
    assert fastest_precision.__wrapped__() == chosen


def test_the_environment_decides_before_the_machine(monkeypatch):
    monkeypatch.setenv("SOUNDSTORM_PRECISION", "bfloat16")
    assert chosen_precision() == "bfloat16"
    monkeypatch.setenv("SOUNDSTORM_PRECISION", "")
    assert chosen_precision() == fastest_precision("cpu")
    monkeypatch.setenv("SOUNDSTORM_PRECISION", "int8")
    monkeypatch.setattr(engine, "has_int8", lambda device: False)
    with pytest.raises(UserError, match=r"^SOUNDSTORM_PRECISION: .*x86"):
        chosen_precision()
