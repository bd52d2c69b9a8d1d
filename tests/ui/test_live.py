"""What the page is told during a run."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from soundstorm import outlet
from soundstorm.acoustic import Schedule
from soundstorm.audio.opus import encode_opus
from soundstorm.text.script import Script
from soundstorm.trace import Trace
from soundstorm.trace.container import Unpacked
from soundstorm.trace.sound import listen
from soundstorm.ui.limits import Deadline
from soundstorm.ui.live import Live, closed, follow, run_facts, stopped
from soundstorm.ui.runs import keep
from soundstorm.whatif import decode_again


@pytest.fixture(scope="module")
def followed(pipeline, spoken, tmp_path_factory):
    """A run and everything that the page was told of it."""
    live = Live(tmp_path_factory.mktemp("cache"))
    values = list(follow(pipeline, decode_again(pipeline, spoken), live, Deadline()))
    return live, values


def pieces(value: dict) -> list[Unpacked]:
    """What the page fetches with a value."""
    first = Path(value["first"]["path"])
    return [Unpacked(first.with_name(f"{number}.piece").read_bytes()) for number in range(value["pieces"])]


def kept(found: list[Unpacked], trace: Trace) -> np.ndarray:
    """Codes [Q, T] that the pieces add up to."""
    codes = found[0].array("given", "uint16", (trace.levels, trace.frames)).copy()
    for piece in found[1:]:
        steps = piece.header["steps"]
        if not steps:
            continue
        shape = (sum(step["open"] for step in steps),)
        frame, sampled = (piece.array(name, "uint16", shape) for name in ("frame", "sampled"))
        stays = piece.array("kept", "uint8", shape) == 1
        at = 0
        for step in steps:
            here = slice(at, at := at + step["open"])
            codes[step["level"] - 1, frame[here][stays[here]]] = sampled[here][stays[here]]
    return codes


def test_before_any_word_is_known_there_is_nothing_to_fetch(tmp_path):
    value = Live(tmp_path).text()
    assert (value["phase"], value["pieces"], value["first"], value["level"]) == ("text", 0, None, 0)


def test_the_page_is_told_what_is_made_from_the_words_to_the_sound(followed, tmp_path):
    _, values = followed
    for value in (Live(tmp_path).text(), Live(tmp_path).text(words=False), values[0], values[-1]):
        lit = [fact for fact in value["facts"] if value["station"] in fact]
        assert len(lit) == 1, value["facts"]
    told = [value["station"] for value in (Live(tmp_path).text(), values[0], values[-1])]
    assert told == ["semantic tokens", "acoustic tokens", "speech"]
    assert Live(tmp_path).text()["facts"][0] == "phonemes"
    assert "phonemes" not in Live(tmp_path).text(words=False)["facts"]


def test_the_pieces_of_every_value_add_up_to_the_decoding_so_far(followed, spoken):
    _, values = followed
    assert [value["phase"] for value in values] == ["decoding"] * (len(values) - 1) + ["done"]
    for value in values:
        steps = [step for piece in pieces(value) for step in piece.header["steps"]]
        places = [(step["level"], step["iteration"]) for step in steps]
        assert places == [(done.level, done.iteration) for done in spoken.iterations][: len(steps)]
        assert places[-1:] == ([(value["level"], value["iteration"])] if value["level"] else [])
        assert (kept(pieces(value), spoken) == spoken.codes_after(len(steps))[0].numpy()).all()
    assert len(steps) == len(spoken.iterations)


def test_each_level_can_be_heard_and_seen_as_soon_as_it_is_complete(followed, spoken):
    for value in followed[1]:
        names = {name for piece in pieces(value) for name in piece.names}
        complete = set(range(1, value["finished"] + 1))
        assert {name for name in names if name.startswith("audio.")} - {"audio.prompt"} == {
            f"audio.{level}" for level in complete
        }
        assert {name for name in names if name.startswith("spectrogram.")} == {
            f"spectrogram.{level}" for level in complete
        }
        # the prompt between the first level and the second: nothing else is made after the last pass
        assert ("audio.prompt" in names) >= (value["finished"] > 1)
        assert ("audio.prompt" in names) <= (value["finished"] > 0)
    assert value["finished"] == 8 and names >= {"audio.prompt"}


def test_every_level_is_heard_with_the_prompt_as_its_context(followed, pipeline, spoken):
    trace = followed[0].keep().load()
    for level in range(1, 9):
        decoded = pipeline.codec.decode(spoken.codes[:, :level], spoken.prompt_frames)[0]
        expected = outlet.release(decoded, trace.sample_rate, watermark=True)
        packed = replace(trace, audio={str(level): encode_opus(expected, trace.sample_rate)})
        assert torch.equal(listen(trace, str(level)), listen(packed, str(level)))


def test_the_run_on_the_stage_is_the_one_that_grew(followed, pipeline, spoken, tmp_path):
    live, values = followed
    run = live.keep()
    assert run.name == values[-1]["run"]
    trace, at_once = run.load(), pipeline.add_sound(decode_again_of(pipeline, spoken))
    assert torch.equal(trace.codes, at_once.codes)
    assert torch.equal(trace.spectrograms.values, at_once.spectrograms.values)
    assert sorted(trace.audio) == sorted(at_once.audio)
    *_, last = pieces(values[-1])
    assert last.header["timings"] == trace.timings


def decode_again_of(pipeline, trace: Trace) -> Trace:
    decoding = decode_again(pipeline, trace)
    for _ in decoding:
        pass
    return decoding.trace


def test_what_is_told_at_once_stays_small(followed):
    for value in followed[1]:
        assert len(json.dumps(value)) < 2000
    run = followed[0].keep()
    fetched = sum(path.stat().st_size for path in Path(run.path).parent.glob("*.piece"))
    assert fetched < 1.3 * Path(run.path).stat().st_size  # nothing is sent twice


def test_two_runs_never_share_a_folder_or_an_identity(tmp_path, spoken):
    runs = {Live(tmp_path).run for _ in range(20)} | {keep(spoken, tmp_path).name}
    assert len(runs) == 21


def test_the_lengths_of_a_run_are_told_in_the_order_in_which_they_arise():
    trace = Trace(
        given=torch.full((2, 6), 7),
        semantic=torch.zeros(3, dtype=torch.long),
        prompt_frames=2,
        codebook_size=1024,
        schedule=Schedule((2, 1)),
        seed=0,
        sample_rate=16_000,
        hop=320,
        script=Script(phonemes=("h", "ə")),
    )
    assert run_facts(trace) == [
        "2 phonemes",
        "2 semantic tokens",
        "4 frames × 2 levels = 8 acoustic tokens",
        "0.1 s of speech",
    ]


def test_stopping_and_closing_say_nothing_about_the_trace():
    assert (stopped()["phase"], closed()["phase"]) == ("stopped", "closed")
    assert "pieces" not in stopped()
    assert stopped() != stopped()  # an identical value would reach nobody
