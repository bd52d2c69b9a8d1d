"""Whose permission the server takes, whatever a browser or a program sends."""

import json
from pathlib import Path

import httpx
import pytest

from soundstorm.audio import read_audio, write_audio
from soundstorm.audiolm.stages import STAGES
from soundstorm.bundled import ASSETS
from soundstorm.errors import UserError
from soundstorm.safety import spoken as sentences
from soundstorm.safety.spoken import Sentence
from soundstorm.ui import build_app, consent_of, launch_options
from soundstorm.ui.consent import NOT_SPOKEN, Spoken, check_permission, cloned_voice
from soundstorm.ui.continuation.handlers import ContinueHandlers
from soundstorm.ui.examples import example_voices
from soundstorm.ui.running import UNCHANGED
from soundstorm.ui.voices import GENERATED, HEARD, NOT_HEARD, begin, listen
from tests.safety.test_spoken import BEGINNING, ENDING

PATIENCE = 180  # seconds; a busy machine is slow
MINE = "mine.wav"


def test_there_are_two_ways_to_give_permission():
    assert [consent_of(mode) for mode in ("asked", "spoken")] == ["asked", "spoken"]
    with pytest.raises(
        UserError, match=r"^Set SOUNDSTORM_CONSENT to asked or spoken: 'Spoken' is neither\.$"
    ):
        consent_of("Spoken")


def test_a_bundled_voice_needs_no_permission_and_a_recording_does():
    bundled = example_voices()[0]
    assert cloned_voice(bundled.name, None, False) == str(bundled.path)
    assert cloned_voice(None, MINE, True) == MINE
    for permission in (False, None, "true", 1, {"asked": None}):
        with pytest.raises(UserError, match="Tick below the recording"):
            cloned_voice(None, MINE, permission)


def test_only_the_recording_in_which_the_sentence_was_read_may_be_cloned():
    said = Spoken(recordings=frozenset({MINE}))
    check_permission(MINE, said)
    for permission, recording in ((said, "other.wav"), (Spoken(), MINE)):
        with pytest.raises(UserError, match="Have the speaker read"):
            check_permission(recording, permission)


@pytest.fixture
def reading(monkeypatch) -> Path:
    """A recording of the sentence that is asked for, whose first words are another recording's here."""
    monkeypatch.setattr(sentences, "AGREEMENT", BEGINNING)
    return next(voice.path for voice in example_voices() if voice.name == "man-8629")


def test_a_sentence_is_used_once(pipeline, reading):
    path, asked = str(reading), Spoken(Sentence(ENDING))
    said, shown, told = listen(lambda: pipeline, path, asked)
    assert HEARD in told and said.recordings == {path}
    assert said.asked != asked.asked and str(said.asked) in shown
    again, _, told = listen(lambda: pipeline, path, Spoken(said.asked))  # the same recording, another visit
    assert NOT_HEARD in told and again.recordings == frozenset()
    assert again.asked not in (said.asked, asked.asked)
    kept, _, told = listen(lambda: pipeline, path, said)  # what was read before stays permitted
    assert NOT_HEARD in told and kept.recordings == {path}


def test_what_is_no_reading_is_told_in_one_sentence(pipeline, reading, tmp_path, caplog):
    asked = Spoken(Sentence(ENDING))
    generated = str(next((ASSETS / "examples").glob("*.flac")))
    (tmp_path / "no.wav").write_bytes(b"no sound")
    write_audio(tmp_path / "long.wav", read_audio(reading, 16_000).repeat(8), 16_000)
    for path, words in (
        (generated, GENERATED),
        (tmp_path / "no.wav", "cannot be read as audio"),
        (tmp_path / "long.wav", "at most 20 seconds"),
    ):
        after, _, told = listen(lambda: pipeline, str(path), asked)
        assert words in told and 'role="alert"' in told
        assert after.recordings == frozenset() and after.asked != asked.asked
    assert NOT_HEARD in listen(lambda: pipeline, str(reading), Spoken())[2]  # none was asked for
    assert listen(lambda: pipeline, None, asked) == (UNCHANGED,) * 3
    assert begin()[0].asked != begin()[0].asked


@pytest.fixture(scope="module")
def strict():
    """A page on which speakers read a sentence, whose models are never needed: the app and its address."""

    def no_models():
        raise AssertionError("this must be refused before the models are asked for")

    app = build_app(no_models, stages=STAGES, consent="spoken")
    yield app, app.launch(prevent_thread_lock=True, quiet=True, **launch_options())[1]
    app.close()


@pytest.fixture
def uploaded(strict) -> dict:
    """A voice that came by no microphone."""
    files = {"files": ("voice.flac", example_voices()[0].path.read_bytes())}
    [stored] = httpx.post(f"{strict[1]}gradio_api/upload", files=files, timeout=PATIENCE).json()
    return {"path": stored, "meta": {"_type": "gradio.FileData"}}


def test_no_program_clones_a_voice_past_the_sentence(strict, uploaded):
    call = f"{strict[1]}gradio_api/call/generate"
    event = httpx.post(call, json={"data": [uploaded, "Hello.", 0, "16", True]}, timeout=PATIENCE).json()
    answer = httpx.get(f"{call}/{event['event_id']}", timeout=PATIENCE).text
    assert "event: error" in answer and "Name a bundled voice" in answer


def test_no_browser_forges_what_was_said(strict, uploaded):
    app, url = strict
    name = ContinueHandlers.run.__qualname__
    run = next(event for event in app.fns.values() if getattr(event.fn, "__qualname__", None) == name)
    form = [None, example_voices()[0].name, uploaded, True, 3, "soundstorm", 0]
    assert len(run.inputs) == len(form)
    forged = {"data": form, "fn_index": run._id, "session_hash": "forger"}
    httpx.post(f"{url}gradio_api/queue/join", json=forged, timeout=PATIENCE).raise_for_status()
    told = ""
    with httpx.stream("GET", f"{url}gradio_api/queue/data?session_hash=forger", timeout=PATIENCE) as lines:
        for line in lines.iter_lines():
            told += line
            if "process_completed" in line:
                break
    assert json.dumps(NOT_SPOKEN)[1:-1] in told


def test_voices_come_by_microphone_alone(strict):
    fields = [block for block in strict[0].blocks.values() if getattr(block, "elem_id", None) in VOICES]
    assert len(fields) == len(VOICES) - 1  # nobody can read a sentence for two
    assert all(field.sources == ["microphone"] for field in fields)


VOICES = {"prompt-audio", "continue-audio", "cast-a", "cast-b", "cast-c", "cast-d", "cast-together"}
