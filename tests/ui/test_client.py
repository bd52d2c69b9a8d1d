"""The app as a program sees it."""

import httpx
import pytest
import soundfile
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from soundstorm.ui.examples import example_voices

SECRET = "/etc/hostname"
PATIENCE = 180  # seconds; a busy machine is slow


@pytest.fixture(scope="module")
def client(app_url: str) -> Client:
    return Client(app_url, verbose=False)


@pytest.fixture
def prompt() -> dict:
    return handle_file(str(example_voices()[0].path))


def test_generate_returns_speech_and_its_figures(client, prompt):
    audio, figures = client.predict(
        prompt, "Please call me when the train arrives.", 7, "2,1,1,1,1,1,1,1", True, api_name="/generate"
    )
    samples, sample_rate = soundfile.read(audio)
    assert sample_rate == 16000
    assert len(samples) / sample_rate == pytest.approx(figures["audio_seconds"])
    assert figures["seed"] == 7
    assert figures["levels"] == 8
    assert abs(samples).max() > 0.01


def test_the_same_seed_gives_the_same_speech_and_a_bundled_voice_needs_no_permission(client, prompt):
    form = {"transcript": "The same words.", "seed": 3, "iterations": "2,1,1,1,1,1,1,1"}
    voices = {"prompt": prompt, "speaker_permits": True}, {"voice": example_voices()[0].name}
    made = [client.predict(**form, **voice, api_name="/generate")[0] for voice in voices]
    first, second = (soundfile.read(path)[0] for path in made)
    assert (first == second).all()


@pytest.mark.parametrize(
    ("transcript", "iterations", "words"),
    [("", "2", "empty"), ("Hello 你", "2", "你"), ("Hello.", "2,1,1,1,1,1,1,1,1", "has 8")],
)
def test_a_mistake_comes_back_as_one_sentence(client, prompt, transcript, iterations, words):
    with pytest.raises(AppError, match=words):
        client.predict(prompt, transcript, 0, iterations, True, api_name="/generate")


@pytest.mark.parametrize(
    "prompt", [SECRET, {"path": SECRET}, {"path": SECRET, "meta": {"_type": "gradio.FileData"}}]
)
def test_only_uploaded_files_are_read(app_url, prompt):
    call = f"{app_url}gradio_api/call/generate"
    form = [prompt, "Hello there.", 0, "1,1,1,1,1,1,1,1", True]
    event = httpx.post(call, json={"data": form}, timeout=PATIENCE).json()["event_id"]
    answer = httpx.get(f"{call}/{event}", timeout=PATIENCE).text
    assert "event: error" in answer
    assert "cannot be read as audio" not in answer


def test_the_page_offers_no_other_endpoint(client):
    endpoints = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert set(endpoints) == {"/generate"}
