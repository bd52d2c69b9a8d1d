"""A browser with the player in it, and decodings of a made-up network to show there."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
import torch
from playwright.sync_api import Page
from torch import Tensor

from soundstorm.acoustic.decoding import DecodingStep, decode
from soundstorm.acoustic.schedule import Schedule
from soundstorm.player import player_markup, player_script, player_style
from soundstorm.player.assets import STATIC
from soundstorm.text.script import Script, Turn, Word
from soundstorm.trace import Trace
from soundstorm.trace.sound import add_sound

REPOSITORY = Path(__file__).resolve().parents[2]
NODE = shutil.which("node")
TONES = (300, 900, 2000, 4000)  # Hz, of the levels of `spoken`
SPOKEN_SECONDS = 8.0  # of `spoken`


@dataclass(frozen=True)
class Decoded:
    """A decoding as the decoder told it, and as a trace."""

    steps: list[DecodingStep]
    trace: Trace

    @property
    def data(self) -> bytes:
        return self.trace.to_bytes()


def decode_made_up(
    frames: int = 60,
    prompt_frames: int = 10,
    iterations: tuple[int, ...] = (6, 2, 1, 1),
    codebook_size: int = 32,
    seed: int = 7,
    candidates: int = 5,
) -> Decoded:
    """Decode with the real loop from a network whose beliefs are drawn by lot: some firm, some vague."""
    levels = len(iterations)
    schedule = Schedule(iterations)
    draw = torch.Generator().manual_seed(1)
    firmness = torch.rand(levels, frames, 1, generator=draw) * 6
    beliefs = torch.randn(levels, frames, codebook_size, generator=draw) * firmness
    prompt = torch.randint(codebook_size, (levels, prompt_frames), generator=draw)
    given = torch.full((levels, frames), codebook_size)
    given[:, :prompt_frames] = prompt

    def predict(codes: Tensor, level: int, masked: Tensor) -> Tensor:
        # belief in a token grows with how much of the level is known, as a trained network's does
        known = 1 - masked.float().mean()
        return beliefs[level - 1, masked[0]] * (1 + known)

    phonemes = ("h", "ə", "l", "oʊ", "w", "ɜː", "l", "d")
    target = (frames - prompt_frames) // 2
    trace = Trace(
        given=given,
        semantic=torch.arange(frames // 2),
        prompt_frames=prompt_frames,
        codebook_size=codebook_size,
        schedule=schedule,
        seed=seed,
        sample_rate=16_000,
        hop=320,
        candidates=candidates,
        script=Script(
            "Hello world.", phonemes, (Word("hello", (0, 4)), Word("world", (4, 8))), (Turn(1, (0, 2)),)
        ),
        phoneme=torch.arange(target) * len(phonemes) // target,
        title="Made up",
        timings={"acoustic": 0.5},
    )
    steps = []
    hidden = (given == codebook_size)[None]
    for step in decode(
        predict,
        given.clone()[None],
        hidden,
        codebook_size,
        schedule,
        seed=seed,
        candidates=candidates,
        prompt_frames=prompt_frames,
    ):
        trace.record(step, seconds=0.01)
        steps.append(step)
    return Decoded(steps, trace)


@pytest.fixture(scope="session")
def decoded() -> Decoded:
    """A small decoding: 4 levels, 60 frames, 10 of them prompt; (6, 2, 1, 1) iterations."""
    return decode_made_up()


@pytest.fixture(scope="session")
def decode_like() -> Callable[..., Decoded]:
    """A small decoding with other settings."""
    return cache(decode_made_up)


@pytest.fixture(scope="session")
def spoken() -> Decoded:
    """8 s of speech after a prompt of 0.4 s, with sound: each level adds a tone half as loud as the last."""
    decoded = decode_made_up(frames=420, prompt_frames=20)

    def tones(codes: Tensor, prompt_frames: int) -> Tensor:
        seconds = torch.arange((codes.shape[2] - prompt_frames) * 320) / 16_000
        parts = [
            0.5**level * torch.sin(2 * torch.pi * TONES[level - 1] * seconds)
            for level in range(1, codes.shape[1] + 1)
        ]
        return torch.stack(parts).sum(dim=0)

    add_sound(decoded.trace, tones, watermark=True)
    return decoded


@pytest.fixture
def complaints() -> list[str]:
    """Everything the browser had to complain about."""
    return []


@pytest.fixture
def player_page(new_page: Callable[..., Page], tmp_path: Path, complaints: list[str]) -> Iterator[Page]:
    """A page of its own file with nothing but the player: `player` in its scripts."""
    page = new_page(viewport={"width": 1280, "height": 1000})
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: leaves(request.url) and complaints.append(f"left for {request.url}"))
    page.goto(write_page(tmp_path).as_uri())
    yield page
    assert complaints == []


def write_page(folder: Path) -> Path:
    """One HTML file with the player in it."""
    path = folder / "player.html"
    path.write_text(
        f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Player</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ margin: 16px; background: #f8f7f3; font-family: system-ui, sans-serif; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #0f1313; }} }}
{player_style()}</style>
<main>{player_markup()}</main>
<script>(() => {{ "use strict";
{player_script()}
Object.assign(window, {{ mountPlayer }});
window.player = mountPlayer(document.querySelector("main"));
}})();</script></html>""",
        encoding="utf-8",
    )
    return path


