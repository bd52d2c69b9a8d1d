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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import mean

import av
import torch
from torch import Tensor
from torchaudio.functional import resample

from soundstorm.audio import read_audio, to_int16
from soundstorm.corpus import Clip, read_manifest
from soundstorm.evaluation.instruments.quality import pesq_wb
from soundstorm.evaluation.report.statistics import round_robin
from soundstorm.pipeline import SoundStormPipeline, finish
from soundstorm.safety.detect import MARKED, SAMPLE_RATE, read_mark
from soundstorm.safety.watermark import Watermark
from soundstorm.ui.examples import SENTENCES, example_voices
from soundstorm.ui.live import Live, follow

LONGEST_SECONDS = 10.0  # of a clip that is marked
CUT_SECONDS = 3.0
NOISE_DB = -20.0  # white noise below the speech's power


def encoded(waveform: Tensor, codec: str, format: str, bit_rate: int) -> Tensor:
    """A waveform [N] after a lossy codec."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sound.{format}"
        with av.open(str(path), "w", format=format) as file:
            stream = file.add_stream(codec, rate=SAMPLE_RATE, layout="mono")
            stream.bit_rate = bit_rate
            frame = av.AudioFrame.from_ndarray(to_int16(waveform)[None], format="s16", layout="mono")
            frame.sample_rate = SAMPLE_RATE
            file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
        return read_audio(path, SAMPLE_RATE)


def noisy(waveform: Tensor) -> Tensor:
    """With white noise, the same every time."""
    noise = torch.randn(len(waveform), generator=torch.Generator().manual_seed(0))
    return waveform + noise * waveform.square().mean().sqrt() * 10 ** (NOISE_DB / 20)


def cut(waveform: Tensor) -> Tensor:
    """Three seconds of the middle."""
    length = round(CUT_SECONDS * SAMPLE_RATE)
    start = max(0, len(waveform) - length) // 2
    return waveform[start : start + length]


CHANGES: dict[str, Callable[[Tensor], Tensor]] = {
    "unchanged": lambda waveform: waveform,
    "MP3 64 kbit/s": lambda waveform: encoded(waveform, "libmp3lame", "mp3", 64_000),
    "Opus 24 kbit/s": lambda waveform: encoded(waveform, "libopus", "ogg", 24_000),
    "8 kHz and back": lambda waveform: resample(resample(waveform, SAMPLE_RATE, 8_000), 8_000, SAMPLE_RATE),
    "10 dB quieter": lambda waveform: waveform * 10**-0.5,
    "10 dB louder, clipped": lambda waveform: (waveform * 10**0.5).clamp(-1, 1),
    "white noise at 20 dB": noisy,
    "cut to 3 s": cut,
}


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
            for _ in follow(pipeline, decoding, Live(Path(folder))):
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
