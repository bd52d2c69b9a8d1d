"""A thousand bad inputs: each is used or ends with one sentence, none with a traceback; nothing is left over.

python benchmarks/bad_inputs.py --count 1000

Bytes of real recordings are flipped, headers lie, texts carry markup and control characters, checkpoints,
traces, manifests and requests to the page are not what they should be. Everything runs in this process, so
that its memory can be watched; the page listens on 127.0.0.1 alone.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, TextIO

import httpx
import torch
from spoiled import (
    bad_settings,
    bad_text,
    bad_value,
    checkpoint,
    flipped,
    lying_sound,
    real_sounds,
)

import soundstorm
from soundstorm.acoustic import Schedule
from soundstorm.audio import prepare_prompt, read_audio
from soundstorm.audio.prompt import MAX_RECORDING_SECONDS
from soundstorm.bundled import ASSETS
from soundstorm.checkpoint import load_pretrained
from soundstorm.codec import SoundStream
from soundstorm.corpus import COLUMNS, read_manifest
from soundstorm.errors import UserError
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.player.page import export_page
from soundstorm.safety.detect import detect
from soundstorm.text.script import read_script
from soundstorm.trace import Trace
from soundstorm.ui import build_app, launch_options
from soundstorm.ui.dialogue.script import describe_script
from soundstorm.ui.speak.describe import describe_transcript

LONGEST_SENTENCE = 600  # characters, with a folder's name in it
GROWTH = 1.05  # of the resident memory from the first fifth of the inputs on
HANGS = 600  # seconds without an answer
PACKAGE = Path(soundstorm.__file__).parent
OF_TORCH = "torchinductor_"  # one empty folder a user, made when a model is built without memory
JSON = {"content-type": "application/json"}
NAMES = ("../../evil.wav", "/etc/cron.d/evil", "<script>.wav", "a\0b.wav", "x" * 5000, "nul", ".", "..")
PLACES = (
    "/etc/passwd",
    str(Path(__file__).resolve()),
    "../../../../etc/passwd",
    "%2e%2e/%2e%2e/etc/passwd",
    "/proc/self/environ",
)
REQUESTS = ("generate", "queue", "upload", "file")


@dataclass
class Tally:
    """How inputs ended, and what should not have happened."""

    ends: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def judge(self, kind: str, run: Callable[[], object]) -> None:
        """Run one input; a UserError of one sentence is as good as success."""
        try:
            run()
        except UserError as error:
            sentence = str(error)
            clear = (
                sentence.endswith((".", ". ")) and "\n" not in sentence and len(sentence) < LONGEST_SENTENCE
            )
            self.ends[kind, "refused" if clear else "unclear"] += 1
            if not clear:
                self.faults.append(f"{kind}: {sentence[:300]!r}")
        except Exception as error:
            self.ends[kind, "crashed"] += 1
            self.faults.append(f"{kind}: {type(error).__name__}: {str(error)[:300]}")
        else:
            self.ends[kind, "used"] += 1


class Watched:
    """The standard error; where a traceback names our own files, what should have been a sentence is not."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self.places = stream, []

    def write(self, text: str) -> int:
        if f'File "{PACKAGE}' in text:
            self.places.append(" ".join(text.split()))
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Bench:
    """The inputs by kind; `folder` is where they lie, `url` the page, which has so many `events`."""

    def __init__(self, pipeline: SoundStormPipeline, folder: Path, url: str, events: int) -> None:
        self.pipeline, self.folder, self.url, self.events = pipeline, folder, url, events
        self.sounds, self.codec = real_sounds(), checkpoint(folder / "codec")
        self.trace = min(
            (ASSETS / "traces").glob("*.sstrace"), key=lambda path: path.stat().st_size
        ).read_bytes()
        self.kinds = {
            "sound": self.sound,
            "header": self.header,
            "text": self.text,
            "checkpoint": self.checkpoint,
            "trace": self.recorded,
            "manifest": self.manifest,
            "request": self.request,
        }

    def sound(self, random: Random) -> None:
        ending = random.choice(list(self.sounds))
        self._hear(random, flipped(random, self.sounds[ending]), random.choice(list(self.sounds)))

    def header(self, random: Random) -> None:
        self._hear(random, lying_sound(random, self.sounds), random.choice(list(self.sounds)))

    def _hear(self, random: Random, data: bytes, ending: str) -> None:
        path = self.folder / f"<img src=x>.{ending}"
        path.write_bytes(data)
        if random.random() < 0.1:
            self.pipeline.encode_prompt(path)
            return
        if random.random() < 0.1:
            detect(path)
            return
        waveform = read_audio(path, 16_000, MAX_RECORDING_SECONDS)
        if not bool(waveform.isfinite().all() & (waveform.abs() <= 1).all()):
            raise ValueError("the waveform has samples that are none")
        prepare_prompt(waveform, 16_000, 640)

    def text(self, random: Random) -> None:
        text = bad_text(random)
        if "<script" in describe_transcript(text, 1.0):
            raise ValueError("markup came through")
        if "<script" in describe_script(text, 2, 1.0)[0]:
            raise ValueError("markup came through")
        Schedule.parse(text[:2000]) if random.random() < 0.2 else read_script(text)

    def checkpoint(self, random: Random) -> None:
        for name, data in self.codec.items():
            (self.folder / "codec" / name).write_bytes(data)
        name = random.choice(list(self.codec))
        settings = json.loads(self.codec["config.json"])
        spoiled = (
            bad_settings(random, settings) if name == "config.json" else flipped(random, self.codec[name])
        )
        (self.folder / "codec" / name).write_bytes(spoiled)
        codec = load_pretrained(SoundStream, self.folder / "codec")
        codec.decode(codec.encode(torch.zeros(1, 3200)))

    def recorded(self, random: Random) -> None:
        export_page(Trace.from_bytes(flipped(random, self.trace)))

    def manifest(self, random: Random) -> None:
        rows = [
            "\t".join(COLUMNS),
            "\t".join(["../x.wav", "a", "b", "f", "1", bad_text(random)[:200], "d", "train"]),
        ]
        encoding = random.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
        data = "\n".join(rows[: random.randrange(3)]).encode(encoding, "replace")
        (self.folder / "manifest.tsv").write_bytes(flipped(random, data) if data else data)
        read_manifest(self.folder)

    def request(self, random: Random) -> None:
        """Whatever the page answers, it is no traceback, and no file of this machine."""
        kind = random.choice(REQUESTS)
        answer = getattr(self, f"_{kind}")(random)
        if answer.status_code >= 500 and answer.status_code != 503:
            raise ValueError(f"{kind}: {answer.status_code} {answer.text[:200]}")
        if "Traceback" in answer.text or "root:x:" in answer.text:
            raise ValueError(f"{kind}: {answer.text[:200]}")

    def _generate(self, random: Random) -> httpx.Response:
        """To the endpoint for programs, to its end; the prompt is never one, so nothing is decoded."""
        call = f"{self.url}gradio_api/call/generate"
        form = [bad_value(random) for _ in range(random.randrange(8))]
        posted = httpx.post(call, json={"data": form}, timeout=HANGS)
        if posted.status_code != 200:
            return posted
        answer = httpx.get(f"{call}/{posted.json()['event_id']}", timeout=HANGS)
        if "event: error" not in answer.text:
            raise ValueError(f"generate: {form!r:.200} gave {answer.text[:200]}")
        return answer

    def _queue(self, random: Random) -> httpx.Response:
        body = {
            "data": [bad_value(random) for _ in range(random.randrange(12))],
            "fn_index": random.choice([*range(self.events), -1, 10**9, None, "x"]),
            "session_hash": f"bad{random.randrange(10**6)}",
            "event_data": bad_value(random),
        }
        joined = httpx.post(
            f"{self.url}gradio_api/queue/join", content=json.dumps(body), headers=JSON, timeout=HANGS
        )
        if joined.status_code == 200:  # to its end
            address = f"{self.url}gradio_api/queue/data?session_hash={body['session_hash']}"
            return httpx.get(address, timeout=HANGS)
        return joined

    def _upload(self, random: Random) -> httpx.Response:
        files = {"files": (random.choice(NAMES), random.randbytes(random.randrange(3000)))}
        return httpx.post(f"{self.url}gradio_api/upload", files=files, timeout=HANGS)

    def _file(self, random: Random) -> httpx.Response:
        place = random.choice(PLACES)
        answer = httpx.get(f"{self.url}gradio_api/file={place}", timeout=HANGS)
        if answer.status_code == 200:
            raise ValueError(f"file: {place} was handed out")
        return answer


