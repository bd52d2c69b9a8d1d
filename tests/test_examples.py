import pytest
import torch

from soundstorm import Trace
from soundstorm.bundled import ASSETS
from soundstorm.dialogue import longest_dialogue
from soundstorm.examples import DIALOGUES, EXAMPLES, SENTENCE, write_dialogue_traces, write_example_traces
from soundstorm.text.dialogue import read_dialogue


def test_the_examples_are_the_same_words_decoded_in_six_ways(pipeline, tmp_path):
    folder = tmp_path / "traces"
    traces = {path.stem: Trace.load(path) for path in write_example_traces(pipeline, folder)}
    assert set(traces) == set(EXAMPLES)
    paper = traces["1-paper"]
    assert paper.transcript == SENTENCE and 1.4 < paper.seconds < 5
    assert (len(paper.iterations), len(traces["2-greedy"].iterations)) == (16 + 7, 8)
    assert len(traces["3-slow-motion"].iterations) == 32 + 7
    for name, trace in traces.items():
        assert torch.equal(trace.semantic, paper.semantic) and trace.words == paper.words
        assert len(trace.audio) == 8 + 7 + 1 and trace.edit is None
        assert name == "1-paper" or not torch.equal(trace.codes, paper.codes)
    # the schedules count: linear keeps an even share of the frames in every iteration
    frames = paper.frames - paper.prompt_frames
    assert traces["5-linear"].iterations[0].hidden_after == int(frames * 15 / 16)
    assert sum((folder / f"{name}.sstrace").stat().st_size for name in traces) < 3_000_000


@pytest.mark.parametrize(("name", "turns"), [("breakfast", 8), ("sleep", 6)])
def test_the_papers_dialogues_fit_with_two_prompts(name, turns):
    text = (ASSETS / "dialogues" / f"{name}.txt").read_text(encoding="utf-8")
    script = read_dialogue(text, max_seconds=longest_dialogue(2))
    assert [turn.speaker for turn in script.turns] == [1, 2] * (turns // 2)
    assert set(DIALOGUES) == {path.stem for path in (ASSETS / "dialogues").glob("*.txt")}


def test_the_dialogues_are_written_with_their_turns_and_sound(pipeline, tmp_path):
    traces = {path.stem: Trace.load(path) for path in write_dialogue_traces(pipeline, tmp_path)}
    assert set(traces) == set(DIALOGUES)
    for trace in traces.values():
        assert [who for who, _ in trace.prompts] == [1, 2]
        assert 10 < trace.seconds < 30 and len(trace.audio) == 8 + 7 + 1
