"""A thousand bad inputs: each is used or ends with one sentence, none with a traceback; nothing is left over.

python benchmarks/bad_inputs.py --count 1000

Bytes of real recordings are flipped, headers lie, those of traces too, texts carry markup and control
characters; checkpoints of all models, traces, manifests, what a training is resumed from, and requests to the
page are not what they should be, and uploads break off. All follows from a seed, so that an input can be made
again. Everything runs in this process, so that its memory can be watched; the page listens on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, TextIO

import gradio as gr
from damaged import Damaged
from spoiled import bad_text, flipped, lying_sound, lying_trace, real_sounds
from strangers import Stranger

import soundstorm
from soundstorm.acoustic import Schedule
from soundstorm.audio import prepare_prompt, read_audio
from soundstorm.audio.prompt import MAX_RECORDING_SECONDS
from soundstorm.bundled import ASSETS
from soundstorm.errors import UserError
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.player.page import export_page
from soundstorm.safety.detect import detect
from soundstorm.text.script import read_script
from soundstorm.trace import Trace
from soundstorm.ui import build_app, launch_options
from soundstorm.ui.dialogue.script import describe_script
from soundstorm.ui.leftovers import UNFINISHED
from soundstorm.ui.speak.describe import describe_transcript

LONGEST_SENTENCE = 600  # characters, with a folder's name in it
PEAK = 1_500_000_000  # bytes that one input may take more than there were before
GROWTH = 1.05  # of the resident memory from the first fifth of the inputs on
HANGS = 600  # seconds without an answer
AFTER_LAST = 2  # seconds until the server has noticed that the last sender is gone
PACKAGE = Path(soundstorm.__file__).parent
OF_TORCH = "torchinductor_"  # one empty folder a user, made when a model is built without memory


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
        self.pipeline, self.folder, self.sounds = pipeline, folder, real_sounds()
        damaged, self.stranger = Damaged(folder), Stranger(url, events)
        self.trace = min(
            (ASSETS / "traces").glob("*.sstrace"), key=lambda path: path.stat().st_size
        ).read_bytes()
        self.kinds = {
            "sound": self.sound,
            "header": self.header,
            "text": self.text,
            "checkpoint": damaged.checkpoint,
            "trace": self.recorded,
            "manifest": damaged.manifest,
            "heard": damaged.heard,
            "training": damaged.training,
            "request": self.stranger.request,
            "event": self.stranger.event,
            "broken off": self.stranger.broken_off,
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

    def recorded(self, random: Random) -> None:
        spoil = random.choice([flipped, lying_trace])
        export_page(Trace.from_bytes(spoil(random, self.trace)))


def resident() -> int:
    """Bytes of this process in memory."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class Peak:
    """The most that this process has in memory from now on; or from its start, as the system has it."""

    def __init__(self) -> None:
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")
        self.before = self._highest()

    def bytes(self) -> int:
        """How much more it has been since."""
        return self._highest() - self.before

    def _highest(self) -> int:
        [line] = [
            one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM")
        ]
        return 1024 * int(line.split()[1])


def left_in(cache: Path, app: gr.Blocks) -> list[str]:
    """What an app that has ended left in gradio's folder, but for what is bundled."""
    kept = {path for block in app.blocks.values() for path in getattr(block, "keep_in_cache", ())}
    files = (path for path in cache.rglob("*") if path.is_file())
    return [path.name for path in files if str(path) not in kept]


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
        before, highest, watched = 0, 0, Watched(sys.stderr)
        sys.stderr = watched
        for number in range(chosen.count):
            faulthandler.dump_traceback_later(HANGS, exit=True)
            kind, random = kinds[number % len(kinds)], Random(f"{chosen.seed} {number}")
            faults, watched.places = len(tally.faults), []
            peak = Peak()
            tally.judge(kind, lambda kind=kind, random=random: bench.kinds[kind](random))
            highest = max(highest, taken := peak.bytes())
            if taken > PEAK:
                tally.faults.append(f"{kind}: took {taken / 1e6:.0f} MB")
            tally.faults += [f"{kind}: in the log, {place}" for place in watched.places]
            tally.faults[faults:] = [f"number {number}, {fault}" for fault in tally.faults[faults:]]
            if number == chosen.count // 5:
                before = resident()
        faulthandler.cancel_dump_traceback_later()
        after = resident()
        left = [path.name for path in work.iterdir() if path != inputs and not path.name.startswith(OF_TORCH)]
        time.sleep(AFTER_LAST)
        refused = [*cache.glob(UNFINISHED)][: bench.stranger.names_refused]
        for path in refused:
            path.unlink()
        app.close()
        left += left_in(cache, app)
    for (kind, end), many in sorted(tally.ends.items()):
        print(f"{kind:12} {end:8} {many:5}")
    print(
        f"memory: {before / 1e6:.0f} MB after a fifth, {after / 1e6:.0f} MB at the end, "
        f"{after / before:.3f} times as much; {highest / 1e6:.0f} MB more at most for one input"
    )
    if after > GROWTH * before:
        tally.faults.append(f"the memory grew {after / before:.3f} times")
    if left:
        tally.faults.append(f"files were left behind: {left[:10]}")
    print("\n".join(tally.faults) or "no faults")
    return int(bool(tally.faults))


if __name__ == "__main__":
    sys.exit(main())
