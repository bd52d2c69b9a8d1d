"""Fifty users at once: all are served or told their place, none gets another's sound, and the page answers.

python benchmarks/crowd.py --users 50 --iterations 2

Every user has a seed; what comes back must be, sample for sample, what that seed gives alone. Everything
runs on 127.0.0.1. Seconds are printed and never judged.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from threading import Event, Thread

import httpx
import soundfile
from gradio_client import Client, handle_file
from gradio_client.utils import QueueError

from soundstorm.acoustic import Schedule
from soundstorm.audio import to_int16
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.ui import build_app, launch_options
from soundstorm.ui.examples import example_voices
from soundstorm.ui.runtime import MOST_WAITING

PATIENCE = 3600  # seconds for one user
PAUSES = (1.0, 4.0)  # seconds before a user who was told that too many wait asks again


@dataclass
class Visit:
    """What one user met with."""

    seed: int
    heard: str = ""  # hash of the samples that came back
    places: tuple[int, ...] = ()  # in the queue, as they were told
    refused: int = 0  # how often too many were waiting
    seconds: float = 0.0
    fault: str = ""


def visit(url: str, seed: int, sentence: str, iterations: str, voice: str) -> Visit:
    """Ask, come again when too many wait, and take the speech home."""
    seen, began, random = Visit(seed), time.monotonic(), Random(seed)
    try:
        client = Client(url, verbose=False, httpx_kwargs={"timeout": PATIENCE})
        while not seen.heard and time.monotonic() < began + PATIENCE:
            job = client.submit(handle_file(voice), sentence, seed, iterations, True, api_name="/generate")
            while not job.done():
                rank = job.status().rank
                if rank is not None and rank not in seen.places[-1:]:
                    seen.places += (rank,)
                time.sleep(0.1)
            try:
                path, _ = job.result()
            except QueueError:
                seen.refused += 1
                time.sleep(random.uniform(*PAUSES))
                continue
            seen.heard = hashlib.sha256(soundfile.read(path, dtype="int16")[0].tobytes()).hexdigest()
    except Exception as error:
        seen.fault = f"{type(error).__name__}: {str(error)[:200]}"
    seen.seconds = time.monotonic() - began
    return seen


def watch(url: str, over: Event, answers: list[tuple[int, float]]) -> None:
    """Load the page again and again: status and seconds of every answer."""
    while not over.wait(0.5):
        began = time.monotonic()
        try:
            status = httpx.get(url, timeout=PATIENCE).status_code
        except httpx.HTTPError:
            status = 0
        answers.append((status, time.monotonic() - began))


def main() -> int:
    """Print what the crowd met with; 1 when somebody was not served, or with another's sound."""
    arguments = argparse.ArgumentParser(description="Many users at once, each checked by its own seed.")
    arguments.add_argument("--users", type=int, default=50)
    arguments.add_argument("--iterations", default="2", help="Decoding iterations, coarse to fine.")
    arguments.add_argument("--sentence", default="Good morning.")
    chosen = arguments.parse_args()
    pipeline = SoundStormPipeline.from_pretrained()
    voice = str(example_voices()[0].path)
    app = build_app(lambda: pipeline)
    local = {"server_name": "127.0.0.1", "prevent_thread_lock": True, "quiet": True}
    _, url, _ = app.launch(**launch_options() | local)
    over, answers = Event(), []
    watcher = Thread(target=watch, args=(url, over, answers))
    watcher.start()
    with ThreadPoolExecutor(chosen.users) as pool:
        asked = [
            pool.submit(visit, url, seed, chosen.sentence, chosen.iterations, voice)
            for seed in range(chosen.users)
        ]
        visits = [one.result() for one in asked]
    over.set()
    watcher.join()
    app.close()
    alone = {seed: sound_alone(pipeline, voice, seed, chosen) for seed in range(chosen.users)}
    if len(set(alone.values())) < chosen.users:
        print(f"{chosen.users - len(set(alone.values()))} seeds sound like another: ask for more iterations")
    faults = [f"user {one.seed}: {one.fault}" for one in visits if one.fault]
    faults += [f"user {one.seed} was not served" for one in visits if not (one.heard or one.fault)]
    faults += [
        f"user {one.seed} got another's sound" for one in visits if one.heard not in ("", alone[one.seed])
    ]
    faults += [f"the page answered {status}" for status, _ in answers if status != 200]
    served = sum(bool(one.heard) for one in visits)
    told = sum(bool(one.places or one.refused) for one in visits)
    print(
        f"{chosen.users} users, {MOST_WAITING} of whom may wait: {served} served, {told} told their place or "
        f"to come again ({sum(one.refused for one in visits)} times), "
        f"the last after {max(one.seconds for one in visits):.0f} s"
    )
    longest = max((seconds for _, seconds in answers), default=0.0)
    print(f"the page was loaded {len(answers)} times meanwhile, in {longest:.2f} s at most")
    print("\n".join(faults) or "no faults")
    return int(bool(faults))


def sound_alone(pipeline: SoundStormPipeline, voice: str, seed: int, chosen: argparse.Namespace) -> str:
    """Hash of the samples that a seed gives when nobody else is there."""
    result = pipeline(chosen.sentence, voice, seed, Schedule.parse(chosen.iterations))
    return hashlib.sha256(to_int16(result.waveform).tobytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
