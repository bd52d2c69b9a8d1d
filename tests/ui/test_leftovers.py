"""Whose files stay, and whose go: by age, with their process, and when it was killed."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import gradio as gr
import httpx
import pytest
from gradio.route_utils import delete_files_created_by_app
from gradio.state_holder import StateHolder

from soundstorm.errors import FileError
from soundstorm.ui import build_app, claim_folder, launch_options
from soundstorm.ui.leftovers import OURS, Leftovers
from soundstorm.ui.runs import keep
from soundstorm.ui.runtime import HOUR
from soundstorm.ui.stage import page_of
from tests.conftest import REPOSITORY

PATIENCE = 180  # seconds; a busy machine is slow
CLAIMS = """
import sys
from soundstorm.ui import claim_folder
folder = claim_folder()
(folder / "voice.wav").write_bytes(b"somebody's")
print(folder, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    """Where gradio keeps its files."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    return tmp_path


def written(path: Path, ago: float = 0.0) -> Path:
    """A file of a visitor's, which is so many seconds old."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"somebody's")
    age(path, ago)
    return path


def age(path: Path, ago: float) -> None:
    then = path.stat().st_mtime - ago
    os.utime(path, (then, then))


def folder_of(app) -> Path:
    [leftovers] = (files for files in app.temp_file_sets if isinstance(files, Leftovers))
    return leftovers.folder


def test_what_visitors_wrote_goes_an_hour_after_their_session_was_used():
    app = build_app(lambda: None)
    StateHolder().set_blocks(app)
    [listed] = [number for number, block in app.blocks.items() if block.elem_id == "run-a"]
    for name, minutes in (("gone", 61), ("a program", 61), ("open", 61), ("there", 59)):
        state = app.state_holder[name]
        state.is_closed = name == "gone"  # a program has no page that could be closed
        state.blocks_config.blocks[listed] = gr.Dropdown([name], render=False)
        app.state_holder.time_last_used[name] -= timedelta(minutes=minutes)
    app.open_pages["open"] = 1
    held = app.state_holder.session_data
    held["open"].state_data[7] = "chosen"
    leftovers = Leftovers(Path("nowhere"), app)
    leftovers -= set()
    assert [*held] == [*app.state_holder.time_last_used] == ["open", "there"]
    assert held["open"].state_data == {7: "chosen"}  # the page still shows it
    assert held["open"].blocks_config.blocks[listed] is app.blocks[listed]
    assert held["there"].blocks_config.blocks[listed].choices == [("there", "there")]


def test_a_page_is_open_as_long_as_it_listens():
    app = build_app(lambda: None)
    app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    try:
        with httpx.stream("GET", f"{app.local_url}gradio_api/heartbeat/ann", timeout=PATIENCE) as page:
            next(page.iter_text())
            assert app.open_pages == {"ann": 1}
        deadline = time.monotonic() + PATIENCE
        while app.open_pages and time.monotonic() < deadline:
            time.sleep(0.05)
        assert app.open_pages == {}
    finally:
        app.close()


def test_a_page_goes_with_the_first_of_its_runs(spoken, tmp_path):
    first, second = keep(spoken, tmp_path), keep(spoken, tmp_path)
    alone, both = (Path(page_of(runs, tmp_path)) for runs in ([second], [first, second]))
    leftovers = Leftovers(tmp_path)
    leftovers -= {str(tmp_path / "gone")}
    assert alone.is_file() and both.is_file()
    Path(first.path).unlink()  # which was made an hour ago, the page just now
    leftovers -= {first.path}
    assert alone.is_file() and not both.parent.exists()


def test_an_upload_that_was_never_whole_goes_after_an_hour_and_nobodys_before(cache):
    app = build_app(lambda: None)
    old, fresh = written(cache / "tmpab12cd_8", HOUR + 60), written(cache / "tmpzz99zz99", HOUR - 60)
    other = written(cache / "another-program" / "tmpab12cd_8", HOUR + 60)
    delete_files_created_by_app(app, -1)  # as if the system had written nothing for an hour
    assert (old.exists(), fresh.exists(), other.exists()) == (False, True, True)
    delete_files_created_by_app(app, None)  # the app ends
    assert fresh.exists()


def test_folders_that_are_empty_now_go_with_their_files(cache):
    app = build_app(lambda: None)
    run, half = (written(folder_of(app) / name / "1.piece") for name in ("run", "half"))
    kept = written(cache / "0a1b" / "bundled.wav")
    (cache / "2c3d").mkdir(), (cache / "4e5f").mkdir()
    age(cache / "2c3d", HOUR + 60)  # an upload was in it until an hour ago
    delete_files_created_by_app(app, -1)
    written(half)
    assert not run.parent.exists() and half.exists() and kept.exists()
    assert not (cache / "2c3d").exists() and (cache / "4e5f").exists()
    delete_files_created_by_app(app, None)
    assert not half.parent.exists() and kept.exists()


@pytest.fixture
def other():
    """Another process with a folder of its own, and that."""
    process = subprocess.Popen(
        [sys.executable, "-c", CLAIMS],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process, Path(process.stdout.readline().strip())
    process.kill()
    process.communicate()


def test_what_a_killed_process_left_goes_with_the_next_start_and_nobody_elses(cache, other):
    process, folder = other
    bundled = written(cache / "0a1b" / "bundled.wav")
    assert folder.parent == cache and folder.name.startswith(OURS)
    first = claim_folder()
    assert first.parent == cache and Path(os.environ["GRADIO_TEMP_DIR"]) == first
    assert first.stat().st_mode & 0o777 == 0o700
    assert (folder / "voice.wav").exists()  # its process is running
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (folder / "voice.wav").exists()
    os.environ["GRADIO_TEMP_DIR"] = str(cache)
    second = claim_folder()
    assert not folder.exists()
    assert {path.name for path in cache.iterdir()} == {first.name, second.name, bundled.parent.name}


def test_a_process_that_ends_leaves_nothing(cache, other):
    process, folder = other
    assert folder.is_dir()
    process.communicate()
    assert [*cache.iterdir()] == []


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path, monkeypatch):
    written(tmp_path / "file")
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "file" / "folder"))
    with pytest.raises(FileError, match=r"^Set GRADIO_TEMP_DIR to a folder that can be written: .*\.$"):
        claim_folder()
