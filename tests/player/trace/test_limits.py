"""Python's reader and the player's believe the same of a file, and no more."""

from dataclasses import replace

import pytest
import torch

from soundstorm.errors import TraceError
from soundstorm.player.limits import MODULE, limits_module
from soundstorm.trace import Trace
from soundstorm.trace.trace import Spectrograms
from tests.player.trace.test_read import READ, put_together, taken_apart

# Where in the header, a value there, whether it makes a trace: what lies at a limit, and beyond.
VALUES = [
    ("sample_rate", 4_000, True),
    ("sample_rate", 3_999, False),
    ("sample_rate", 192_000, True),
    ("sample_rate", 192_001, False),
    ("hop", 10_000, True),
    ("hop", 10_001, False),
    ("hop", 0, False),
    ("levels", 65, False),
    ("frames", 12_002, False),
    ("prompt_frames", 60, False),
    ("frames_per_semantic", 0, False),
    ("frames_per_semantic", 7, False),
    ("codebook_size", 65_535, False),  # what is hidden would be a token
    ("candidates", 65, False),
    ("seed", 2**53, True),
    ("seed", -1, False),
    ("title", "x" * 10_000, True),
    ("title", "x" * 10_001, False),
    ("title", "\x1b[31m", False),
    ("title", "\ud800", False),
    ("title", "🙂", True),
    ("title", None, False),
    ("transcript", ["Hello"], False),
    ("phonemes", ["x" * 100] * 8, True),
    ("phonemes", ["x" * 101] * 8, False),
    ("phonemes", ["\x7f"] * 8, False),
    ("phonemes", ["x"] * 12_001, False),
    ("words", [["x" * 100, [0, 8]], ["y", [8, 8]]], True),
    ("words", [["x" * 101, [0, 8]], ["y", [8, 8]]], False),
    ("words", [["x", [0, 9]], ["y", [8, 8]]], False),
    ("words", [["x", [3, 2]], ["y", [8, 8]]], False),
    ("words", [["x", [0, 1]]] * 12_001, False),
    ("schedule.iterations", [1_000, 2, 1, 1], True),
    ("schedule.iterations", [1_001, 2, 1, 1], False),
    ("schedule.iterations", [5, 2, 1, 1], False),  # its first level has six steps
    ("schedule.iterations", [6, 2, 1, 0], False),
    ("schedule.iterations", [1, 1, 1], False),
    ("schedule.shape", "linear", True),
    ("schedule.shape", "square", False),
    ("schedule.temperature", 0, False),
    ("schedule.temperature", 1e300, True),
    ("schedule.temperature", 2e300, False),
    ("schedule.noise", 0, True),
    ("schedule.noise", -0.1, False),
    ("schedule.guidance", 0, True),
    ("schedule.guidance", 5, True),
    ("schedule.guidance", 5.1, False),
    ("schedule.guidance", -0.1, False),
    ("turns", [[1, [0, 1]], [2, [1, 2]]], True),
    ("turns", [[100, [0, 2]]], True),
    ("turns", [[101, [0, 2]]], False),
    ("turns", [[0, [0, 2]]], False),
    ("turns", [[1, [0, 1]]], False),  # the second word is nobody's
    ("turns", [[1, [0, 1]], [2, [0, 2]]], False),
    ("turns", [[1, [0, 3]]], False),
    ("turns", [], False),
    ("turns", None, False),
    ("prompts", [], True),
    ("prompts", [[1, [0, 4]], [2, [4, 10]]], True),
    ("prompts", [[1, [0, 4]], [2, [5, 10]]], False),
    ("prompts", [[1, [0, 11]]], False),
    ("prompts", [[0, [0, 10]]], False),
    ("prompts", None, False),
    ("timings", {"x" * 100: 0}, True),
    ("timings", {"x" * 101: 0}, False),
    ("timings", {"x": -1}, False),
    ("timings", {str(number): 1 for number in range(101)}, False),
    ("timings", None, False),
    ("edit", None, True),
    ("edit", {"kind": "region", "cells": 240}, True),
    ("edit", {"kind": "region", "cells": 241}, False),
    ("edit", {"kind": "region", "cells": 0}, False),
    ("edit", {"kind": "rumour"}, False),
    ("edit.step", 10, False),
    ("edit.level", 2, False),
    ("edit.frame", 3, False),
    ("edit.token", 32, False),
    ("edit.sampled", 32, False),
    ("edit.sampled", 31, True),
    ("origin", None, True),
    ("origin", {"model": "x" * 10_000, "licence": ""}, True),
    ("origin", {"model": "x" * 10_001, "licence": ""}, False),
    ("origin", {"model": "x"}, False),
    ("origin", {"model": "\x1b[31m", "licence": ""}, False),
    ("origin", "someone", False),
    ("origin.licence", ["mit"], False),
    ("spectrogram.bands", 9, False),
    ("spectrogram.low_db", -1_000, True),
    ("spectrogram.low_db", -1_001, False),
    ("spectrogram.low_db", -0.5, False),
    ("spectrogram.high_db", 2_000, True),
    ("spectrogram.high_db", 2_001, False),
    ("spectrogram.fmin", -1, False),
    ("spectrogram.fmax", 16_000, True),
    ("spectrogram.fmax", 16_001, False),
    ("spectrogram", None, False),  # its sections are there
    ("steps", [], False),
    ("steps.0.planned", 60, True),
    ("steps.0.planned", 61, False),
    ("steps.0.threshold", -65_504, True),
    ("steps.0.threshold", -65_505, False),
    ("steps.0.threshold", None, False),
    ("steps.0.seconds", -0.1, False),
    ("steps.5.iterations", 6, True),
    ("steps.5.iterations", 7, False),
    ("steps.0.iteration", 0, False),
    ("steps.0.open", 51, False),
    ("steps.0.masked", 0, False),
]
SECTIONS = [
    ("audio.prompt", "mime", "text/html"),
    ("audio.prompt", "mime", 7),
    ("audio.prompt", "dtype", "uint16"),
    ("audio.prompt", "shape", [2]),
    ("audio.prompt", "name", "difference.1"),
    ("audio.prompt", "name", "audio.5"),
    ("audio.prompt", "encoding", "deflate"),
    ("score", "encoding", "raw"),
    ("score", "shape", ["64"]),
    ("spectrogram.2", "minus", "audio.1"),
    ("spectrogram.2", "minus", "spectrogram.3"),
    ("spectrogram.2", "minus", None),
    ("frame", "bytes", -1),
    ("frame", "bytes", 1.5),
]

