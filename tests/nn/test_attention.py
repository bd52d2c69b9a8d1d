import math

import pytest
import torch

from soundstorm.nn.attention import SelfAttention, padding_bias, rotary_angles, rotate


def score(query: torch.Tensor, key: torch.Tensor, query_position: int, key_position: int) -> float:
    angles = rotary_angles(torch.tensor([query_position, key_position]), dim=8)
    turned = rotate(torch.stack([query, key]), angles)
    return float(turned[0] @ turned[1])


def test_scores_depend_on_the_distance_only():
    torch.manual_seed(0)
    query, key = torch.randn(8), torch.randn(8)
    assert score(query, key, 3, 10) == pytest.approx(score(query, key, 103, 110), abs=1e-3)
    assert score(query, key, 3, 10) != pytest.approx(score(query, key, 3, 11), abs=1e-3)
    assert score(query, key, 5, 5) == pytest.approx(float(query @ key), abs=1e-4)


def test_the_first_pair_turns_by_one_radian_a_position():
    """Rotary positions pair coordinate i with i + dim / 2; the first pair has frequency 1."""
    turned = rotate(torch.tensor([[1.0, 0.0, 0.0, 0.0]]), rotary_angles(torch.tensor([2]), dim=4))
    torch.testing.assert_close(turned, torch.tensor([[math.cos(2), 0.0, math.sin(2), 0.0]]))


def test_hidden_keys_get_no_attention():
    attention, frames = SelfAttention(width=32, heads=4), torch.randn(1, 6, 32)
    angles = rotary_angles(torch.arange(6), dim=8)
    bias = padding_bias(torch.tensor([[True, True, True, True, False, False]]))
    other = frames.clone()
    other[:, 4:] = 100.0
    torch.testing.assert_close(
        attention(frames, angles, bias)[:, :4], attention(other, angles, bias)[:, :4], atol=1e-6, rtol=1e-5
    )


@torch.inference_mode()
def test_fused_attention_is_the_one_that_is_written_out(monkeypatch):
    attention, frames = SelfAttention(width=32, heads=4).eval(), torch.randn(2, 9, 32)
    angles = rotary_angles(torch.arange(9), 8)
    hidden = padding_bias(torch.arange(9).expand(2, 9) < 7)
    written = attention(frames, angles), attention(frames, angles, hidden)
    calls = []
    fused = torch.nn.functional.scaled_dot_product_attention
    monkeypatch.setattr(
        torch.nn.functional,
        "scaled_dot_product_attention",
        lambda *given, **named: calls.append(given) or fused(*given, **named),
    )
    for fuse in (lambda: setattr(attention, "fused", True), attention.train):
        attention.eval().fused = False
        attention(frames, angles)
        assert not calls
        fuse()
        torch.testing.assert_close(attention(frames, angles), written[0])
        torch.testing.assert_close(attention(frames, angles, hidden), written[1])  # what is hidden stays so
        assert len(calls) == 2
        calls.clear()
