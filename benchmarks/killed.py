"""kill -9 at any moment: while outputs and checkpoints are written, and while a model trains.

python benchmarks/killed.py --outputs 50 --trainings 5

Whatever stands under its name afterwards must be whole, and the training must go on to its end.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

import av
import numpy as np
import soundfile
import torch
from PIL import Image

from soundstorm.audio import read_audio, write_audio
from soundstorm.bundled import ASSETS
from soundstorm.checkpoint import load_pretrained, save_pretrained
from soundstorm.codec import SoundStream, SoundStreamConfig
from soundstorm.corpus import COLUMNS
from soundstorm.player.export import write_html, write_mp4, write_png
from soundstorm.trace import Trace
from soundstorm.training.codec import CodecRecipe
from soundstorm.training.folder import whole_states
from soundstorm.training.loop import LoopSettings, train

SMALL = SoundStreamConfig(
    levels=2, codebook_size=16, latent_dim=8, width=32, encoder_blocks=1, decoder_blocks=1
)
SOUNDS = (".wav", ".mp3", ".opus")
FORK = multiprocessing.get_context("fork")  # what is imported need not be imported again


def write_for_ever(folder: Path, first: int) -> None:
    """A trace, its page, picture and film, sounds and a checkpoint, again and again, from the `first` on."""
    trace = Trace.load(min((ASSETS / "traces").glob("*.sstrace"), key=lambda path: path.stat().st_size))
    sound, codec = torch.zeros(160_000), SoundStream(SMALL)
    writers: list[Callable[[], object]] = [
        lambda: trace.save(folder / "run.sstrace"),
        lambda: write_html(trace, folder / "run.html"),
        *(partial(write_audio, folder / f"speech{ending}", sound, 16_000) for ending in SOUNDS),
        lambda: save_pretrained(codec, folder / "codec"),
        lambda: write_png(trace, folder / "run.png"),
        lambda: write_mp4(trace, folder / "run.mp4"),
    ]
    for number in count(first):
        writers[number % len(writers)]()


def check_outputs(folder: Path) -> None:
    """Raises when something is there that is not whole."""
    if (folder / "run.sstrace").exists():
        Trace.load(folder / "run.sstrace")
    if (folder / "run.html").exists() and not (folder / "run.html").read_text().endswith("</html>\n"):
        raise ValueError("the page is cut off")
    for ending in SOUNDS:
        sound = folder / f"speech{ending}"
        if sound.exists() and len(read_audio(sound, 16_000)) < 160_000:
            raise ValueError(f"the sound is cut off: {sound.name}")
    if (folder / "run.png").exists():
        Image.open(folder / "run.png").load()
    if (folder / "run.mp4").exists():
        read_film(folder / "run.mp4")
    if (folder / "codec" / "config.json").exists():
        load_pretrained(SoundStream, folder / "codec")


def read_film(path: Path) -> None:
    """Raises when a film lacks pictures or a part of its sound."""
    with av.open(str(path)) as film:
        seconds = {stream.type: 0.0 for stream in film.streams}
        for frame in film.decode():
            kind = "audio" if isinstance(frame, av.AudioFrame) else "video"
            seconds[kind] = max(seconds[kind], frame.time)
        whole = film.duration / av.time_base
    if max(seconds.values()) < whole - 0.5 or set(seconds) != {"audio", "video"}:
        raise ValueError("the film is cut off")


def corpus(folder: Path) -> Path:
    """Four clips of noise and their manifest."""
    rows, noise = ["\t".join(COLUMNS)], np.random.default_rng(0)
    for number in range(4):
        soundfile.write(folder / f"{number}.wav", 0.1 * noise.standard_normal(40_000), 16_000)
        split = "train" if number < 3 else "valid"
        rows.append(f"{number}.wav\tnoise\tspeaker{number}\tn\t2.5\t\tCC0\t{split}")
    (folder / "manifest.tsv").write_text("\n".join([*rows, ""]))
    return folder


def train_small(data: Path, run: Path, steps: int) -> None:
    """Begin or go on, with a state after every step."""
    torch.manual_seed(0)
    recipe = CodecRecipe(
        data, data / "prepared", SMALL, batch_size=1, seconds=0.5, warmup_steps=10**6, adversarial_from=10**6
    )
    settings = LoopSettings(steps=steps, warmup_steps=1, log_every=1, checkpoint_minutes=0.0)
    train(recipe, settings, run, resume=bool(whole_states(run)))


def kill_while(random: Random, longest: float, work: Callable[..., None], *arguments: object) -> None:
    """Let a process work for up to so many seconds and kill it."""
    process = FORK.Process(target=work, args=arguments)
    process.start()
    time.sleep(random.uniform(0.0, longest))
    os.kill(process.pid, signal.SIGKILL)
    process.join()


def main() -> int:
    """Print what was killed and what was not whole; 1 when something was not."""
    arguments = argparse.ArgumentParser(description="Kill writers and trainings at any moment.")
    arguments.add_argument("--outputs", type=int, default=50)
    arguments.add_argument("--trainings", type=int, default=5)
    arguments.add_argument("--longest", type=float, default=4.0, help="Seconds until a process is killed.")
    arguments.add_argument("--seed", type=int, default=0)
    chosen = arguments.parse_args()
    torch.set_num_threads(1)  # threads do not survive a fork
    random, faults = Random(chosen.seed), []
    with tempfile.TemporaryDirectory() as home:
        tempfile.tempdir = home  # what is killed cannot remove its own
        outputs, data = Path(home, "outputs"), Path(home, "data")
        outputs.mkdir(), data.mkdir()
        for number in range(chosen.outputs):
            kill_while(random, chosen.longest, write_for_ever, outputs, number)
            try:
                check_outputs(outputs)
            except (OSError, ValueError) as error:
                faults.append(f"output {number}: {error}")
        run = corpus(data) / "run"
        for _ in range(chosen.trainings):
            kill_while(random, 2 * chosen.longest, train_small, data, run, 10**6)
        done = int(whole_states(run)[0].name.removeprefix("step-")) if whole_states(run) else 0
        try:
            train_small(data, run, done + 2)
            load_pretrained(SoundStream, run / "model")
        except (OSError, ValueError) as error:
            faults.append(f"the training: {error}")
        files = sorted(path.name for path in outputs.iterdir() if not path.name.startswith("."))
    print(f"{chosen.outputs} writers killed, who left {', '.join(files)}")
    print(f"{chosen.trainings} trainings killed, {done} steps came of them, and two more after them")
    print("\n".join(faults) or "no faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
