"""How well the watermark is found again, how often in recordings, what it does to speech and what it costs.

python benchmarks/watermark.py --data SPEECH --clips 1000

Prints a line a figure, as soon as it is measured. Marked speech is that of real clips passed through the
codec, as all speech leaves here; the same sounds without a mark are changed alike. Times are shares of
processor time.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import mean

from torch import Tensor
from torchaudio.functional import resample

from soundstorm.audio import read_audio
from soundstorm.corpus import Clip, read_manifest, round_robin
from soundstorm.evaluation.instruments.quality import pesq_wb
from soundstorm.pipeline import SoundStormPipeline, finish
from soundstorm.safety.changes import CHANGES, CUT_SECONDS, SAMPLE_RATE
from soundstorm.safety.detect import MARKED, read_mark
from soundstorm.safety.watermark import Watermark
from soundstorm.ui.examples import SENTENCES, example_voices
from soundstorm.ui.limits import Deadline
from soundstorm.ui.live import Live, follow

LONGEST_SECONDS = 10.0  # of a clip that is marked


def codec_speech(pipeline: SoundStormPipeline, clip: Clip) -> tuple[Tensor, Tensor]:
    """A recording [N] at 16 kHz, and what the codec makes of it."""
    recording = read_audio(clip.path, pipeline.sample_rate)
    recording = recording[: round(LONGEST_SECONDS * pipeline.sample_rate)]
    heard = pipeline.decode_audio(pipeline.codec.encode(recording[None].to(pipeline.device)))
    heard = heard[: len(recording)]
    return tuple(resample(waveform, pipeline.sample_rate, SAMPLE_RATE) for waveform in (recording, heard))


def measure_robustness(pipelines: tuple[SoundStormPipeline, SoundStormPipeline], clips: list[Clip]) -> None:
    """Marks found, marks found where none is, and PESQ, of the same speech with a mark and without."""
    found: dict[str, list[list[float]]] = {name: [[], []] for name in CHANGES}
    quality: dict[str, list[float]] = {"marked": [], "unmarked": [], "marked beside unmarked": []}
    for clip in clips:
        (recording, marked), (_, plain) = (codec_speech(pipeline, clip) for pipeline in pipelines)
        for name, change in CHANGES.items():
            for values, waveform in zip(found[name], (marked, plain), strict=True):
                values.append(read_mark(change(waveform), SAMPLE_RATE))
        quality["marked"].append(pesq_wb(recording, marked))
        quality["unmarked"].append(pesq_wb(recording, plain))
        quality["marked beside unmarked"].append(pesq_wb(plain, marked))
    seconds = sum(min(clip.seconds, LONGEST_SECONDS) for clip in clips)
    print(f"{len(clips)} clips, {seconds:.0f} s of speech through the codec")
    for name, (marked, plain) in found.items():
        hits, alarms = (sum(value >= MARKED for value in values) for values in (marked, plain))
        print(
            f"{name}: found in {hits}, lowest value {min(marked):.2f}; without a mark in {alarms}", flush=True
        )
    for name, values in quality.items():
        print(f"PESQ-wb, {name}: {mean(values):.2f}", flush=True)


def measure_alarms(clips: list[Clip]) -> None:
    """Marks found in recordings."""
    values = []
    for clip in clips:
        values.append(read_mark(read_audio(clip.path, SAMPLE_RATE), SAMPLE_RATE))
        if len(values) % 100 == 0 or len(values) == len(clips):
            alarms = sum(value >= MARKED for value in values)
            print(f"recordings: {alarms} of {len(values)}, highest value {max(values):.2f}", flush=True)


@contextmanager
def clocked(spent: list[float]) -> Iterator[None]:
    """Adds the processor time of every marking to `spent`."""
    mark = Watermark.mark

    def timed(self: Watermark, waveform: Tensor, sample_rate: int) -> Tensor:
        started = time.process_time()
        marked = mark(self, waveform, sample_rate)
        spent.append(time.process_time() - started)
        return marked

    Watermark.mark = timed
    try:
        yield
    finally:
        Watermark.mark = mark


def measure_cost(pipeline: SoundStormPipeline) -> None:
    """Share of the marking in a run from Python, and in one of the page, which sounds every level."""
    voice = example_voices()[0].path
    with tempfile.TemporaryDirectory() as folder:

        def on_the_page() -> float:
            decoding = pipeline.stream(SENTENCES[0], voice, seed=1)
            for _ in follow(pipeline, decoding, Live(Path(folder)), Deadline()):
                pass
            return decoding.seconds

        def in_python() -> float:
            return finish(pipeline.stream(SENTENCES[0], voice, seed=1)).timings.audio_seconds

        for name, run in (("warming up", in_python), ("Python", in_python), ("page", on_the_page)):
            spent: list[float] = []
            started = time.process_time()
            with clocked(spent):
                seconds = run()
            whole = time.process_time() - started
            print(
                f"marking, {name}: {sum(spent) / whole:.1%} of a run ({len(spent)} sounds, "
                f"{sum(spent) / seconds:.3f} s of processor time a second of speech)",
                flush=True,
            )


def main() -> None:
    """Print all figures."""
    arguments = argparse.ArgumentParser(description="Robustness, false alarms, quality and cost of the mark.")
    arguments.add_argument("--data", required=True, help="Folder with a manifest.tsv of recordings.")
    arguments.add_argument("--clips", type=int, default=1000, help="Recordings to look for marks in.")
    arguments.add_argument("--marked", type=int, default=60, help="Clips to mark, change and look at.")
    chosen = arguments.parse_args()
    pipelines = tuple(SoundStormPipeline.from_pretrained(watermark=marked) for marked in (True, False))
    clips = round_robin(read_manifest(chosen.data))
    measure_cost(pipelines[0])
    measure_robustness(
        pipelines, [clip for clip in clips if clip.seconds >= 2 * CUT_SECONDS][: chosen.marked]
    )
    measure_alarms(clips[: chosen.clips])


if __name__ == "__main__":
    main()
