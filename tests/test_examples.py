import torch

from soundstorm import Trace
from soundstorm.examples import EXAMPLES, SENTENCE, write_example_traces


def test_the_examples_are_a_sentence_in_six_ways_and_others_in_other_voices(pipeline, tmp_path):
    folder = tmp_path / "traces"
    traces = {path.stem: Trace.load(path) for path in write_example_traces(pipeline, folder)}
    assert set(traces) == set(EXAMPLES)
    paper = traces["1-paper"]
    assert paper.transcript == SENTENCE and 1.4 < paper.seconds < 5
    assert (len(paper.iterations), len(traces["2-greedy"].iterations)) == (16 + 7, 8)
    assert len(traces["3-slow-motion"].iterations) == 32 + 7
    for name, trace in traces.items():
        assert len(trace.audio) == 8 + 7 + 1 and trace.edit is None
        assert name == "1-paper" or not torch.equal(trace.codes, paper.codes)
    for name in list(traces)[:6]:
        assert torch.equal(traces[name].semantic, paper.semantic) and traces[name].words == paper.words
    prompts = {tuple(trace.given[0, : trace.prompt_frames].tolist()) for trace in traces.values()}
    assert len({trace.transcript for trace in traces.values()}) == 3 and len(prompts) == 4
    assert traces["7-another-voice"].transcript == SENTENCE
    # the schedules count: linear keeps an even share of the frames in every iteration
    frames = paper.frames - paper.prompt_frames
    assert traces["5-linear"].iterations[0].hidden_after == int(frames * 15 / 16)
    assert sum((folder / f"{name}.sstrace").stat().st_size for name in traces) < 4_000_000