def leaves(url: str) -> bool:
    """Whether a request goes to another machine."""
    address = urlparse(url)
    return address.scheme not in ("data", "blob", "file") and address.hostname != "127.0.0.1"


@pytest.fixture(scope="session")
def run_modules() -> Callable[[str, Path], Any]:
    """Run a script that imports the player's modules ("./trace/read.js"): what it writes, read as JSON.

    `file` in the script is the path of a file.
    """
    if NODE is None:
        pytest.skip("Node.js is not installed: on Debian, apt-get install nodejs")

    def run(script: str, file: Path) -> Any:
        command = [NODE, "--input-type=module", "-", str(file)]
        whole = f"const [file] = process.argv.slice(2);\n{script}"
        done = subprocess.run(command, input=whole, cwd=STATIC, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


LOAD = """
async ([text, slot]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return Boolean(await player.load(bytes.buffer, { slot }));
}
"""


@pytest.fixture
def load(player_page: Page) -> Callable[..., bool]:
    """Give bytes to the player; False when it refused them."""
    return lambda data, slot="a": player_page.evaluate(LOAD, [base64.b64encode(data).decode(), slot])


# Notes every place of the sound from now on, and when it was there, in seconds.
FOLLOW = """
() => {
  window.places = [];
  const note = ({ place }) => places.push([place, performance.now() / 1000]);
  player.store.subscribe(["place", "sounding"], note);
}
"""


@dataclass(frozen=True)
class Followed:
    """Where the sound of `spoken` has been.

    Tests let it loop: its eight seconds may be over before a slow machine has come to the next line.
    """

    page: Page

    def goes_on(self) -> None:
        """Wait until the sound has moved."""
        noted = self.page.evaluate("places.length")
        self.page.wait_for_function("(noted) => places.length > noted + 1", arg=noted)

    def jumps(self) -> list[tuple[float, float]]:
        """Places left for an earlier one, except for the start when the end had come (to a second)."""
        return [
            (before, after)
            for (before, then), (after, now) in pairwise(self.page.evaluate("places"))
            if after < before and before + (now - then) < SPOKEN_SECONDS - 1
        ]


@pytest.fixture
def followed(player_page: Page) -> Followed:
    """Notes where the sound is from the beginning of the test."""
    player_page.evaluate(FOLLOW)
    return Followed(player_page)


@pytest.fixture(scope="session")
def long_trace() -> bytes:
    """30 s of speech at 12 levels, with the paper's iterations."""
    iterations = (16, *[1] * 11)
    return decode_made_up(frames=1500, prompt_frames=150, iterations=iterations, codebook_size=256).data


@pytest.fixture(scope="session")
def trace_path() -> Path:
    """One of the bundled traces."""
    return min((REPOSITORY / "assets" / "traces").glob("*.sstrace"))
