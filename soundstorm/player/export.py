"""A trace to take away: as a page, as the picture of one step, as a film of the whole decoding."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from soundstorm.errors import UserError
from soundstorm.files import whole_file, write_whole
from soundstorm.player.assets import lesson_traces
from soundstorm.player.figure import StepFigure
from soundstorm.player.page import export_lesson, export_page
from soundstorm.trace import Trace

PICTURE_DPI = 150  # 1920 x 1080
FILM_DPI = 75  # 960 x 540
COLOURS = 96
STEP_SECONDS, FIRST_SECONDS, LAST_SECONDS = 0.5, 1.0, 4.0
MOST_PICTURES = 160
FILM_RATE = 10  # pictures a second of an MP4


def write_html(trace: Trace, out: Path, compare: Trace | None = None) -> Path:
    """The trace in its player, beside another one if there is one."""
    write_whole(out, export_page(trace, compare))
    return out


def write_lesson(folder: Path, out: Path) -> Path:
    """The lesson with those traces of a folder that its steps show; the folder is that of the bundled ones.

    Raises:
        UserError: when there are none.
    """
    paths = [path for path in sorted(folder.glob("*.sstrace")) if path.stem in lesson_traces()]
    traces = {path.stem: Trace.load(path) for path in paths}
    if not traces:
        raise UserError(f"There are no traces in {folder}: make them with `python -m soundstorm traces`.")
    write_whole(out, export_lesson(traces))
    return out


def write_png(trace: Trace, out: Path, step: int | None = None) -> Path:
    """The figure after `step` iterations, 1920 x 1080; after the last one without.

    Raises:
        UserError: when the trace has no such step.
    """
    last = len(trace.iterations)
    if step is not None and not 0 <= step <= last:
        raise UserError(f"This trace has {last} steps: choose a --step from 0 to {last}.")
    picture = Image.fromarray(_picture(StepFigure(trace), last if step is None else step, PICTURE_DPI))
    with whole_file(out) as unfinished:
        picture.save(unfinished, "PNG")
    return out


def write_gif(trace: Trace, out: Path) -> Path:
    """The decoding as an animation, 960 x 540, half a second a step."""
    pictures, seconds = [], []
    for picture, lasts in _film(trace):
        pictures.append(Image.fromarray(picture))
        seconds.append(lasts)
    # One palette for all, so that what stays the same is neither stored again nor flickers.
    chosen = [
        pictures[at] for at in sorted({0, len(pictures) // 3, 2 * len(pictures) // 3, len(pictures) - 1})
    ]
    palette = Image.fromarray(np.concatenate([np.asarray(picture) for picture in chosen])).quantize(COLOURS)
    first, *rest = (picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures)
    durations = [round(1000 * lasts) for lasts in seconds]
    with whole_file(out) as unfinished:
        first.save(
            unfinished, "GIF", save_all=True, append_images=rest, duration=durations, loop=0, disposal=1
        )
    return out


def write_mp4(trace: Trace, out: Path) -> Path:
    """The decoding as a film, then the speech over its last picture, as far as the trace holds it.

    Raises:
        UserError: when ffmpeg is not installed or cannot write the film.
    """
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        raise UserError("MP4 needs ffmpeg: install it (on Debian, apt-get install ffmpeg), or export a GIF.")
    sound = trace.audio.get(str(trace.levels))
    with tempfile.TemporaryDirectory() as folder, whole_file(out) as unfinished:
        script, decoding = ["ffconcat version 1.0"], 0.0
        for number, (picture, lasts) in enumerate(_film(trace)):
            Image.fromarray(picture).save(Path(folder, f"{number}.png"))
            script += [f"file {number}.png", f"duration {lasts}"]
            decoding += lasts
        decoding -= LAST_SECONDS
        ending = max(LAST_SECONDS, trace.seconds + 1)
        script[-1] = f"duration {ending}"
        # Some versions of ffmpeg ignore the last duration, unless the picture is named again.
        Path(folder, "pictures.txt").write_text("\n".join([*script, script[-2], ""]))
        command = [ffmpeg, "-nostdin", "-y", "-loglevel", "error", "-i", f"{folder}/pictures.txt"]
        if sound:
            Path(folder, "speech.ogg").write_bytes(sound)
            # as what it should be: a file of another kind could have ffmpeg open further ones
            command += ["-itsoffset", str(decoding), "-f", "ogg", "-codec_whitelist", "opus,libopus"]
            command += ["-i", f"{folder}/speech.ogg", "-map", "0:v", "-map", "1:a", "-c:a", "aac"]
        command += ["-vf", f"fps={FILM_RATE}", "-c:v", "libx264", "-pix_fmt", "yuv420p"]
        for name, value in trace.origin.tags(trace.seed).items():
            command += ["-metadata", f"{name}={value}"]
        command += ["-f", "mp4", "-t", str(decoding + ending), str(unfinished.resolve())]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            *_, why = ["it does not say why", *done.stderr.decode(errors="replace").splitlines()]
            raise UserError(f"ffmpeg could not write {out.name}, export a GIF instead: {why.strip()}")
    return out


def _film(trace: Trace) -> Iterator[tuple[np.ndarray, float]]:
    """Pictures uint8 [540, 960, 3] of the steps and how many seconds each is shown."""
    figure = StepFigure(trace)
    steps = film_steps(trace)
    for step in steps:
        seconds = {0: FIRST_SECONDS, steps[-1]: LAST_SECONDS}.get(step, STEP_SECONDS)
        yield _picture(figure, step, FILM_DPI), seconds


def film_steps(trace: Trace) -> list[int]:
    """Every step, or of a very long decoding evenly chosen ones: always the first and the last."""
    last = len(trace.iterations)
    return np.unique(np.linspace(0, last, min(last + 1, MOST_PICTURES)).round().astype(int)).tolist()


def _picture(figure: StepFigure, step: int, dpi: int) -> np.ndarray:
    drawn = figure.draw(step)
    drawn.set_dpi(dpi)
    canvas = FigureCanvasAgg(drawn)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()
