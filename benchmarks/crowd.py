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
from collections.abc import Callable
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
AT_ONCE = 30.0  # seconds, in which a user need not learn of a place
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


def watch(ask: Callable[[], int], over: Event, answers: list[tuple[int, float]]) -> None:
    """Ask again and again: status and seconds of every answer."""
    while not over.wait(0.5):
        began = time.monotonic()
        try:
            status = ask()
        except httpx.HTTPError:
            status = 0
        answers.append((status, time.monotonic() - began))


def reads_a_text(url: str, number: int) -> Callable[[], int]:
    """What asks for the event of the page that reads what a visitor writes, through the queue to its end."""
    client = httpx.Client(base_url=f"{url}gradio_api/", timeout=PATIENCE)
    body = {"data": ["Good morning. " * 20, 1.0], "fn_index": number, "session_hash": "a visitor who writes"}

    def ask() -> int:
        joined = client.post("queue/join", json=body)
        if joined.status_code != 200:
            return joined.status_code
        heard = client.get("queue/data", params={"session_hash": body["session_hash"]})
        return heard.status_code if '"success":true' in heard.text else 500

    return ask


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
    [reads] = [
        event._id
        for event in app.fns.values()
        if [block.elem_id for block in event.inputs][:1] == ["transcript"]
    ]
    over, answers, events = Event(), [], []
    watchers = [
        Thread(target=watch, args=(lambda: httpx.get(url, timeout=PATIENCE).status_code, over, answers)),
        Thread(target=watch, args=(reads_a_text(url, reads), over, events)),
    ]
    for watcher in watchers:
        watcher.start()
    with ThreadPoolExecutor(chosen.users) as pool:
        asked = [
            pool.submit(visit, url, seed, chosen.sentence, chosen.iterations, voice)
            for seed in range(chosen.users)
        ]
        visits = [one.result() for one in asked]
    over.set()
    for watcher in watchers:
        watcher.join()
    app.close()
    alone = {seed: sound_alone(pipeline, voice, seed, chosen) for seed in range(chosen.users)}
    alike = chosen.users - len(set(alone.values()))
    faults = [f"{alike} seeds sound like another: ask for more iterations"] if alike else []
    faults += [f"user {one.seed}: {one.fault}" for one in visits if one.fault]
    faults += [f"user {one.seed} was not served" for one in visits if not (one.heard or one.fault)]
    faults += [
        f"user {one.seed} got another's sound" for one in visits if one.heard not in ("", alone[one.seed])
    ]
    faults += [f"the page answered {status}" for status, _ in answers if status != 200]
    faults += [f"an event of the page answered {status}" for status, _ in events if status != 200]
    # whoever was served at once had no place to be told
    faults += [
        f"user {one.seed} waited {one.seconds:.0f} s and was told no place"
        for one in visits
        if not (one.places or one.refused) and one.seconds > AT_ONCE
    ]
    served = sum(bool(one.heard) for one in visits)
    told = sum(bool(one.places or one.refused) for one in visits)
    print(
        f"{chosen.users} users, {MOST_WAITING} of whom may wait: {served} served, {told} told their place or "
        f"to come again ({sum(one.refused for one in visits)} times), "
        f"the last after {max(one.seconds for one in visits):.0f} s"
    )
    for what, told in (("the page was loaded", answers), ("what a visitor writes was read", events)):
        longest = max((seconds for _, seconds in told), default=0.0)
        print(f"{what} {len(told)} times meanwhile, in {longest:.2f} s at most")
    print("\n".join(faults) or "no faults")
    return int(bool(faults))


def sound_alone(pipeline: SoundStormPipeline, voice: str, seed: int, chosen: argparse.Namespace) -> str:
    """Hash of the samples that a seed gives when nobody else is there."""
    result = pipeline(chosen.sentence, voice, seed, Schedule.parse(chosen.iterations))
    return hashlib.sha256(to_int16(result.waveform).tobytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
