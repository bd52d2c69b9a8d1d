"""Perplexity by hand: of a stage that does not listen, and of n-grams of three tokens."""

from dataclasses import replace
from math import exp, log
from types import SimpleNamespace

import pytest
import torch

from soundstorm.audiolm import TokenLanguageModel, TokenLanguageModelConfig
from soundstorm.evaluation.parts.perplexity import exponential, first_minutes, measure_perplexity
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.report.statistics import Estimate

SHARES = torch.tensor([0.5, 0.3, 0.2])


@pytest.fixture
def study(prompt_clips) -> Study:
    """A stage that gives every token its share, whatever came before; every training clip is 0 0 1 0."""
    stage = TokenLanguageModel(TokenLanguageModelConfig((), (3,), width=8, heads=2, blocks=1, feedforward=8))
    torch.nn.init.zeros_(stage.heads[0].weight)
    stage.heads[0].bias.data = SHARES.log()
    tokenizer = SimpleNamespace(
        encode=lambda waveform: torch.tensor([[0, 0, 1, 0]]), codebook_size=3, sample_rate=16_000
    )
    pipeline = SimpleNamespace(semantic=tokenizer, audiolm=SimpleNamespace(semantic=stage.eval()))
    study = Study(pipeline, prompt_clips)
    spoken = {"anna": [2, 0, 1], "bert": [2, 1, 2, 0, 0]}
    study.takes = [SimpleNamespace(semantic=torch.tensor([own]), speaker=who) for who, own in spoken.items()]
    return study


def test_tokens_weigh_alike_and_the_first_of_a_take_does_not_count(study):
    """After the first come 0 1 and 1 2 0 0: three 0, two 1, one 2."""
    figures = measure_perplexity(study)
    expected = exp(-(3 * log(0.5) + 2 * log(0.3) + log(0.2)) / 6)
    assert figures["semantic"].value == pytest.approx(expected)
    assert (figures["semantic"].clips, figures["semantic"].speakers) == (2, 2)
    anna, bert = exp(-(log(0.5) + log(0.3)) / 2), exp(-(2 * log(0.5) + log(0.3) + log(0.2)) / 4)
    bounds = sorted([anna, bert])  # a draw is anna twice, bert twice or both
    assert [figures["semantic"].low, figures["semantic"].high] == pytest.approx(bounds)
    assert figures["training_minutes"] == 0 and "bigram" not in figures


def test_ngrams_are_counted_on_training_speech(study, prompt_clips):
    """A clip of 0 0 1 0 has three 0 and one 1, of two kinds: a third of the probability is chance."""
    study.training = [prompt_clips[0], replace(prompt_clips[1], corpus="librispeech-dev")]
    figures = measure_perplexity(study)
    zero, one, two = (3 + 2 / 3) / 6, (1 + 2 / 3) / 6, (2 / 3) / 6
    expected = exp(-(3 * log(zero) + 2 * log(one) + log(two)) / 6)
    assert figures["unigram"].value == pytest.approx(expected)
    # after 0 came 0 and 1, two kinds; after 1 came 0; nothing ever followed 2, where unigrams stand in
    bigrams = [zero, (1 + 2 * one) / 4, one, two / 2, zero, (1 + 2 * zero) / 4]
    assert figures["bigram"].value == pytest.approx(exp(-sum(map(log, bigrams)) / 6))
    assert figures["training_minutes"] == pytest.approx(
        prompt_clips[0].seconds / 60
    )  # the other has no highs


def test_no_more_than_so_many_minutes_are_counted_each_speaker_in_turn(prompt_clips):
    clips = [
        replace(prompt_clips[0], speaker=speaker, path=prompt_clips[0].path.with_name(name), seconds=20.0)
        for speaker, name in (("anna", "1"), ("anna", "2"), ("bert", "3"), ("bert", "4"))
    ]
    chosen = first_minutes(clips, 1.0)
    assert len(chosen) == 3 and {clip.speaker for clip in chosen[:2]} == {"anna", "bert"}


def test_a_perplexity_keeps_its_interval():
    assert exponential(Estimate(0.0, log(0.5), log(2), 3, 2)) == Estimate(1.0, 0.5, pytest.approx(2.0), 3, 2)
