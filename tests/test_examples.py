from dataclasses import replace

import torch

from soundstorm import Trace, examples
from soundstorm.bundled import ASSETS
from soundstorm.examples import EXAMPLES, SENTENCE, write_example_traces


def check(traces: dict[str, Trace], sentence: str) -> None:
    """The same words, decoded in the ways that their names stand for."""
    paper = traces["1-paper"]
    assert paper.transcript == sentence
    assert len(paper.iterations) == 16 + 7 and len(traces["2-greedy"].iterations) == 8
    for name, trace in traces.items():
        example = examples.EXAMPLES[name]
        assert (trace.title, trace.seed) == (example.title, example.seed)
        assert trace.schedule == example.schedule.over(8)
        assert torch.equal(trace.semantic, paper.semantic) and trace.words == paper.words
        assert len(trace.audio) == 8 + 7 + 1 and trace.edit is None
        assert name == "1-paper" or not torch.equal(trace.codes, paper.codes)
    # the schedules count: linear keeps an even share of the frames in every iteration
    frames = paper.frames - paper.prompt_frames
    assert traces["5-linear"].iterations[0].hidden_after == int(frames * 15 / 16)


def test_examples_are_the_same_words_decoded_in_other_ways(
    pipeline, tmp_path, monkeypatch, short_prompt_path
):
    """Three of them, one with the settings of three, of a shorter sentence after a shorter prompt."""
    some = {name: EXAMPLES[name] for name in ("1-paper", "2-greedy", "5-linear")}
    some["5-linear"] = replace(some["5-linear"], temperature=1.6, seed=8)
    said = {"sentence": "Good morning.", "voice": short_prompt_path.stem}
    some = {name: replace(example, **said) for name, example in some.items()}
    monkeypatch.setattr(examples, "EXAMPLES", some)
    monkeypatch.setattr(examples, "PROMPTS", short_prompt_path.parent)
    written = write_example_traces(pipeline, tmp_path / "traces")
    traces = {path.stem: Trace.load(path) for path in written}
    assert set(traces) == set(some)
    check(traces, "Good morning.")


def test_the_bundled_examples_are_a_sentence_in_six_ways_and_others_in_other_voices():
    paths = sorted((ASSETS / "traces").glob("*.sstrace"))
    traces = {path.stem: Trace.load(path) for path in paths}
    assert set(traces) == set(EXAMPLES)
    check({name: traces[name] for name in list(traces)[:6]}, SENTENCE)
    assert len(traces["3-slow-motion"].iterations) == 32 + 7
    assert 1.4 < traces["1-paper"].seconds < 5
    prompts = {tuple(trace.given[0, : trace.prompt_frames].tolist()) for trace in traces.values()}
    assert len({trace.transcript for trace in traces.values()}) == 3 and len(prompts) == 4
    assert traces["7-another-voice"].transcript == SENTENCE
    assert sum(path.stat().st_size for path in paths) < 4_000_000
