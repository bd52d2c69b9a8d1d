"""Nothing that the models make gets past the outlet."""

import base64
import io
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
import soundfile
import torch
from typer.testing import CliRunner

from soundstorm import Schedule, SoundStormPipeline, cli, examples, outlet
from soundstorm.audio import read_audio
from soundstorm.pipeline import finish
from soundstorm.race import run_race
from soundstorm.trace import Trace
from soundstorm.trace.container import Unpacked
from soundstorm.trace.file import OPUS
from soundstorm.ui.api import generate_endpoint
from soundstorm.ui.codec.handlers import CodecHandlers
from soundstorm.ui.continuation.handlers import ContinueHandlers
from soundstorm.ui.dialogue.cast import first_cast
from soundstorm.ui.dialogue.handlers import DialogueHandlers
from soundstorm.ui.examples import example_voices
from soundstorm.ui.laboratory.handlers import LaboratoryHandlers
from soundstorm.ui.speak.handlers import SpeakHandlers
from soundstorm.ui.stage import Stage, page_of
from soundstorm.ui.whatif import WhatIf
from soundstorm.whatif import decode_again
from tests.apart import run_apart
from tests.audiolm.small import small_babbler

# of a live run: every level, what each adds, and the prompt
SOUNDS = {"audio.prompt", *(f"audio.{level}" for level in range(1, 9))} | {
    f"difference.{level}" for level in range(2, 9)
}
MARK_HZ, RATE = 1000, 16_000  # what leaves in these tests is a tone throughout
QUICK = "1"
VOICES = {"A": "woman-6078.flac", "B": "man-8629.flac"}


@pytest.fixture(autouse=True)
def marked(monkeypatch) -> None:
    def tone(waveform: torch.Tensor, sample_rate: int, watermark: bool) -> torch.Tensor:
        if not watermark:
            return waveform.detach().float().clamp(-1, 1)
        return 0.25 * torch.sin(2 * torch.pi * MARK_HZ * torch.arange(len(waveform)) / sample_rate)

    monkeypatch.setattr(outlet, "release", tone)


def read_piece(path: Path) -> Unpacked:
    return Unpacked(path.read_bytes())


