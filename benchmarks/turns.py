"""How long a turn takes in a workshop: several pairs press Generate at once, one laptop decodes.

python benchmarks/turns.py --pairs 5
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from gradio_client import Client, handle_file

from soundstorm.acoustic.schedule import Schedule
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.ui import build_app, launch_options
from soundstorm.ui.examples import SENTENCES, example_voices


def main() -> None:
    """Print the seconds of a turn and of the longest wait."""
    arguments = argparse.ArgumentParser(description="Seconds a turn when pairs press Generate at once.")
    arguments.add_argument("--pairs", type=int, default=5)
    arguments.add_argument("--iterations", default=Schedule().written, help="Coarse to fine.")
    chosen = arguments.parse_args()
    pipeline = SoundStormPipeline.from_pretrained()
    app = build_app(lambda: pipeline)
    _, url, _ = app.launch(
        prevent_thread_lock=True, quiet=True, **launch_options() | {"server_name": "127.0.0.1"}
    )
    voice = handle_file(str(example_voices()[0].path))
    clients = [Client(url, verbose=False) for _ in range(chosen.pairs)]
    together = Barrier(chosen.pairs)

    def turn(number: int) -> tuple[float, float]:
        """Seconds from the press to the sound, and of the sound."""
        together.wait()
        pressed = time.perf_counter()
        _, figures = clients[number].predict(
            voice, SENTENCES[0], number, chosen.iterations, True, api_name="/generate"
        )
        return time.perf_counter() - pressed, figures["audio_seconds"]

    clients[0].predict(voice, SENTENCES[0], 0, chosen.iterations, True, api_name="/generate")  # warm
    with ThreadPoolExecutor(chosen.pairs) as pool:
        done = list(pool.map(turn, range(chosen.pairs)))
    longest = max(seconds for seconds, _ in done)
    speech = sum(seconds for _, seconds in done) / chosen.pairs
    print(
        f"{chosen.pairs} pairs, iterations {chosen.iterations}, {speech:.1f} s of speech each: "
        f"{longest / chosen.pairs:.1f} s a turn, the last pair waits {longest:.0f} s"
    )
    app.close()


if __name__ == "__main__":
    main()