def resident() -> int:
    """Bytes of this process in memory."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Print how the inputs ended, and every fault; 1 when there is one."""
    arguments = argparse.ArgumentParser(
        description="Bad inputs: a sentence each, no crash, nothing left over."
    )
    arguments.add_argument("--count", type=int, default=1000)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--kind", help="One kind alone.")
    chosen = arguments.parse_args()
    tally = Tally()
    with tempfile.TemporaryDirectory() as home:
        work, cache = Path(home, "work"), Path(home, "cache")
        work.mkdir(), cache.mkdir()
        os.environ["GRADIO_TEMP_DIR"], tempfile.tempdir = str(cache), str(work)
        pipeline = SoundStormPipeline.from_pretrained()
        app = build_app(lambda: pipeline)
        _, url, _ = app.launch(
            prevent_thread_lock=True, quiet=True, **launch_options() | {"server_name": "127.0.0.1"}
        )
        inputs = work / "inputs"
        inputs.mkdir()
        bench = Bench(pipeline, inputs, url, len(app.fns))
        kinds = [chosen.kind] if chosen.kind else list(bench.kinds)
        before, watched = 0, Watched(sys.stderr)
        sys.stderr = watched
        for number in range(chosen.count):
            faulthandler.dump_traceback_later(HANGS, exit=True)
            kind, random = kinds[number % len(kinds)], Random(f"{chosen.seed} {number}")
            faults, watched.places = len(tally.faults), []
            tally.judge(kind, lambda kind=kind, random=random: bench.kinds[kind](random))
            tally.faults += [f"{kind}: in the log, {place}" for place in watched.places]
            tally.faults[faults:] = [f"number {number}, {fault}" for fault in tally.faults[faults:]]
            if number == chosen.count // 5:
                before = resident()
        faulthandler.cancel_dump_traceback_later()
        after = resident()
        left = [path.name for path in work.iterdir() if path != inputs and not path.name.startswith(OF_TORCH)]
        app.close()
    for (kind, end), many in sorted(tally.ends.items()):
        print(f"{kind:12} {end:8} {many:5}")
    print(
        f"memory: {before / 1e6:.0f} MB after a fifth, {after / 1e6:.0f} MB at the end, "
        f"{after / before:.3f} times as much"
    )
    if after > GROWTH * before:
        tally.faults.append(f"the memory grew {after / before:.3f} times")
    if left:
        tally.faults.append(f"files were left behind: {left[:10]}")
    print("\n".join(tally.faults) or "no faults")
    return int(bool(tally.faults))


if __name__ == "__main__":
    sys.exit(main())