def is_marked(sound) -> bool:
    """Whether a waveform, a file or the bytes of one hold the tone and hardly anything else."""
    if not isinstance(sound, torch.Tensor):
        sound = torch.from_numpy(soundfile.read(io.BytesIO(sound) if isinstance(sound, bytes) else sound)[0])
    inside = sound[2000 : 2000 + RATE // 4].double()  # Opus needs a moment
    power = torch.fft.rfft(inside, n=RATE // 4).abs().square()  # 4 Hz a bin
    return bool(power[MARK_HZ // 4] > 0.9 * power.sum())


def test_speech_conversions_edits_and_everything_in_their_traces(pipeline, prompt_path):
    spoken = finish(pipeline.stream("Hello there.", prompt_path, schedule=Schedule((1,))))
    converted = finish(
        pipeline.convert(read_audio(prompt_path, RATE)[:16_000], prompt_path, schedule=Schedule((1,)))
    )
    again = finish(decode_again(pipeline, spoken.trace, seed=2))
    for result in (spoken, converted, again):
        assert is_marked(result.waveform)
    audio = pipeline.add_sound(spoken.trace).audio
    assert len(audio) == 16
    assert [name for name, sound in audio.items() if not is_marked(sound)] == []


def test_every_sound_of_the_app(pipeline, prompt_path, tmp_path):
    form = ("speak", None, str(prompt_path), True, "Hello there.", None, 5, QUICK, 0.0, 1.0)
    *updates, made, last = SpeakHandlers(lambda: pipeline, tmp_path).run(Stage.opening(), *form)
    assert all(is_marked(last.live["files"][name]["path"]) for name in ("WAV", "MP3", "Opus"))
    live = [update.live for update in updates if "first" in update.live][-1]
    files = [Path(live["first"]["path"]).with_name(f"{number}.piece") for number in range(live["pieces"])]
    sounds = [
        piece.blob(name, OPUS) for piece in map(read_piece, files) for name in sorted(piece.names & SOUNDS)
    ]
    assert len(sounds) == len(SOUNDS) and all(is_marked(sound) for sound in sounds)
    assert all(is_marked(sound) for sound in made.made.run.load().audio.values())

    prompt = {"path": str(prompt_path), "meta": {"_type": "gradio.FileData"}}
    generate = generate_endpoint(lambda: pipeline, tmp_path, "asked")
    speech, _ = run_apart(generate(prompt, "Hello there.", 1, QUICK, speaker_permits=True))
    assert is_marked(speech.path)


def test_every_sound_of_the_codec_tab_but_the_visitors_own(pipeline, prompt_path, tmp_path):
    tab = CodecHandlers(lambda: pipeline, tmp_path)
    first, *_, last, _ = tab.take(str(prompt_path))
    sounds = {name: sound["audio"]["path"] for name, sound in last.view["sounds"].items()}
    assert [name for name, path in sounds.items() if not is_marked(path)] == ["original"]
    asked = SimpleNamespace(_data={"run": first.taken.run, "number": 1, "levels": [1, 3]})
    assert is_marked(tab.subset(first.taken, asked).view["subset"]["audio"]["path"])


@pytest.fixture(params=[True, False], ids=["marked", "unmarked"])
def choice(request) -> bool:
    """Whether a program wants its sound marked."""
    return request.param


@pytest.fixture
def chosen(talkers, choice) -> SoundStormPipeline:
    return choosing(talkers, choice)


@pytest.fixture
def going_on(choice) -> SoundStormPipeline:
    """Models with AudioLM's stages."""
    return choosing(small_babbler(), choice)


def choosing(models: SoundStormPipeline, watermark: bool) -> SoundStormPipeline:
    """The same models in a pipeline of that choice."""
    parts = models.codec, models.semantic, models.text, models.storm, models.audiolm
    return SoundStormPipeline(*parts, watermark=watermark)


def made_by(updates) -> Trace:
    """The trace of a run on the page."""
    [run] = [update.made.run for update in updates if getattr(update.made, "run", None)]
    return run.load()


def spoken_dialogue(models, folder, text="Oh wow. | Uh-huh?"):
    form = (text, 2, first_cast(), None, False, 4, "1,1", 0.0, 1.0, None, None, None, None)
    return [*DialogueHandlers(lambda: models, folder).run(Stage.opening(), *form)]


def marks(sounds) -> dict[str, bool]:
    return {name: is_marked(sound) for name, sound in sounds.items()}


def test_a_run_of_the_page_is_as_its_pipeline_has_it(chosen, choice, tmp_path):
    *updates, made, last = spoken_dialogue(chosen, tmp_path)
    sounds = {name: last.live["files"][name]["path"] for name in ("WAV", "MP3", "Opus")}
    live = [update.live for update in updates if "first" in update.live][-1]
    for number in range(live["pieces"]):
        piece = read_piece(Path(live["first"]["path"]).with_name(f"{number}.piece"))
        sounds |= {f"piece {name}": piece.blob(name, OPUS) for name in piece.names & SOUNDS}
    sounds |= made.made.run.load().audio
    page = Path(page_of([made.made.run], tmp_path)).read_text()
    [exported] = re.findall(r'data-trace="a">([^<]*)</script>', page)
    sounds |= {
        f"page {name}": sound for name, sound in Trace.from_bytes(base64.b64decode(exported)).audio.items()
    }
    assert (
        len(sounds) == 3 + 3 * 4
    )  # two levels, what the second adds, the prompts: in pieces, trace and page
    assert marks(sounds) == dict.fromkeys(sounds, choice)


def test_a_long_text_is_as_its_pipeline_has_it(chosen, choice, tmp_path):
    sentence = " ".join(["one"] * 9) + " one. "
    updates = spoken_dialogue(chosen, tmp_path, " | ".join([sentence * 2] * 5))
    first = next(update.live for update in updates if update.live.get("sound"))
    sounds = {
        "part": first["sound"]["path"],
        **{name: updates[-1].live["files"][name]["path"] for name in ("WAV", "MP3", "Opus")},
    }
    assert marks(sounds) == dict.fromkeys(sounds, choice)


def test_the_codec_tab_is_as_its_pipeline_has_it(chosen, choice, prompt_path, tmp_path):
    tab = CodecHandlers(lambda: chosen, tmp_path)
    first, *_, last, _ = tab.take(str(prompt_path))
    sounds = {name: sound["audio"]["path"] for name, sound in last.view["sounds"].items()}
    asked = SimpleNamespace(_data={"run": first.taken.run, "number": 1, "levels": [2]})
    sounds["subset"] = tab.subset(first.taken, asked).view["subset"]["audio"]["path"]
    assert set(sounds) == {"original", "prefix.1", "prefix.2", "difference.2", "subset"}
    assert marks(sounds) == dict.fromkeys(sounds, choice) | {"original": False}


def test_experiments_and_edits_are_as_their_pipeline_has_them(chosen, choice, tmp_path):
    stage = Stage.opening().with_a(spoken_dialogue(chosen, tmp_path)[-2].made.run)
    again = LaboratoryHandlers(lambda: chosen, tmp_path).run_b(
        stage, stage.a.name, 2, "cosine", 1.0, 1.0, 1, 1
    )
    asked = {"trace": stage.a.name, "kind": "turn", "turn": 1, "fresh": True}
    *_, edited = WhatIf(lambda: chosen, tmp_path).edit(stage, SimpleNamespace(_data=asked))
    for trace in (made_by(again), edited.made.run.load()):
        assert marks(trace.audio) == dict.fromkeys(trace.audio, choice) and len(trace.audio) == 4


@pytest.mark.parametrize("way", ["soundstorm", "audiolm"])
def test_speech_that_goes_on_is_as_its_pipeline_has_it(going_on, choice, tmp_path, way):
    form = example_voices()[0].name, None, False, 3, way, 1
    updates = [*ContinueHandlers(lambda: going_on, tmp_path).run(Stage(None), *form)]
    sounds = {"WAV": updates[-1].live["files"]["WAV"]["path"]} | made_by(updates).audio
    [whole] = [update.sound["value"] for update in updates if "value" in update.sound]
    given, made = read_audio(whole, RATE).tensor_split([-3 * RATE])
    assert marks(sounds) == dict.fromkeys(sounds, choice)
    assert (is_marked(given), is_marked(made)) == (False, choice)  # what was given is a recording


def test_a_race_is_as_its_pipeline_has_it(going_on, choice, prompt_path):
    race = run_race(going_on, str(prompt_path), 1.0)
    for trace in (race.storm, race.audiolm):
        assert marks(trace.audio) == {str(trace.levels): choice}
        sounds = going_on.add_sound(trace).audio
        assert marks(sounds) == dict.fromkeys(sounds, choice)


def test_what_programs_are_given_is_as_its_pipeline_has_it(chosen, choice, prompt_path, tmp_path):
    prompt = {"path": str(prompt_path), "meta": {"_type": "gradio.FileData"}}
    generate = generate_endpoint(lambda: chosen, tmp_path, "asked")
    speech, _ = run_apart(generate(prompt, "Hello there.", 1, QUICK, speaker_permits=True))
    assert is_marked(speech.path) == choice


def test_every_file_of_the_command_line(pipeline, prompt_path, tmp_path, monkeypatch):
    monkeypatch.setattr(cli.speech, "load", lambda checkpoint: pipeline)
    out, prompt = tmp_path / "a.wav", ("--prompt", prompt_path, "--iterations", QUICK)
    for command in (
        ("synthesize", *prompt, "--text", "Hello there.", "--trace", tmp_path / "a.sstrace"),
        ("convert", *prompt, "--source", prompt_path),
        ("reconstruct", "--audio", prompt_path, "--levels", 2),
    ):
        ran = CliRunner().invoke(cli.app, [*map(str, command), "--out", str(out)])
        assert ran.exit_code == 0, ran.stderr
        assert is_marked(out)
        out.unlink()
    CliRunner().invoke(cli.app, ["replay", str(tmp_path / "a.sstrace"), "--audio", str(out)])
    assert is_marked(out)


def command(*arguments: object) -> None:
    ran = CliRunner().invoke(cli.app, [*map(str, arguments)])
    assert ran.exit_code == 0, ran.stderr


def test_a_dialogue_and_what_is_exported_of_it(chosen, choice, prompt_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(cli.dialogue, "load", lambda checkpoint: chosen)
    script, out, trace = (tmp_path / name for name in ("script.txt", "a.wav", "a.sstrace"))
    script.write_text("Oh wow. | Uh-huh?")
    voices = [f"{name}={prompt_folder / file}" for name, file in VOICES.items()]
    prompts = [word for voice in voices for word in ("--prompt", voice)]
    command("dialogue", "--script", script, *prompts, "--out", out, "--iterations", "1,1", "--trace", trace)
    sounds = {"WAV": out} | Trace.load(trace).audio
    command("export", trace, "--html")
    [exported] = re.findall(r'data-trace="a">([^<]*)</script>', out.with_suffix(".html").read_text())
    page = Trace.from_bytes(base64.b64decode(exported)).audio
    sounds |= {f"page {name}": sound for name, sound in page.items()}
    assert marks(sounds) == dict.fromkeys(sounds, choice) and len(page) == 4
    if shutil.which("ffmpeg"):
        command("export", trace, "--mp4")
        assert is_marked(read_audio(out.with_suffix(".mp4"), RATE)) == choice


@pytest.mark.parametrize("way", ["soundstorm", "audiolm"])
def test_the_command_that_goes_on(going_on, choice, way, prompt_path, tmp_path, monkeypatch):
    monkeypatch.setattr(cli.continuation, "load", lambda checkpoint: going_on)
    out, trace = tmp_path / "a.wav", tmp_path / "a.sstrace"
    files = "--out", out, "--trace", trace
    command("continue", "--prompt", prompt_path, "--seconds", 1, "--acoustic", way, *files)
    sounds = {"WAV": out} | Trace.load(trace).audio
    assert len(sounds) == 1 + 2 * going_on.levels  # the prompt and what a level adds, too
    assert marks(sounds) == dict.fromkeys(sounds, choice)


def test_the_command_that_makes_the_bundled_traces(chosen, choice, tmp_path, monkeypatch):
    """One of each kind: all of them would take long."""
    monkeypatch.setattr(cli.traces, "load", lambda checkpoint: chosen)
    for kind in ("EXAMPLES", "SENTENCES", "DIALOGUES", "CLIPS"):
        name, first = next(iter(getattr(examples, kind).items()))
        monkeypatch.setattr(examples, kind, {name: first})
    folders = {name: tmp_path / name for name in ("out", "dialogues", "clips")}
    command("traces", *(word for name, folder in folders.items() for word in (f"--{name}", folder)))
    clips = {path.name: path for path in folders["clips"].iterdir()}
    assert len(clips) == 1 and marks(clips) == dict.fromkeys(clips, choice)
    written = sorted(tmp_path.rglob("*.sstrace"))
    assert len(written) == 3
    for trace in map(Trace.load, written):
        assert marks(trace.audio) == dict.fromkeys(trace.audio, choice) and len(trace.audio) == 4
