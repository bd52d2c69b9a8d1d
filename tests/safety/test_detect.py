"""What is said of a file: its mark, its plain words, each by itself, and no more than was found."""

import json

import pytest
from typer.testing import CliRunner

from soundstorm import cli
from soundstorm.audio import read_audio, write_audio
from soundstorm.audio.tags import read_tags
from soundstorm.errors import AudioError
from soundstorm.safety.detect import detect
from soundstorm.safety.origin import Origin
from soundstorm.safety.watermark import load_watermark

RATE = 16_000
ORIGIN = Origin("someone/models", "apache-2.0")


@pytest.fixture(scope="module")
def recording(prompt_folder):
    return read_audio(prompt_folder / "man-8629.flac", RATE)


@pytest.mark.parametrize("ending", [".wav", ".mp3", ".opus"])
def test_a_marked_file_with_its_words(recording, tmp_path, ending):
    path = tmp_path / f"made{ending}"
    write_audio(path, load_watermark().mark(recording, RATE), RATE, ORIGIN.tags(7))
    report = detect(path)
    assert report.watermark and report.says_generated and report.generated is None
    told = " ".join(report.metadata.values())
    assert all(fact in told for fact in ("AI-generated", "someone/models", "seed: 7", "apache-2.0"))


def test_a_recording_is_neither_marked_nor_said_to_be_generated(prompt_path):
    report = detect(prompt_path)
    assert not report.watermark and not report.says_generated
    assert "does not prove" in report.sentences["Watermark"]


def test_marks_and_words_are_told_apart(recording, tmp_path):
    write_audio(tmp_path / "words.wav", recording, RATE, ORIGIN.tags())
    write_audio(tmp_path / "mark.wav", load_watermark().mark(recording, RATE), RATE)
    words, mark = detect(tmp_path / "words.wav"), detect(tmp_path / "mark.wav")
    assert (words.watermark, words.says_generated) == (False, True)
    assert (mark.watermark, mark.says_generated) == (True, False)


def test_tags_of_what_is_no_sound(tmp_path):
    (tmp_path / "no.wav").write_text("no sound")
    assert read_tags(tmp_path / "no.wav") == {}
    with pytest.raises(AudioError):
        detect(tmp_path / "no.wav")


def test_the_command_ends_with_one_object(prompt_path):
    ran = CliRunner().invoke(cli.app, ["detect", str(prompt_path), "--json"])
    assert ran.exit_code == 0, ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["watermark"] is False and found["generated"] < 0.5 and isinstance(found["metadata"], dict)
