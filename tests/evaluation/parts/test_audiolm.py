"""AudioLM beside SoundStorm: what they are given of a take, and figures by hand."""

from types import SimpleNamespace

import pytest
import torch

from soundstorm.evaluation.parts import audiolm as part_module
from soundstorm.evaluation.parts.audiolm import (
    SOURCES,
    SYSTEMS,
    compare_systems,
    measure_audiolm,
    speak_rest,
)
from soundstorm.evaluation.report.part import Part
from tests.audiolm.small import LEVELS, small_babbler

PROMPT, TOKENS = 10, 25  # semantic tokens of two frames


@pytest.fixture(scope="module")
def babbler():
    return small_babbler()


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("given", [PROMPT, 0])
def test_both_speak_what_follows_the_prompt_after_it_or_after_nothing(babbler, system, given):
    generator = torch.Generator().manual_seed(0)
    codes = torch.randint(1024, (1, LEVELS, 2 * TOKENS), generator=generator)
    semantic = torch.randint(1000, (1, TOKENS), generator=generator)
    take = SimpleNamespace(
        codes=codes, semantic=semantic, prompt_tokens=PROMPT, prompt_frames=2 * PROMPT, seed=3
    )
    said = speak_rest(babbler, system, take, given)
    assert said.shape == (1, LEVELS, 2 * (TOKENS - PROMPT + given))
    known = codes[:, :, 2 * (PROMPT - given) : 2 * PROMPT]
    assert torch.equal(said[:, :, : 2 * given], known)
    assert not torch.equal(said[:, :, 2 * given :], codes[:, :, 2 * PROMPT :])


def test_words_wrong_as_a_multiple_of_the_codecs():
    """Of two takes the codec gets one and three words wrong, AudioLM four and eight: three times as many."""
    wrong = {"codec": (1, 3), "audiolm": (4, 8)}
    rows = [
        {
            "source": source, "speaker": who, "prompt_speaker": who, "words": 10, "characters": 50,
            "errors": wrong.get(source, (2, 2))[take], "character_errors": 5, "quality": 3.0, "signal": 3.0,
            "background": 3.0, "voice": 0.5, "nearest": 1.0, "consistency": 0.5,
        }
        for take, who in enumerate(("ann", "ben"))
        for source in SOURCES
    ]  # fmt: skip
    figures = compare_systems(rows)
    assert figures["audiolm"]["error_multiple"].value == pytest.approx(3.0)
    assert figures["soundstorm"]["error_multiple"].value == pytest.approx(1.0)
    assert "error_multiple" not in figures["codec"] and compare_systems([]) == {}


def test_the_part_has_takes_and_perplexity(monkeypatch):
    monkeypatch.setattr(part_module, "measure_takes", lambda *given: Part({"all": {}}, [{"source": "codec"}]))
    monkeypatch.setattr(part_module, "measure_perplexity", lambda study: {"semantic": 33.6})
    assert measure_audiolm(None) == Part({"all": {}, "perplexity": {"semantic": 33.6}}, [{"source": "codec"}])
