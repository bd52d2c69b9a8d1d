"""Reading a trace in JavaScript: what the decoder knew of every cell; no broken file is ever read."""

import json
import math
import struct

import pytest
import torch

from soundstorm.trace import Trace

PROMPT, MASKED, CANDIDATE, NOW, EARLIER = range(5)

READ = """
import { readFileSync, writeFileSync } from "node:fs";
import { TraceFormatError } from "./trace/container.js";
import { parseTrace } from "./trace/read.js";
import { explainCell } from "./trace/reason.js";

const bytesOf = (path) => Uint8Array.from(readFileSync(path));
const tell = (value) => writeFileSync(1, JSON.stringify(value));
"""

ALL_CELLS = f"""{READ}
const trace = await parseTrace(bytesOf(file).buffer), told = [];
for (let step = -1; step < trace.steps.length; step++) {{
  const grid = trace.stateAt(step), cells = [];
  for (let level = 1; level <= trace.levels; level++) {{
    for (let frame = 0; frame < trace.frames; frame++) {{
      const code = grid.codes[(level - 1) * trace.frames + frame], cell = trace.cellAt(step, level, frame);
      cells.push({{ ...cell, code, reason: explainCell(trace, step, cell) }});
    }}
  }}
  told.push(cells);
}}
tell(told);
"""


def half(value: float) -> float:
    """A number as float16 keeps it: what the file can know."""
    return struct.unpack("<e", struct.pack("<e", value))[0]


@pytest.fixture(scope="module")
def file(decoded, tmp_path_factory):
    """The file of `decoded`."""
    path = tmp_path_factory.mktemp("traces") / "decoded.sstrace"
    path.write_bytes(decoded.data)
    return path


def test_every_cell_of_every_step_is_as_the_decoder_told_it(run_modules, decoded, file):
    told = run_modules(ALL_CELLS, file)
    trace = decoded.trace
    assert len(told) == len(decoded.steps) + 1

    kept_in: dict[tuple[int, int], int] = {}
    for index, step in enumerate(decoded.steps):
        row = step.level - 1
        for frame in step.open[0].nonzero()[:, 0].tolist():
            if not step.mask[0, row, frame]:
                kept_in[step.level, frame] = index
        cells = iter(told[index + 1])
        for level in range(1, trace.levels + 1):
            for frame in range(trace.frames):
                cell = next(cells)
                code = int(step.codes[0, level - 1, frame])
                assert cell["code"] == code
                if frame < trace.prompt_frames:
                    assert (cell["state"], cell["token"], cell["keptStep"]) == (PROMPT, code, -1)
                    continue
                here = level == step.level and bool(step.open[0, frame])
                kept = kept_in.get((level, frame), -1)
                assert cell["keptStep"] == kept
                if not here and kept < 0:
                    assert (cell["state"], cell["token"], cell["confidence"]) == (MASKED, None, None)
                    continue
                assert cell["state"] == (CANDIDATE if kept < 0 else NOW if kept == index else EARLIER)
                check_numbers(cell, decoded.steps[index if kept < 0 else kept], frame)


def check_numbers(cell, step, frame):
    """A candidate's or kept cell's numbers against the step that sampled it."""
    assert cell["sampled"] == cell["token"] == int(step.sampled[0, frame])
    assert cell["confidence"] == half(float(step.confidence[0, frame]))
    assert cell["score"] == half(float(step.score[0, frame]))
    # the file rounds these to 8 significant bits (docs/trace.md)
    assert cell["entropy"] == pytest.approx(float(step.entropy[0, frame]), rel=2**-7)
    assert cell["threshold"] == half(float(step.threshold[0]))
    ids, probabilities = step.candidates
    assert [candidate["id"] for candidate in cell["candidates"]] == ids[0, frame].tolist()
    told = [candidate["p"] for candidate in cell["candidates"]]
    assert told == pytest.approx(probabilities[0, frame].tolist(), rel=2**-7, abs=2**-20)
    noise = float(step.score[0, frame]) - math.log(float(step.confidence[0, frame]))
    # float16 keeps 11 bits of the score and of the probability, whose logarithm is taken
    assert cell["noise"] == pytest.approx(noise, abs=abs(cell["score"]) / 1024 + 1 / 1024)
    if step.iteration == step.iterations:
        assert "most probable token and everything stays" in cell["reason"]
    elif cell["state"] == CANDIDATE:
        assert cell["score"] <= cell["threshold"]
        assert cell["reason"].startswith("Hidden again: its score") and "below" in cell["reason"]
    else:
        assert cell["score"] >= cell["threshold"]
        assert cell["reason"].startswith("Kept")


