"""What the Detect tab says of a sound, and what it refuses."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from soundstorm.audio import read_audio, write_audio
from soundstorm.errors import AudioError, CheckpointError
from soundstorm.safety.detect import MARKED, detect
from soundstorm.safety.origin import Origin
from soundstorm.ui.detection.handlers import NOTHING, begin, example_sound, look
from soundstorm.ui.detection.tab import MEASURED
from soundstorm.ui.runs import bundled_runs

SAFETY = Path(__file__).resolve().parents[3] / "docs" / "safety.md"
RATE = 16_000


def no_models():
    raise CheckpointError("There are no models.")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The bundled run that the tab offers to try."""
    return example_sound(bundled_runs()[0], tmp_path_factory.mktemp("made"))


def test_mark_words_and_sound_are_told_each_by_itself(made):
    report, notice = look(no_models, str(made))
    found = dict(report["findings"])
    assert list(found) == ["Watermark", "Metadata", "By its sound"] and notice == ""
    assert found["Watermark"].startswith("Found") and "says that it is AI-generated" in found["Metadata"]
    assert found["By its sound"] == "Not known: these models have no classifier."
    assert "AI-generated" in dict(report["fields"])["comment"]
    assert report["findings"] == [*detect(made).sentences.items()]  # what the command says


def test_the_models_of_the_page_tell_by_the_sound(pipeline, made, prompt_path):
    told = [look(lambda: pipeline, str(path))[0]["findings"][-1][1] for path in (made, prompt_path)]
    shares = [int(re.match(r"Generated with a probability of (\d+)%", sentence)[1]) for sentence in told]
    assert shares[0] > 50 > shares[1]
    assert all("that of others may sound recorded" in sentence for sentence in told)


def test_a_recording_has_neither_and_that_proves_nothing(prompt_path):
    report, _ = look(no_models, str(prompt_path))
    found = dict(report["findings"])
    assert found["Watermark"].startswith("Not found") and "does not prove" in found["Watermark"]
    assert "nothing of" in found["Metadata"] and report["fields"] == []


def test_a_mark_without_words_is_still_found(made, tmp_path):
    soundfile.write(tmp_path / "bare.wav", *soundfile.read(made))
    report, _ = look(no_models, str(tmp_path / "bare.wav"))
    found = dict(report["findings"])
    assert found["Watermark"].startswith("Found") and "says nothing of itself" in found["Metadata"]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.9, "at least 1 s"), (301.0, "at most 300 seconds")], ids=["short", "long"]
)
def test_a_sound_of_another_length_is_refused_in_one_sentence(tmp_path, seconds, words):
    path = tmp_path / "a.wav"
    soundfile.write(path, np.full(round(seconds * 8000), 0.1), 8000)
    report, notice = look(no_models, str(path))
    assert report == NOTHING and words in notice and 'role="alert"' in notice


def test_what_is_no_sound_is_one_sentence_and_nothing_is_nothing(tmp_path):
    path = tmp_path / "<b>.wav"
    path.write_text("hello")
    report, notice = look(no_models, str(path))
    assert report == NOTHING and "cannot be read as audio" in notice and "<b>" not in notice
    assert look(no_models, None) == begin(None) == (NOTHING, "")


def test_nothing_of_the_sound_before_stays_while_it_looks():
    report, notice = begin("another.wav")
    assert report == NOTHING and "Looking" in notice


def test_the_command_refuses_what_is_too_short(prompt_path, tmp_path):
    """A tenth of a second of a recording was read as marked."""
    soundfile.write(tmp_path / "short.wav", read_audio(prompt_path, RATE)[: RATE // 10].numpy(), RATE)
    with pytest.raises(AudioError, match="at least 1 s"):
        detect(tmp_path / "short.wav")


def test_the_page_claims_no_more_than_was_measured():
    page, told = SAFETY.read_text(), MEASURED
    rows = dict(re.findall(r"^\| ([^|]+) \| (\d+) of 60 \|", page, re.MULTILINE))
    lowest = dict(re.findall(r"^\| ([^|]+) \| \d+ of 60 \| ([\d.]+) \|", page, re.MULTILINE))
    noise = "white noise 20 dB below the speech"
    found = [name for name, count in rows.items() if count == "60" and float(lowest[name]) >= MARKED]
    assert {*rows} - {*found} == {noise} and noise in told
    assert f"{60 - int(rows[noise])} were missed" in told
    known = dict(re.findall(r"^\| ([^|]+) \| (\d+ of \d+)", page, re.MULTILINE))
    for source in ("recordings", "SoundStorm", "AudioLM"):
        right, number = known[f"{source}, unchanged"].split(" of ")
        alarms = f"{int(number) - int(right)} of {number} {source}"
        assert alarms in told or f"{right} of {number} of {source}" in told or f"all {number} clips" in told
    wrong = dict(re.findall(r"^\| ([^|]+) \| ([\d.]+) % \|", page, re.MULTILINE))
    changed = [
        100 - float(share) for name, share in wrong.items() if name[:3] in ("MP3", "Opu", "to ", "whi")
    ]
    assert f"{min(changed):.0f} to {max(changed):.0f} % is wrong" in told
    for change in ("MP3, 64 kbit/s", "Opus, 24 kbit/s", "to 8 kHz and back", "10 dB quieter", "cut to 3 s"):
        assert change in found
    assert "Of 1,000 recordings" in page and f"`detect` asks for {MARKED}" in page and "1,000" in told


def test_the_words_of_every_format_reach_the_report(made, tmp_path):
    """As gradio hands a file over: under its name, its bytes as they were."""
    sound = read_audio(made, RATE)
    for ending in (".mp3", ".opus", ".flac"):
        write_audio(tmp_path / f"a{ending}", sound, RATE, Origin("someone/models").tags(3))
        shutil.move(tmp_path / f"a{ending}", tmp_path / "upload")
        report, _ = look(no_models, str(tmp_path / "upload"))
        told = " ".join(value for _, value in report["fields"])
        assert "AI-generated" in told and "someone/models" in told
