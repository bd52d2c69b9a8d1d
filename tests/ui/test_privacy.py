"""What docs/privacy.md promises: all goes after an hour, nothing is logged or reaches another visitor."""

import os
from pathlib import Path

import httpx
import pytest
from gradio.route_utils import delete_files_created_by_app

from soundstorm.audiolm.stages import STAGES
from soundstorm.errors import UserError
from soundstorm.ui import build_app, launch_options
from soundstorm.ui.codec.handlers import CodecHandlers
from soundstorm.ui.dialogue.cast import describe_together
from soundstorm.ui.dialogue.script import describe_script
from soundstorm.ui.examples import example_voices
from soundstorm.ui.leftovers import Leftovers
from soundstorm.ui.live import Live
from soundstorm.ui.runs import bundled_runs, keep
from soundstorm.ui.runtime import HOUR
from soundstorm.ui.speak.describe import describe_prompt, describe_transcript
from soundstorm.ui.speak.handlers import SpeakHandlers
from soundstorm.ui.stage import Stage, page_of
from soundstorm.ui.voices import begin, listen

PATIENCE = 180  # seconds; a busy machine is slow
SECRET = "Meet me at the old mill"
VOICE = "my-own-voice.wav"


@pytest.fixture
def app():
    app = build_app(lambda: None, stages=STAGES)
    yield app
    app.close()


def folder_of(app) -> Path:
    [leftovers] = (files for files in app.temp_file_sets if isinstance(files, Leftovers))
    return leftovers.folder


def test_gradio_looks_every_minute_for_files_that_are_an_hour_old(app):
    assert app.delete_cache == (60, HOUR)


def test_everything_that_a_run_wrote_goes_after_an_hour_and_when_the_app_ends(app, spoken):
    folder = folder_of(app)
    live = Live(folder)
    live.begin(spoken, watermark=True)
    run = keep(spoken, folder)
    written = [path for path in folder.rglob("*") if path.is_file() and path.name != "soundstorm.html"]
    assert {path.suffix for path in written} == {".piece", ".sstrace"}
    delete_files_created_by_app(app, HOUR)
    assert all(path.is_file() for path in written)
    delete_files_created_by_app(app, -1)  # as if more than an hour had passed
    assert not any(path.is_file() for path in written)
    with pytest.raises(UserError, match="removed after an hour"):
        run.load()
    live = Live(folder)
    live.begin(spoken, watermark=True)
    delete_files_created_by_app(app, None)
    assert not list(folder.rglob("*.piece"))


def test_what_the_page_itself_offers_stays(app):
    offered = [Path(path) for files in app.temp_file_sets for path in files]
    assert len(offered) > len(example_voices())
    delete_files_created_by_app(app, -1)
    assert [path for path in offered if not path.is_file()] == []


def test_an_app_that_ends_leaves_the_bundled_files_to_the_others_on_this_machine():
    app = build_app(lambda: None)  # without a Race tab, which would keep its own pair
    bundled = [Path(it.path) for it in (*bundled_runs(), *example_voices())]
    [theatre] = (block for block in app.blocks.values() if block.elem_id == "theatre")
    copies = [Path(theatre.move_resource_to_block_cache(path)) for path in bundled]  # as a visitor chose them
    delete_files_created_by_app(app, None)
    assert [copy.name for copy in copies if not copy.is_file()] == []
    assert {path.name for path in bundled} == {copy.name for copy in copies}


def test_all_handlers_write_into_the_folder_that_is_emptied(app):
    owners = [getattr(event.fn, "__self__", None) for event in app.fns.values()]
    caches = {type(owner): owner.cache for owner in owners if hasattr(owner, "cache")}
    assert len(caches) >= 6 and {SpeakHandlers, CodecHandlers} <= set(caches)
    assert set(caches.values()) == {folder_of(app)}


def test_a_visitors_page_does_not_outlive_its_run(spoken, tmp_path):
    for run, is_kept in ((keep(spoken, tmp_path), False), (Stage.opening().a, True)):
        page = page_of([run], tmp_path)
        os.utime(page, (0, 0))
        assert page_of([run], tmp_path) == page
        assert (Path(page).stat().st_mtime > 0) is is_kept


def broken(*_) -> None:
    raise RuntimeError(f"{SECRET} in {VOICE}")


def test_an_error_inside_the_app_is_logged_without_its_words(tmp_path, caplog, capfd, monkeypatch):
    form = ("speak", None, VOICE, True, SECRET, None, 0, "16", 0.0, 1.0)
    [*_, last] = SpeakHandlers(broken, tmp_path).run(Stage(None), *form)
    told = [last.notice, describe_prompt(broken, None, VOICE)["caption"], describe_together(broken, VOICE)]
    told.append(listen(broken, VOICE, begin()[0])[2])
    monkeypatch.setattr("soundstorm.ui.speak.describe.text_parts", broken)
    monkeypatch.setattr("soundstorm.ui.dialogue.script.read_cast", broken)
    told += [describe_transcript(SECRET, 1.0), describe_script(SECRET, 2, 1.0)[0]]
    assert all("failed inside the app" in one for one in told)
    logged = caplog.text + "".join(capfd.readouterr())
    assert logged.count("failed: RuntimeError") == len(told) and "in broken" in logged
    assert SECRET not in logged and VOICE not in logged


def test_nothing_that_a_program_sends_is_logged(caplog, capfd):
    app = build_app(broken)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    files = {"files": (VOICE, example_voices()[0].path.read_bytes())}
    [stored] = httpx.post(f"{url}gradio_api/upload", files=files, timeout=PATIENCE).json()
    prompt = {"path": stored, "meta": {"_type": "gradio.FileData"}}
    call = f"{url}gradio_api/call/generate"
    for form in (
        [prompt, SECRET, 0, "16", True],
        [prompt, f"{SECRET} 你", 0, "16", True],
        [prompt, SECRET, 0],
    ):
        event = httpx.post(call, json={"data": form}, timeout=PATIENCE).json()["event_id"]
        assert "event: error" in httpx.get(f"{call}/{event}", timeout=PATIENCE).text
    app.close()
    logged = "".join(record.getMessage() for record in caplog.records if record.name != "httpx")
    logged += "".join(capfd.readouterr())
    assert "A run failed" in logged
    assert SECRET not in logged and VOICE not in logged and stored not in logged
