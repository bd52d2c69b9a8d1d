"""Taking a trace away: a page that opens by itself, a picture, an animation, a film."""

import base64
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import av
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect
from typer.testing import CliRunner

from soundstorm.cli import app
from soundstorm.errors import UserError
from soundstorm.player.export import film_steps, write_gif, write_html, write_mp4, write_png
from soundstorm.player.figure import CANDIDATE, EARLIER, MASKED, NOW, PROMPT, grid_state
from soundstorm.player.page import export_page
from soundstorm.trace import Trace

HOSTILE = "</script><script>window.stolen = 1</script><b>&"


@pytest.fixture
def trace_file(spoken, tmp_path):
    path = tmp_path / "spoken.sstrace"
    spoken.trace.save(path)
    return path


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def embedded(page_text):
    """The traces in a page, by slot."""
    blocks = re.findall(r'data-trace="(\w)">([^<]*)</script>', page_text)
    return {slot: Trace.from_bytes(base64.b64decode(data)) for slot, data in blocks}


def test_a_page_holds_the_trace_and_names_no_other_place(spoken, decoded):
    text = export_page(spoken.trace, decoded.trace)
    held = embedded(text)
    assert held["a"].to_bytes() == spoken.data
    assert held["b"].to_bytes() == decoded.data
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "http" not in policy and "unsafe" not in policy and "*" not in policy
    assert not re.search(r'<(link|img|iframe|script src)|(src|href)="', text)
    # 8 s of speech with 4 levels and 3 differences of sound
    assert len(export_page(spoken.trace).encode()) < 1_000_000


def test_a_page_that_would_be_too_large_does_without_the_differences(spoken, monkeypatch):
    whole = len(export_page(spoken.trace))
    monkeypatch.setattr("soundstorm.player.page.PAGE_BYTES", whole - 1)
    text = export_page(spoken.trace)
    assert set(embedded(text)["a"].audio) == {"1", "2", "3", "4", "prompt"}
    assert len(text) < 0.8 * whole


def test_the_page_opens_from_a_file_and_plays(spoken, decoded, tmp_path, new_page, complaints):
    trace = spoken.trace
    said = replace(trace.script, transcript=HOSTILE)
    path = write_html(replace(trace, title=HOSTILE, script=said), tmp_path / "page.html", decoded.trace)
    page = new_page()
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    theatre = page.locator(".theatre")
    expect(theatre).to_have_attribute("data-state", "ready")
    expect(page.locator(".compare .settings")).to_be_visible()
    expect(page.locator("h1")).to_have_text(HOSTILE)
    expect(page.locator("header p").first).to_contain_text(HOSTILE)
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content").split("; ")
    named = [directive.partition(" ")[::2] for directive in policy]
    assert {name: value for name, value in named if value == "'none'"} == dict.fromkeys(
        ("default-src", "base-uri", "form-action"), "'none'"
    )
    assert {name for name, value in named if value.startswith("'sha256-")} == {"script-src", "style-src"}
    assert page.evaluate("window.stolen") is None
    theatre.press("End")
    expect(theatre).to_have_attribute("data-level", "4")
    expect(page.locator(".wave")).to_have_attribute("data-sound", "a audio.4")
    expect(page.locator(".clock")).to_have_text("0.00 s of 8.00 s")
    page.evaluate("player.set({ loop: true })")  # a slow machine may look when the speech is over
    page.locator(".listen").click()
    expect(page.locator(".clock")).not_to_have_text("0.00 s of 8.00 s")
    assert complaints == []
    assert requests == [path.as_uri()]
    # nothing can be fetched, even by a script of the page
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        fetching = page.evaluate("fetch('https://example.org/').then(() => 'fetched', () => 'refused')")
    assert fetching == "refused"
    assert requests == [path.as_uri()]


def test_a_picture_shows_the_step_that_was_asked_for(spoken, tmp_path):
    last = write_png(spoken.trace, tmp_path / "last.png")
    third = write_png(spoken.trace, tmp_path / "third.png", step=3)
    pictures = [np.asarray(Image.open(path)) for path in (last, third)]
    assert [picture.shape for picture in pictures] == [(1080, 1920, 3)] * 2
    assert (pictures[0] != pictures[1]).any()
    with pytest.raises(UserError, match="choose a --step from 0 to 10"):
        write_png(spoken.trace, tmp_path / "none.png", step=11)


