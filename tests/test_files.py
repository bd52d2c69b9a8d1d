"""Nothing half written stands under its name: on a full disk, after an error, through a link."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from soundstorm.bundled import ASSETS
from soundstorm.errors import FileError
from soundstorm.files import make_folder, read_or_make, whole_file, write_whole
from soundstorm.trace import Trace
from tests.disk import full_after

PACKAGE = Path(__file__).resolve().parents[1] / "soundstorm"

KILLED = """
import os, signal, sys
from soundstorm.files import make_folder, whole_file
with whole_file(sys.argv[1]) as place:
    place.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "run.sstrace"
    path.write_bytes(b"before")
    return path


def test_it_is_there_when_it_is_whole(file):
    with whole_file(file) as place:
        place.write_bytes(b"after")
        assert (place.parent, place.suffix, file.read_bytes()) == (file.parent, ".sstrace", b"before")
    assert (file.read_bytes(), os.listdir(file.parent)) == (b"after", ["run.sstrace"])


def test_whoever_wrote_it_it_has_the_usual_mode(file):
    """As save_file of safetensors does, which makes a file that its owner alone can read."""
    before = os.umask(0o027)
    try:
        with whole_file(file) as place:
            private = place.with_name("private")
            private.touch(mode=0o600)
            private.replace(place)
        write_whole(file.with_name("other"), "")
    finally:
        os.umask(before)
    assert {oct(path.stat().st_mode & 0o777) for path in file.parent.iterdir()} == {"0o640"}


def test_a_full_disk_leaves_what_was_there_and_says_so(file):
    with (
        full_after(1000),
        pytest.raises(FileError, match=r"run\.sstrace cannot be written .* free some"),
    ):
        write_whole(file, bytes(10_000))
    assert (file.read_bytes(), os.listdir(file.parent)) == (b"before", ["run.sstrace"])


def test_an_error_on_the_way_leaves_what_was_there(file):
    with pytest.raises(KeyError), whole_file(file) as place:
        place.write_bytes(b"half")
        raise KeyError
    assert (file.read_bytes(), os.listdir(file.parent)) == (b"before", ["run.sstrace"])


def test_a_killed_process_leaves_what_was_there(file):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", KILLED, file], env=environment)
    assert (killed.returncode, file.read_bytes()) == (-signal.SIGKILL, b"before")


def test_a_link_is_replaced_and_not_followed(file):
    link = file.with_name("link.sstrace")
    link.symlink_to(file)
    write_whole(link, "after")
    assert (link.is_symlink(), link.read_text(), file.read_bytes()) == (False, "after", b"before")


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FileError, match=r"\(No such file or directory\): choose another"):
        write_whole(tmp_path / "no" / "a.txt", "")


@pytest.mark.parametrize("name", ["a\0b.txt", "x" * 300, f"{'x' * 300}/a.txt"])
def test_a_name_that_no_file_can_have_is_said(tmp_path, name):
    with pytest.raises(FileError, match=r"cannot be written.*: choose a"):
        write_whole(tmp_path / name, "")
    assert os.listdir(tmp_path) == []


def test_a_file_in_the_place_of_the_folder_is_said(file):
    with pytest.raises(FileError, match=r"a\.txt cannot be written \(Not a directory\): choose another"):
        write_whole(file / "a.txt", "")


def test_something_in_the_place_of_a_folder_is_said(file):
    with pytest.raises(FileError, match=r"run\.sstrace cannot be written \(File exists\): choose another"):
        make_folder(file)
    make_folder(file.parent / "a" / "b")
    assert (file.parent / "a" / "b").is_dir()


def test_a_full_disk_leaves_the_trace_that_was_there(file):
    before = next((ASSETS / "traces").glob("*.sstrace")).read_bytes()
    file.write_bytes(before)
    trace = Trace.from_bytes(before)
    with full_after(len(before) // 2), pytest.raises(FileError, match="free some space"):
        trace.save(file)
    assert (file.read_bytes(), os.listdir(file.parent)) == (before, ["run.sstrace"])


def test_everything_that_is_kept_is_written_whole():
    """Who writes a file of its own accord, and why that may be."""
    may = {
        "files.py": "the one who does it",
        "player/export.py": "pictures of a film in a temporary folder",
        "player/limits.py": "a developer's command",
    }
    writes = re.compile(r"\.write_(?:text|bytes)\(")
    found = {
        str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if writes.search(path.read_text())
    }
    assert found == set(may)


def numbers(place: Path) -> list[int]:
    return [int(line) for line in place.read_text().split()]


@pytest.mark.parametrize("damaged", [b"1 two", b"\xff\xfe", None])
def test_what_is_made_once_is_made_anew_when_it_is_damaged_and_this_is_said(tmp_path, caplog, damaged):
    file, made = tmp_path / "kept", []

    def make(place):
        made.append(place)
        place.write_text("1 2 3")

    assert read_or_make(file, numbers, make) == [1, 2, 3]
    assert read_or_make(file, numbers, make) == [1, 2, 3] and len(made) == 1 and caplog.text == ""
    if damaged is None:
        file.unlink()
        file.mkdir()
        with pytest.raises(FileError, match="kept cannot be written"):
            read_or_make(file, numbers, make)
        return
    file.write_bytes(damaged)
    assert read_or_make(file, numbers, make) == [1, 2, 3] and len(made) == 2
    assert f"{file} is damaged" in caplog.text and "made anew" in caplog.text
    assert os.listdir(tmp_path) == ["kept"]


def test_what_cannot_be_made_is_not_there(file):
    with pytest.raises(KeyError):
        read_or_make(file.with_name("kept"), numbers, lambda place: {}[place])
    assert os.listdir(file.parent) == ["run.sstrace"]
