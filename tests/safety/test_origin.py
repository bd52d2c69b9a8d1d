"""What every file of sound says of itself: that it is made, by which models, with which seed."""

import base64
import re
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import av
import pytest
import torch
from typer.testing import CliRunner

from soundstorm import Schedule, SoundStormPipeline, cli
from soundstorm.audio import write_audio
from soundstorm.audio.tags import read_tags
from soundstorm.pipeline import finish
from soundstorm.player.export import write_html, write_mp4
from soundstorm.race import run_race
from soundstorm.safety.origin import LONGEST_NAME, Origin
from soundstorm.trace import Trace
from soundstorm.trace.container import Unpacked
from soundstorm.trace.file import OPUS
from soundstorm.ui.codec.handlers import CodecHandlers
from soundstorm.ui.detection.handlers import example_sound
from soundstorm.ui.dialogue.cast import first_cast
from soundstorm.ui.dialogue.handlers import DialogueHandlers
from soundstorm.ui.runs import keep
from soundstorm.ui.stage import Stage
from soundstorm.whatif import decode_again
from tests.audiolm.small import small_babbler

ORIGIN = Origin("someone/models", "apache-2.0")
MADE = "AI-generated; model: someone/models; seed: 4; licence of the model: apache-2.0"
PASSED = "passed through a neural codec; model: someone/models; licence of the model: apache-2.0"
LEVELS = {"1", "2", "difference.2"}


@pytest.fixture(scope="module")
def models(talkers) -> SoundStormPipeline:
    return of_someone(talkers)


def of_someone(models: SoundStormPipeline) -> SoundStormPipeline:
    """The same small models in a pipeline that knows where they come from."""
    parts = models.codec, models.semantic, models.text, models.storm, models.audiolm
    return SoundStormPipeline(*parts, origin=ORIGIN)


@pytest.fixture(scope="module")
def trace(models, short_prompt_path) -> Trace:
    said = models.stream("Hello there.", short_prompt_path, seed=4, schedule=Schedule((1, 1)))
    return models.add_sound(finish(said).trace)


@pytest.fixture
def comment(tmp_path):
    """What a sound says of itself: a file, or the bytes of an Opus file."""

    def read(sound: str | Path | bytes) -> str:
        if isinstance(sound, bytes):
            (tmp_path / "sound").write_bytes(sound)
            sound = tmp_path / "sound"
        return read_tags(sound).get("comment", "")

    return read


def comments(sounds, comment) -> dict[str, str]:
    return {name: comment(sound) for name, sound in sounds.items()}


def test_every_sound_in_a_trace(trace, comment):
    assert comments(trace.audio, comment) == dict.fromkeys(LEVELS, MADE) | {"prompt": PASSED}
    again = Trace.from_bytes(trace.to_bytes())
    assert again.origin == ORIGIN and comments(again.audio, comment) == comments(trace.audio, comment)


def test_what_is_decoded_again_comes_from_the_models_that_did_it(models, trace, comment):
    others = replace(trace, origin=Origin("another"))
    made = models.add_sound(finish(decode_again(models, others)).trace)
    assert made.origin == ORIGIN and comment(made.audio["2"]) == MADE
    assert others.origin == Origin("another")


def test_live_pieces_and_the_run_that_is_kept(models, comment, tmp_path):
    form = ("Oh wow. | Uh-huh?", 2, first_cast(), None, False, 4, "1,1", 0.0, 1.0, None, None, None, None)
    updates = [*DialogueHandlers(lambda: models, tmp_path).run(Stage.opening(), *form)]
    live = [update.live for update in updates if "first" in update.live][-1]
    pieces = [
        Unpacked(Path(live["first"]["path"]).with_name(f"{number}.piece").read_bytes())
        for number in range(live["pieces"])
    ]
    assert pieces[0].header["origin"] == {"model": ORIGIN.model, "licence": ORIGIN.licence}
    sounds = {
        name.removeprefix("audio."): piece.blob(name, OPUS)
        for piece in pieces
        for name in piece.names
        if name.startswith(("audio.", "difference."))
    }
    assert comments(sounds, comment) == dict.fromkeys(LEVELS, MADE) | {"prompt": PASSED}
    [run] = [update.made.run for update in updates if getattr(update.made, "run", None)]
    assert comments(run.load().audio, comment) == comments(sounds, comment)


