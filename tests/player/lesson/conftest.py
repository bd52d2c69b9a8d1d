"""The lesson as one page, with decodings under the names of the bundled traces."""

from dataclasses import replace

import pytest
import torch
from playwright.sync_api import expect

from soundstorm.player.page import export_lesson
from soundstorm.trace.sound import add_sound
from tests.player.lesson.page import (
    FRAMES,
    ONE_BY_ONE,
    PROMPT,
    SETTINGS,
)

LOUDNESS = (1.0, 0.02, 0.3, 0.005)  # of the tones that the levels of the paper trace add


def tones(codes, prompt_frames):
    seconds = torch.arange((codes.shape[2] - prompt_frames) * 320) / 16_000
    parts = [LOUDNESS[level] * torch.sin(7000 * (level + 1) * seconds) for level in range(codes.shape[1])]
    return torch.stack(parts).sum(dim=0) / 2


@pytest.fixture(scope="session")
def runs(decode_like):
    """Decodings under the names of the bundled traces; the first one has sound."""
    runs = {name: decode_like(FRAMES, PROMPT, **settings) for name, settings in SETTINGS.items()}
    add_sound(runs["1-paper"].trace, tones, watermark=True)
    one_by_one = runs["race-audiolm"].trace
    one_by_one.iterations = [
        replace(done, written=torch.linspace(1, 1e6 * ONE_BY_ONE, len(done.frame)).round().int())
        for done in one_by_one.iterations
    ]
    return runs


@pytest.fixture(scope="session")
def lesson_file(runs, tmp_path_factory):
    path = tmp_path_factory.mktemp("lesson") / "lesson.html"
    path.write_text(export_lesson({name: run.trace for name, run in runs.items()}), encoding="utf-8")
    return path


@pytest.fixture
def visit(new_page, lesson_file, complaints):
    """Open the lesson: `visit("#lesson=3", width=390)`."""

    def open_page(place="", width=1280, height=1000):
        page = new_page(viewport={"width": width, "height": height})
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith("file:") or complaints.append(request.url))
        page.goto(lesson_file.as_uri() + place)
        expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")
        return page

    yield open_page
    assert complaints == []
