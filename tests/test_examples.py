import torch

from soundstorm import Trace
from soundstorm.examples import EXAMPLES, SENTENCE, write_example_traces


def test_the_examples_are_the_same_words_decoded_in_many_ways(pipeline, tmp_path):
    folder = tmp_path / "traces"
    traces = {path.stem: Trace.load(path) for path in write_example_traces(pipeline, folder)}
    assert set(traces) == set(EXAMPLES)
    paper = traces["1-paper"]
    assert paper.transcript == SENTENCE and 1.4 < paper.seconds < 5
    assert (len(paper.iterations), len(traces["2-greedy"].iterations)) == (16 + 7, 8)
    assert len(traces["3-slow-motion"].iterations) == 32 + 7
    for name, trace in traces.items():
        assert torch.equal(trace.target_semantic, paper.target_semantic) and trace.words == paper.words
        assert len(trace.audio) == 8 + 7 + 1 and trace.edit is None
        assert name == "1-paper" or not torch.equal(trace.codes, paper.codes)
        assert torch.equal(trace.semantic, paper.semantic) == (name != "7-other-voice")
    # the schedules count: linear keeps an even share of the frames in every iteration
    frames = paper.frames - paper.prompt_frames
    assert traces["5-linear"].iterations[0].hidden_after == int(frames * 15 / 16)
    assert sum((folder / f"{name}.sstrace").stat().st_size for name in traces) < 3_000_000
