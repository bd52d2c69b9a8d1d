import pytest
import torch

from soundstorm.nn import precision
from soundstorm.nn.precision import fastest_seconds, has_fast_bfloat16


@pytest.mark.parametrize(
    ("instructions", "bfloat16", "fast"), [(True, 1.0, True), (True, 2.0, False), (False, 1.0, False)]
)
def test_bfloat16_must_be_faster_not_only_there(monkeypatch, instructions, bfloat16, fast):
    monkeypatch.setattr(precision, "has_bfloat16_instructions", lambda: instructions)
    monkeypatch.setattr(precision, "fastest_seconds", lambda *calls: [1.5, bfloat16])
    monkeypatch.setattr(precision, "_is_bfloat16_faster", precision._is_bfloat16_faster.__wrapped__)
    assert has_fast_bfloat16("cpu") is fast


def test_the_measurement_tells_more_work_from_less():
    small, large = torch.randn(64, 64), torch.randn(512, 512)
    one, other = fastest_seconds(lambda: small @ small, lambda: large @ large)
    assert one < other  # a 512th of the multiplications
