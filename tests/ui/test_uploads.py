"""What a visitor may have the server fetch, keep or stumble over: nothing."""

from pathlib import Path

import gradio as gr
import httpx
import pytest
from gradio import processing_utils
from gradio.route_utils import DEFAULT_TEMP_DIR

from soundstorm.ui import build_app, launch_options
from soundstorm.ui.dialogue.script import CHOOSE_SPEAKERS
from soundstorm.ui.uploads import FETCHES_NOTHING

PATIENCE = 180  # seconds; a busy machine is slow
ADDRESS = "http://127.0.0.1:9/voice.wav"
ELSEWHERE = {"path": ADDRESS, "meta": {"_type": "gradio.FileData"}}


@pytest.fixture(scope="module")
def app():
    """A page whose models are not there."""

    def no_models():
        raise AssertionError("this must be refused before the models are asked for")

    app = build_app(no_models)
    app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    yield app
    app.close()


@pytest.fixture
def fetched(monkeypatch) -> list[str]:
    """The addresses that gradio was about to fetch."""
    addresses = []

    async def get(address: str):
        addresses.append(address)
        raise OSError("no network here")

    monkeypatch.setattr(processing_utils, "async_ssrf_protected_get", get)
    return addresses


def asked(app, event, data: list, told: object = None) -> str:
    """What an event of the page answers, through the queue or past it."""
    body = {"data": data, "event_data": told, "fn_index": event._id, "session_hash": f"ann{event._id}"}
    way = "queue/join" if event.queue else "run/predict"
    answer = httpx.post(f"{app.local_url}gradio_api/{way}", json=body, timeout=PATIENCE)
    if not event.queue:
        return answer.text
    answer.raise_for_status()
    heard = f"{app.local_url}gradio_api/queue/data?session_hash={body['session_hash']}"
    return httpx.get(heard, timeout=PATIENCE).text


def takes_files(block) -> bool:
    return isinstance(block, gr.Audio | gr.UploadButton)


def test_no_event_fetches_a_file_from_an_address(app, fetched):
    events = [event for event in app.fns.values() if event.fn and any(map(takes_files, event.inputs))]
    for event in events:
        hidden = {"path": "x", "in it": [ELSEWHERE]}
        for file in (ELSEWHERE, hidden):
            said = asked(app, event, [file if takes_files(block) else None for block in event.inputs])
            assert FETCHES_NOTHING in said, event.fn
    assert {bool(event.queue) for event in events} == {True, False}
    assert fetched == []


def test_what_a_component_tells_is_not_fetched_either(app, fetched):
    [choose] = [event for event in app.fns.values() if event.name == "choose_from_page"]
    assert FETCHES_NOTHING in asked(app, choose, [None], {"number": ELSEWHERE})
    assert fetched == []


def test_a_program_sends_the_recording_itself(app, fetched):
    call = f"{app.local_url}gradio_api/call/generate"
    form = {"data": [ELSEWHERE, "Hello there.", 0, "1", True]}
    event = httpx.post(call, json=form, timeout=PATIENCE).json()["event_id"]
    assert FETCHES_NOTHING in httpx.get(f"{call}/{event}", timeout=PATIENCE).text
    assert fetched == []


@pytest.mark.parametrize("way", ["file=", "file/"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_file_of_another_machine_is_handed_on(app, way, scheme):
    address = f"{app.local_url}gradio_api/{way}{scheme}://127.0.0.1:9/secret"
    for ask in (httpx.get, httpx.head):
        assert ask(address, timeout=PATIENCE).status_code == 404


@pytest.mark.parametrize("ending", ["", "/"])
def test_no_recording_of_the_screen_is_written_down(app, ending):
    def written() -> set[Path]:
        return {path for path in Path(DEFAULT_TEMP_DIR).glob("*.mp4")}

    before, files = written(), {"video": ("a.mp4", b"no video")}
    address = f"{app.local_url}gradio_api/process_recording{ending}"
    assert httpx.post(address, files=files, timeout=PATIENCE).status_code == 404
    assert written() == before


def test_a_cast_without_a_number_of_speakers_asks_for_it(app, capfd):
    shows = [event for event in app.fns.values() if event.name == "show"]
    for event in shows:
        assert CHOOSE_SPEAKERS in asked(app, event, [None] * len(event.inputs))
    assert shows and "Traceback" not in "".join(capfd.readouterr())


def test_what_stands_in_a_form_is_not_kept(app):
    [reads] = [
        event for event in app.fns.values() if [block.elem_id for block in event.inputs][:1] == ["transcript"]
    ]
    said = asked(app, reads, ["Meet me at the old mill.", 1.0])
    assert "process_completed" in said
    held = app.state_holder[f"ann{reads._id}"]
    assert "old mill" not in repr([*held.components, *held.state_data.values()])