def test_cells_of_a_figure_are_what_the_decoder_did(spoken):
    trace = spoken.trace
    prompt = slice(0, trace.prompt_frames)
    state, shown = grid_state(trace, 0)
    assert (state[:, prompt] == PROMPT).all()
    assert (state[:, trace.prompt_frames :] == MASKED).all()
    for number, step in enumerate(spoken.steps, start=1):
        state, shown = grid_state(trace, number)
        hidden, opened = step.mask[0].numpy(), np.zeros(state.shape, dtype=bool)
        opened[step.level - 1] = step.open[0].numpy()
        assert (state[:, prompt] == PROMPT).all()
        assert np.array_equal((state == MASKED) | (state == CANDIDATE), hidden)
        assert np.array_equal((state == NOW) | (state == CANDIDATE), opened)
        assert (shown[opened] == step.sampled[0][step.open[0]].numpy()).all()
        kept = (state == NOW) | (state == EARLIER)
        assert np.array_equal(shown[kept], step.codes[0].numpy()[kept])


def test_an_animation_has_a_picture_a_step(spoken, tmp_path):
    path = write_gif(spoken.trace, tmp_path / "film.gif")
    assert path.stat().st_size < 1_500_000
    with Image.open(path) as film:
        assert (film.size, film.n_frames) == ((960, 540), len(spoken.steps) + 1)
        lasting = []
        for number in range(film.n_frames):
            film.seek(number)
            lasting.append(film.info["duration"])
    assert lasting == [1000] + [500] * (len(spoken.steps) - 1) + [4000]


def test_a_very_long_decoding_still_makes_a_film_one_can_watch(spoken):
    trace = replace(spoken.trace, iterations=spoken.trace.iterations * 50)
    steps = film_steps(trace)
    assert (len(steps), steps[0], steps[-1]) == (160, 0, 500)
    assert film_steps(spoken.trace) == list(range(11))


def test_a_film_needs_ffmpeg_and_says_so(spoken, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"install it .* or export a GIF"):
        write_mp4(spoken.trace, tmp_path / "film.mp4")


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_a_film_is_written_where_there_is_ffmpeg(spoken, tmp_path):
    """A second before anything, half a second a step but the last, then 8 s of speech and a second."""
    path = write_mp4(spoken.trace, tmp_path / "film.mp4")
    decoding = 1 + 0.5 * (len(spoken.steps) - 1)
    with av.open(str(path)) as film:
        assert [stream.codec.name for stream in film.streams] == ["h264", "aac"]
        assert film.duration / av.time_base == pytest.approx(decoding + 9, abs=0.2)
        first = next(film.decode(audio=0))
        assert first.time == pytest.approx(decoding, abs=0.1)


def test_the_command_writes_beside_the_trace(trace_file):
    done = run("export", trace_file, "--html", "--png", "--step", "0", "--json")
    assert done.exit_code == 0, done.stderr
    files = json.loads(done.stdout.splitlines()[-1])["files"]
    assert list(files) == [str(trace_file.with_suffix(ending)) for ending in (".html", ".png")]
    assert files[str(trace_file.with_suffix(".html"))] == trace_file.with_suffix(".html").stat().st_size


def test_the_command_says_what_is_missing(trace_file, tmp_path):
    foreign = tmp_path / "foreign.sstrace"
    foreign.write_text("no trace")
    for arguments, sentence in (
        ((trace_file,), "add --html, --png, --gif or --mp4"),
        ((trace_file, "--html", "--step", "3"), "--step chooses the step of a picture"),
        ((trace_file, "--gif", "--compare", trace_file), "--compare puts a second trace into a page"),
        ((foreign, "--html"), "no recorded run"),
        ((tmp_path / "none.sstrace", "--html"), "There is no file"),
        ((trace_file, "--html", "--out", tmp_path / "no" / "page.html"), "There is no folder"),
    ):
        done = run("export", *arguments)
        assert (done.exit_code, sentence in done.stderr) == (1, True), done.stderr
    assert not list(tmp_path.glob("*.html"))


def test_exporting_needs_neither_gradio_nor_a_model():
    code = (
        "import sys, soundstorm.player.export; "
        "print(sorted({'gradio', 'soundstorm.pipeline', 'soundstorm.codec'} & sys.modules.keys()))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