VERDICTS = f"""{READ}
import {{ readdirSync }} from "node:fs";

const verdicts = {{}};
for (const name of readdirSync(file)) {{
  verdicts[name] = await parseTrace(bytesOf(`${{file}}/${{name}}`).buffer).then(() => "", (error) => {{
    if (!(error instanceof TraceFormatError)) throw error;
    return error.message;
  }});
}}
tell(verdicts);
"""


@pytest.fixture(scope="module")
def whole(decoded) -> bytes:
    """The file of an edited trace with spectrograms and sounds."""
    done = decoded.trace.iterations[0]
    place = int(done.kept.nonzero()[0])
    edit = {"kind": "token", "step": 0, "level": 1, "frame": int(done.frame[place]), "sampled": 1}
    pictures = Spectrograms(torch.zeros(4, 8, 50, dtype=torch.uint8), -80.0, 0.0, 0.0, 4000.0)
    sounds = {"1": b"OggS one", "difference.2": b"OggS two", "prompt": b"OggS prompt"}
    edited = replace(decoded.trace, edit=edit | {"token": int(done.sampled[place])})
    return replace(edited, spectrograms=pictures, audio=sounds).to_bytes()


def with_value(data: bytes, path: str, value: object) -> bytes:
    header, body = taken_apart(data)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    part = header
    for parent in parents:
        part = part[parent]
    part[last] = value
    return put_together(header, body)


def with_entry(data: bytes, name: str, key: str, value: object) -> bytes:
    header, body = taken_apart(data)
    next(entry for entry in header["sections"] if entry["name"] == name)[key] = value
    return put_together(header, body)


def python_reads(data: bytes) -> bool:
    try:
        Trace.from_bytes(data)
    except TraceError:
        return False
    return True


@pytest.fixture(scope="module")
def verdicts(run_modules, whole, tmp_path_factory):
    """What the readers make of every file: (name, should it be read, does Python, the player's refusal)."""
    cases = {"whole": (whole, True)}
    cases |= {
        f"{path}-{n}": (with_value(whole, path, value), reads)
        for n, (path, value, reads) in enumerate(VALUES)
    }
    cases |= {
        f"{name}-{key}-{n}": (with_entry(whole, name, key, value), False)
        for n, (name, key, value) in enumerate(SECTIONS)
    }
    folder = tmp_path_factory.mktemp("limits")
    for name, (data, _) in cases.items():
        (folder / name).write_bytes(data)
    told = run_modules(VERDICTS, folder)
    return [(name, reads, python_reads(data), told[name]) for name, (data, reads) in cases.items()]


def test_both_readers_keep_the_limits(verdicts):
    assert [name for name, reads, by_python, _ in verdicts if by_python != reads] == []
    assert [(name, refusal) for name, reads, _, refusal in verdicts if (refusal == "") != reads] == []


WIDE = f"""{READ}
const trace = await parseTrace(bytesOf(file).buffer);
tell([...trace.stateAt(trace.steps.length - 1).codes]);
"""


def test_both_readers_know_tokens_of_a_large_codebook(run_modules, decoded, tmp_path):
    """70,000 entries do not fit 16 bits; every token here is moved up to where it shows."""
    small, moved = decoded.trace, 65_530
    size = small.codebook_size + moved
    iterations = [
        replace(done, sampled=done.sampled + moved, candidate_ids=done.candidate_ids + moved)
        for done in small.iterations
    ]
    large = replace(small, given=small.given + moved, codebook_size=size, iterations=iterations)
    large.save(tmp_path / "large.sstrace")
    expected = Trace.load(tmp_path / "large.sstrace").codes
    assert expected.max() > 2**16
    assert run_modules(WIDE, tmp_path / "large.sstrace") == expected.flatten().tolist()


def test_the_player_has_the_limits_of_python():
    hint = "run `python -m soundstorm.player.limits`"
    assert MODULE.read_text(encoding="utf-8") == limits_module(), hint