GRID_AND_OPEN_CELLS = f"""{READ}
const trace = await parseTrace(bytesOf(file).buffer);
tell(trace.steps.map(({{ level }}, step) => {{
  const {{ codes, state }} = trace.stateAt(step), open = [];
  for (let frame = 0; frame < trace.frames; frame++) {{
    if (trace.eventAt(step, level, frame) < 0) continue;
    const cell = trace.cellAt(step, level, frame);
    const candidates = cell.candidates.map(({{ id, p }}) => [id, p]);
    open.push([frame, cell.sampled, cell.confidence, cell.score, cell.entropy, cell.threshold, candidates]);
  }}
  return {{ codes: [...codes], state: [...state], open }};
}}));
"""


def test_javascript_and_python_read_a_bundled_trace_alike(run_modules, trace_path):
    trace = Trace.load(trace_path)
    before = trace.given[None] == trace.codebook_size
    for step, told in zip(trace.steps(), run_modules(GRID_AND_OPEN_CELLS, trace_path), strict=True):
        assert told["codes"] == step.codes.flatten().tolist()
        states = torch.full_like(step.codes, EARLIER)
        states[before & ~step.mask] = NOW
        states[step.mask] = MASKED
        states[0, step.level - 1][step.open[0] & step.mask[0, step.level - 1]] = CANDIDATE
        states[:, :, : trace.prompt_frames] = PROMPT
        assert told["state"] == states.flatten().tolist()
        before = step.mask

        frames = step.open[0].nonzero()[:, 0]
        columns = [
            frames,
            *(row[0, frames] for row in (step.sampled, step.confidence, step.score, step.entropy)),
        ]
        ids, probabilities = (values[0, frames].tolist() for values in step.candidates)
        threshold = float(step.threshold[0])
        assert told["open"] == [
            [*numbers, threshold, [list(pair) for pair in zip(*candidates, strict=True)]]
            for numbers, candidates in zip(
                zip(*(column.tolist() for column in columns), strict=True),
                zip(ids, probabilities, strict=True),
                strict=True,
            )
        ]


def taken_apart(data: bytes) -> tuple[dict, bytes]:
    """Header and body of a trace file."""
    length = struct.unpack_from("<I", data, 12)[0]
    return json.loads(data[16 : 16 + length]), data[16 + length :]


def put_together(header: dict, body: bytes, version: int = 2) -> bytes:
    text = json.dumps(header).encode()
    return b"SSTRACE\n" + struct.pack("<II", version, len(text)) + text + body


