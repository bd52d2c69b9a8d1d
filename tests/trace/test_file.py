"""Files: what is written is read back; what anyone else wrote is refused in one sentence."""

import copy
import pickle
import random
import tracemalloc
import zlib
from dataclasses import replace

import numpy as np
import pytest
import torch

from soundstorm.errors import TraceError
from soundstorm.text.script import Word
from soundstorm.trace import Trace
from soundstorm.trace.container import Section, pack
from tests.trace.files import put_together, refuse, take_apart, with_section


def test_a_word_that_nobody_could_pronounce_is_cut_and_can_be_read_again(recorded):
    trace, _ = recorded
    trace.script = replace(trace.script, words=(Word("a" * 300, (0, 4)),))
    assert Trace.from_bytes(trace.to_bytes()).words == (("a" * 100, (0, 4)),)


def test_everything_comes_back(trace):
    again = Trace.from_bytes(trace.to_bytes())
    for name in ("script", "title", "schedule", "seed", "timings", "edit", "origin", "precision", "audio"):
        assert getattr(again, name) == getattr(trace, name), name
    for name in ("given", "semantic", "phoneme"):
        assert torch.equal(getattr(again, name), getattr(trace, name)), name
    assert torch.equal(again.spectrograms.values, trace.spectrograms.values)
    for read, written in zip(again.iterations, trace.iterations, strict=True):
        for name, value in vars(written).items():
            same = torch.equal(getattr(read, name), value) if isinstance(value, torch.Tensor) else None
            assert same if same is not None else getattr(read, name) == value, name
    assert again.to_bytes() == trace.to_bytes()


def test_a_file_of_an_earlier_version_tells_no_precision_and_may_have_a_larger_seed(trace):
    header, body = take_apart(trace.to_bytes())
    del header["precision"]
    header["seed"] = 2**40
    again = Trace.from_bytes(put_together(header, body))
    assert again.precision == "" and again.seed == 2**40


def test_the_file_is_what_the_documentation_says(trace):
    header, body = take_apart(trace.to_bytes())
    assert (header["levels"], header["frames"], header["prompt_frames"]) == (3, 30, 6)
    assert header["schedule"] == {
        "iterations": [5, 2, 1],
        "shape": "cosine",
        "temperature": 1.0,
        "noise": 0.5,
        "guidance": 0.0,
    }
    assert header["phonemes"] == ["h", "ə", "l", "oʊ"] and header["words"] == [["hello", [0, 4]]]
    assert header["turns"] == [[1, [0, 1]]]
    assert [step["open"] for step in header["steps"]] == [24, 22, 19, 14, 7, 24, 16, 24]
    sections = {section["name"]: section for section in header["sections"]}
    assert list(sections)[:4] == ["given", "semantic", "phoneme", "frame"]
    assert sections["candidate_ids"]["shape"] == [150, 3]

    def numbers(name: str) -> np.ndarray:
        section = sections[name]
        data = zlib.decompress(body[section["offset"] : section["offset"] + section["bytes"]])
        if section["encoding"] == "planes":
            data = np.frombuffer(data, np.uint8).reshape(2, -1).T.tobytes()
        return np.frombuffer(data, section["dtype"]).reshape(section["shape"])

    assert numbers("given")[:, :6].tolist() == [[3] * 6] * 3 and (numbers("given")[:, 6:] == 16).all()
    assert numbers("frame")[:24].tolist() == list(range(6, 30))
    score = torch.cat([done.score for done in trace.iterations])
    assert np.array_equal(numbers("score"), score.numpy())
    second = (numbers("spectrogram.1") + numbers("spectrogram.2")).astype(np.uint8)
    assert sections["spectrogram.2"]["minus"] == "spectrogram.1"
    assert np.array_equal(second, trace.spectrograms.values[1].numpy())
    audio = sections["audio.3"]
    assert audio["mime"] == "audio/ogg;codecs=opus"
    assert body[audio["offset"] : audio["offset"] + audio["bytes"]] == trace.audio["3"]


@pytest.mark.parametrize("content", [b"", b"not a trace", b"SSTRACE\n", b"PK\x03\x04" * 50, bytes(1000)])
def test_foreign_files_are_refused(content):
    refuse(content, "choose a .sstrace file|damaged")


@pytest.mark.parametrize("version", [0, 1, 3, 2**32 - 1])
def test_other_versions_are_refused(trace, version):
    refuse(put_together(*take_apart(trace.to_bytes()), version), f"version {version}")


def test_a_file_that_is_not_there_or_no_file_is_refused(tmp_path):
    for path in (tmp_path / "missing.sstrace", tmp_path):
        with pytest.raises(TraceError, match=r"missing|cannot be read"):
            Trace.load(path)


@pytest.mark.parametrize("name", ["circle", "x" * 300, "a\0b"])
def test_a_name_that_no_file_has_is_refused(tmp_path, name):
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(TraceError, match=r"cannot be read: choose a \.sstrace file"):
        Trace.load(tmp_path / name)


def test_what_never_ends_is_not_read_to_its_end():
    with pytest.raises(TraceError, match="too large for a recorded run: the limit is 64 MB"):
        Trace.load("/dev/zero")