def test_parts_of_a_long_text(models, comment, tmp_path):
    sentence = " ".join(["one"] * 9) + " one. "
    form = (
        " | ".join([sentence * 2] * 5),
        2,
        first_cast(),
        None,
        False,
        4,
        "1,1",
        0.0,
        1.0,
        None,
        None,
        None,
        None,
    )
    run = DialogueHandlers(lambda: models, tmp_path).run(Stage.opening(), *form)
    first = next(update.live for update in run if update.live.get("sound"))
    run.close()
    assert comment(first["sound"]["path"]) == MADE


def test_the_codec_tab_says_that_nothing_was_generated(models, short_prompt_path, comment, tmp_path):
    tab = CodecHandlers(lambda: models, tmp_path / "cache")
    first, *_, last, _ = tab.take(str(short_prompt_path))
    sounds = {name: sound["audio"]["path"] for name, sound in last.view["sounds"].items()}
    asked = SimpleNamespace(_data={"run": first.taken.run, "number": 1, "levels": [2]})
    sounds["subset"] = tab.subset(first.taken, asked).view["subset"]["audio"]["path"]
    passed = {"prefix.1", "prefix.2", "difference.2", "subset"}
    assert comments(sounds, comment) == dict.fromkeys(passed, PASSED) | {"original": ""}


def test_both_sides_of_a_race(short_prompt_path, comment):
    race = run_race(of_someone(small_babbler()), str(short_prompt_path), 1.0, seed=4)
    for trace in (race.storm, race.audiolm):
        assert trace.origin == ORIGIN
        assert comments(trace.audio, comment) == {str(trace.levels): MADE}


def test_a_page_says_it_to_programs_too(trace, comment, tmp_path):
    other = replace(trace, origin=Origin('<b>"x'), seed=5)
    page = write_html(trace, tmp_path / "page.html", other).read_text()
    told = f"{MADE} · AI-generated; model: &lt;b&gt;&quot;x; seed: 5"
    assert f'<meta name="description" content="{told}">' in page
    [exported] = re.findall(r'data-trace="a">([^<]*)</script>', page)
    assert comment(Trace.from_bytes(base64.b64decode(exported)).audio["2"]) == MADE


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_a_film(trace, tmp_path):
    with av.open(str(write_mp4(trace, tmp_path / "film.mp4"))) as film:
        assert film.metadata["title"] == "Sound made by SoundStorm" and film.metadata["comment"] == MADE


def test_what_is_taken_out_of_a_trace_again(trace, comment, tmp_path):
    trace.save(tmp_path / "a.sstrace")
    heard = CliRunner().invoke(
        cli.app, ["replay", str(tmp_path / "a.sstrace"), "--audio", str(tmp_path / "a.wav")]
    )
    assert heard.exit_code == 0, heard.stderr
    assert comment(tmp_path / "a.wav") == MADE
    assert comment(example_sound(keep(trace, tmp_path), tmp_path)) == MADE


def test_the_command_that_only_passes_a_recording_through(
    models, short_prompt_path, comment, tmp_path, monkeypatch
):
    monkeypatch.setattr(cli.speech, "load", lambda checkpoint: models)
    out = tmp_path / "a.wav"
    command = ["reconstruct", "--audio", str(short_prompt_path), "--levels", "1", "--out", str(out)]
    assert CliRunner().invoke(cli.app, command).exit_code == 0
    assert comment(out) == PASSED


def test_what_says_that_it_is_generated_says_so_behind_the_codec(
    models, trace, comment, tmp_path, monkeypatch
):
    monkeypatch.setattr(cli.speech, "load", lambda checkpoint: models)
    spoken, out = tmp_path / "spoken.wav", tmp_path / "a.wav"
    write_audio(spoken, torch.rand(16_000) - 0.5, 16_000, Origin().tags())
    command = ["reconstruct", "--audio", str(spoken), "--levels", "1", "--out", str(out)]
    assert CliRunner().invoke(cli.app, command).exit_code == 0
    assert comment(out) == f"AI-generated, then {PASSED}"


def test_whatever_a_folder_is_called_its_name_can_be_written(tmp_path):
    folder = tmp_path / "a\nb\udcff\x1b[31m嵐"
    folder.mkdir()
    assert Origin.of(folder, folder).model == "ab[31m嵐"
    (folder / "README.md").write_text("---\nlicense: mit\n---\n" + "x" * 10**6)
    assert Origin.of("x" * 300, folder) == Origin("x" * LONGEST_NAME, "mit")