def spoiled(data: bytes, name: str) -> bytes:
    """The trace with one thing wrong."""
    header, body = taken_apart(data)
    section = {entry["name"]: entry for entry in header["sections"]}
    if name == "foreign":
        return b"RIFF" + data
    if name == "empty":
        return b""
    if name == "cut in the header":
        return data[:40]
    if name == "cut in the body":
        return data[:-10]
    if name == "longer":
        return data + b"more"
    if name == "other version":
        return put_together(header, body, version=3)
    if name == "no JSON":
        return b"SSTRACE\n" + struct.pack("<II", 2, 4) + b"nope" + body
    if name == "bomb":  # unpacks to more than the header allows
        header["frames"] -= 2
        for entry in header["sections"]:
            entry["shape"] = [side - 2 if side > 50 else side for side in entry["shape"]]
    elif name == "huge":
        header["frames"] = 10**9
    elif name == "outside":
        section["given"]["offset"] = 10**7
    elif name == "unknown section":
        more = {"name": "script", "encoding": "raw", "mime": "text/html", "bytes": 0, "offset": len(body)}
        header["sections"].append(more)
    elif name == "other type":
        section["score"]["dtype"] = "uint16"
    elif name == "missing":
        section["kept"]["name"] = "kept2"
    elif name == "wrong counts":
        header["steps"][0]["masked"] -= 1
    elif name == "out of order":
        header["steps"].reverse()
    elif name == "no phoneme":
        header["phonemes"] = []
        header["words"] = []
        header["turns"] = []
    elif name == "half a character":
        header["words"][0][0] = "\ud800"
    elif name == "beyond the schedule":
        header["schedule"]["iterations"][0] -= 1
    elif name == "huge pictures":
        header["levels"], header["frames"] = 64, 12_000
        header["schedule"]["iterations"] = [1] * 64
        header["spectrogram"] = {"bands": 128, "low_db": -70, "high_db": 0, "fmin": 0, "fmax": 8000}
    elif name == "script":
        header["title"] = {"toString": "<img src=x onerror=alert(1)>"}
    return put_together(header, body)


REFUSED = f"""{READ}
tell(await parseTrace(bytesOf(file).buffer).catch((error) => {{
  if (!(error instanceof TraceFormatError)) throw error;
  return error.message;
}}));
"""
# Every 97th byte of the file is changed: each time the trace is refused, or read as a whole.
FLIPPED = f"""{READ}
const bytes = bytesOf(file);
let refused = 0, read = 0;
for (let at = 0; at < bytes.length; at += 97) {{
  const spoiled = Uint8Array.from(bytes);
  spoiled[at] ^= 0x55;
  try {{
    await parseTrace(spoiled.buffer);
    read++;
  }} catch (error) {{
    if (!(error instanceof TraceFormatError)) throw error;
    refused++;
  }}
}}
tell({{ refused, read }});
"""


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("foreign", "This is no recorded run: choose a file that ends in .sstrace."),
        ("empty", "This is no recorded run: choose a file that ends in .sstrace."),
        ("cut in the header", "This recorded run is incomplete: copy or download it again."),
        ("cut in the body", "This recorded run is incomplete: copy or download it again."),
        ("other version", "This recorded run has version 3, but this player reads version 2"),
        ("no JSON", "its header cannot be read"),
        ("bomb", "This recorded run is damaged"),
        ("huge", "frames is out of range"),
        ("outside", "section given is out of place"),
        ("longer", "something stands behind its end"),
        ("unknown section", "it holds sections that no recorded run has"),
        ("other type", "section score has another shape"),
        ("missing", "section kept is missing"),
        ("wrong counts", "a step kept another number of tokens than it says"),
        ("out of order", "its steps are out of order"),
        ("no phoneme", "a phoneme is out of range"),
        ("half a character", "its words do not fit its phonemes"),
        ("beyond the schedule", "a step has no place in the schedule"),
        ("huge pictures", "a spectrogram has no scale"),
        ("script", "title is no text"),
    ],
)
def test_a_broken_file_is_refused_with_one_sentence(run_modules, decoded, tmp_path, name, sentence):
    path = tmp_path / "spoiled.sstrace"
    path.write_bytes(spoiled(decoded.data, name))
    assert sentence in run_modules(REFUSED, path)


def test_a_flipped_bit_never_makes_half_a_trace(run_modules, file):
    outcomes = run_modules(FLIPPED, file)
    # the checksum of every packed section catches its own; letters of the header may pass
    assert outcomes["refused"] > outcomes["read"]