def test_a_file_of_any_other_size_is_refused(trace):
    data = trace.to_bytes()
    for length in [*range(200), *range(200, len(data), 211), len(data) - 1]:
        refuse(data[:length])
    refuse(data + b"\0")


def test_flipped_bytes_give_a_trace_or_one_sentence(recorded):
    data = recorded[0].to_bytes()
    luck = random.Random(0)
    read = 0
    for _ in range(1500):
        broken = bytearray(data)
        for _ in range(luck.choice((1, 1, 4))):
            broken[luck.randrange(len(broken))] ^= 1 << luck.randrange(8)
        try:
            steps = list(Trace.from_bytes(bytes(broken)).steps())
        except TraceError as error:
            assert "\n" not in str(error)
        else:
            read += 1
            assert len(steps) == 8
    assert read < 500  # what gets through are letters and digits of the header that mean something else


EVIL = (None, True, -1, 0, 2**31, 10**400, 1.5, -1e-9, 1e308, "x", "\ud800", "a" * 20_000, [], [[]], {}, [{}])


def leaves(value, path=()):
    """The paths of everything in a JSON value; of a long list, its first entries."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(items)[:40]:
        yield from leaves(inner, (*path, key))


def test_any_value_in_the_header_gives_a_trace_or_one_sentence(recorded):
    header, body = take_apart(recorded[0].to_bytes())
    paths = [path for path in leaves(header) if path]
    assert len(paths) > 150
    for path in paths:
        for value in EVIL:
            changed = copy.deepcopy(header)
            inner = changed
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = value
            try:
                list(Trace.from_bytes(put_together(changed, body)).steps())
            except TraceError as error:
                assert "\n" not in str(error)


@pytest.mark.parametrize(
    "text", [b"[" * 100_000, b'{"levels": Infinity}', b'{"levels": 1' + b"0" * 10_000 + b"}", b"\xff", b"[]"]
)
def test_headers_that_break_readers_are_refused(text):
    refuse(put_together(text, b""), "damaged")


def test_a_small_file_cannot_fill_the_memory(trace):
    bomb = zlib.compress(bytes(100_000_000))
    data = trace.to_bytes()
    tracemalloc.start()
    for name in ("frame", "spectrogram.1", "given"):
        refuse(with_section(data, name, bomb), name)
    claim, body = take_apart(data)
    claim["frames"] = claim["sections"][0]["shape"][1] = 10**9
    refuse(put_together(claim, body), "frames")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_pickle_is_never_executed(trace):
    class Bomb:
        def __reduce__(self):
            return (pytest.fail, ("a pickle was executed",))

    refuse(pickle.dumps(Bomb()))
    refuse(with_section(trace.to_bytes(), "frame", pickle.dumps(Bomb())), "frame")


def change(trace: Trace, step: int, **values) -> bytes:
    """The file with other events in one step."""
    done = trace.iterations[step]
    trace.iterations[step] = type(done)(**{**vars(done), **values})
    return trace.to_bytes()


def test_events_that_cannot_have_happened_are_refused(recorded):
    trace, _ = recorded
    first = trace.iterations[0]
    number = torch.zeros(24, dtype=torch.long)
    half = first.score.clone()
    half[3] = torch.nan
    for values, hint in [
        ({"frame": first.frame.flip(0)}, "together"),
        ({"frame": first.frame - 1}, "range"),  # a frame of the prompt
        ({"frame": first.frame + 1}, "range"),  # one behind the end
        ({"sampled": number + 16}, "range"),
        ({"candidate_ids": first.candidate_ids + 16}, "range"),
        ({"kept": torch.zeros(24, dtype=torch.bool)}, "together"),
        ({"kept": ~first.kept}, "together"),  # others are open in the next step
        ({"score": half}, "range"),
        ({"confidence": first.confidence + 1}, "range"),
        ({"entropy": half}, "range"),
        ({"level": 2}, "schedule"),  # which gives it two iterations, and the step has five
        ({"iteration": 2}, "order"),
        ({"iteration": 6}, "order"),
    ]:
        refuse(change(copy.deepcopy(trace), 0, **values), hint)


def test_what_is_given_must_fit_too(recorded):
    trace, _ = recorded
    for name, place, value in [
        ("given", (0, 2), 16),  # hidden in the prompt
        ("given", (0, 8), 17),
        ("given", (0, 8), 5),  # known, but decoded
        ("phoneme", (0,), 4),
        ("phoneme", (0,), -2),
    ]:
        changed = copy.deepcopy(trace)
        getattr(changed, name)[place] = value
        refuse(changed.to_bytes(), "damaged")


def test_sections_that_no_trace_has_are_refused(trace):
    sections = {"given": Section(np.zeros((3, 30), np.uint16)), "virus": Section(b"MZ", mime="audio/ogg")}
    refuse(pack({}, sections), "damaged")
    header, body = take_apart(trace.to_bytes())
    extra = {"name": "extra", "dtype": "uint8", "shape": [0], "offset": len(body), "bytes": 0} | {
        "encoding": "raw",
        "mime": "audio/ogg;codecs=opus",
    }
    header["sections"].append(extra)
    refuse(put_together(header, body), "sections")


def test_a_stopped_run_is_a_trace(recorded):
    trace, steps = recorded
    del trace.iterations[3:]
    again = Trace.from_bytes(trace.to_bytes())
    assert torch.equal(again.codes, steps[2].codes)
