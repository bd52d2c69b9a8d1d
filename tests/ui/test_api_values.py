"""What a program sends to the page instead of what belongs there; no model is ever asked for."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from gradio.utils import get_upload_folder

from soundstorm.ui import build_app, launch_options
from soundstorm.ui.examples import example_voices

PATIENCE = 180  # seconds; a busy machine is slow
JSON = {"content-type": "application/json"}
DEFAULTS = ("", 0, "16")  # transcript, seed, iterations


@pytest.fixture(scope="module")
def url():
    """A page whose models are not there."""

    def no_models():
        raise AssertionError("this must be refused before the models are asked for")

    app = build_app(no_models)
    yield app.launch(prevent_thread_lock=True, quiet=True, **launch_options())[1]
    app.close()


@pytest.fixture(scope="module")
def prompt(url) -> dict:
    """An uploaded voice."""
    path = example_voices()[0].path
    files = {"files": ("voice.flac", path.read_bytes())}
    [stored] = httpx.post(f"{url}gradio_api/upload", files=files, timeout=PATIENCE).json()
    return {"path": stored, "meta": {"_type": "gradio.FileData"}}


@pytest.fixture
def answer(url) -> Callable[[list], str]:
    """What `/generate` answers to a form."""

    def ask(form: list) -> str:
        call = f"{url}gradio_api/call/generate"
        posted = httpx.post(call, content=json.dumps({"data": form}), headers=JSON, timeout=PATIENCE)
        return httpx.get(f"{call}/{posted.json()['event_id']}", timeout=PATIENCE).text

    return ask


@pytest.mark.parametrize(
    ("rest", "sentence"),
    [
        ([], "it is empty"),
        ([None], "it is empty"),
        ([7], "Write what is to be spoken as text"),
        ([["Hello."]], "Write what is to be spoken as text"),
        (["<script>alert(1)</script>"], "Remove the mark-up"),
        (["a\u4f60b"], "Remove the characters"),
        (["Hello. " * 200_000], "about 20 seconds of speech"),
        (["Hello.", "7"], "Give a whole number from 0"),
        (["Hello.", True], "Give a whole number from 0"),
        (["Hello.", -1], "Give a whole number from 0"),
        (["Hello.", 10**400], "Give a whole number from 0"),
        (["Hello.", 0, 16], "Write the iterations as text"),
        (["Hello.", 0, "x" * 100_000], "Write the iterations as whole numbers"),
        (["Hello.", 0, "9" * 10_000], "Write the iterations as whole numbers"),
        (["Hello.", 0, "999"], "Ask for at most 256 iterations"),
    ],
)
def test_wrong_and_missing_values_get_the_pages_sentence(answer, prompt, rest, sentence):
    said = answer([prompt, *rest, *DEFAULTS[len(rest) :], True])
    assert "event: error" in said and sentence in said and len(said) < 500


@pytest.mark.parametrize(
    ("form", "sentence"),
    [([], "Choose, upload or record a voice"), ([None, "Hello."], "Choose, upload or record a voice"),
     (["voice.flac", "Hello."], "as an uploaded file"), ([{"path": "x"}, "Hello."], "as an uploaded file")],
)  # fmt: skip
def test_without_a_voice_the_page_asks_for_one(answer, form, sentence):
    said = answer(form)
    assert "event: error" in said and sentence in said


@pytest.mark.parametrize("permits", [None, False, "true", 1])
def test_an_uploaded_voice_needs_permission(answer, prompt, permits):
    said = answer([prompt, "Hello there.", 0, "16", permits])
    assert "event: error" in said and "Send speaker_permits=true if you have" in said


@pytest.mark.parametrize(
    ("voice", "sentence"), [("nobody", "Name one of the bundled voices: "), ([1], "Name one of the bundled")]
)
def test_a_voice_that_is_not_bundled_is_not_known(answer, voice, sentence):
    assert sentence in answer([None, "Hello there.", 0, "16", False, voice])


def test_a_recording_and_a_bundled_voice_are_one_too_many(answer, prompt):
    assert "not both" in answer([prompt, "Hello there.", 0, "16", True, example_voices()[0].name])


@pytest.mark.parametrize(
    "name", ["../../../evil.wav", "/etc/evil.wav", "..", "a/../../b.wav", "<img src=x>.wav"]
)
def test_an_upload_stays_in_its_folder(url, name):
    posted = httpx.post(f"{url}gradio_api/upload", files={"files": (name, b"RIFF")}, timeout=PATIENCE)
    assert posted.status_code in (200, 400)
    for stored in posted.json() if posted.status_code == 200 else []:
        assert Path(stored).resolve().is_relative_to(Path(get_upload_folder()).resolve())
        assert ".." not in stored.split("/") and "<" not in stored


@pytest.mark.parametrize(
    "place", ["/etc/passwd", "app.py", __file__, "../../../../../etc/passwd", "/proc/self/environ"]
)
def test_no_file_of_the_machine_is_handed_out(url, place):
    assert httpx.get(f"{url}gradio_api/file={place}", timeout=PATIENCE).status_code in (403, 404)


def test_a_file_of_more_than_20_mb_is_refused(url):
    files = {"files": ("voice.wav", bytes(20_500_000))}
    assert httpx.post(f"{url}gradio_api/upload", files=files, timeout=PATIENCE).status_code == 413
