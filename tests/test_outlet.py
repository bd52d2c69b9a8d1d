"""Nothing that the models make gets past the outlet."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
import soundfile
import torch
from typer.testing import CliRunner

from soundstorm import Schedule, cli, outlet
from soundstorm.audio import read_audio
from soundstorm.pipeline import finish
from soundstorm.trace.container import Unpacked
from soundstorm.trace.file import OPUS
from soundstorm.ui.api import generate_endpoint
from soundstorm.ui.codec.handlers import CodecHandlers
from soundstorm.ui.speak.handlers import SpeakHandlers
from soundstorm.ui.stage import Stage
from soundstorm.whatif import decode_again

# of a live run: every level, what each adds, and the prompt
SOUNDS = {"audio.prompt", *(f"audio.{level}" for level in range(1, 9))} | {
    f"difference.{level}" for level in range(2, 9)
}
MARK_HZ, RATE = 1000, 16_000  # what leaves in these tests is a tone throughout
QUICK = "1"


@pytest.fixture(autouse=True)
def marked(monkeypatch) -> None:
    def tone(waveform: torch.Tensor, sample_rate: int) -> torch.Tensor:
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
    form = ("speak", None, str(prompt_path), "Hello there.", None, 5, QUICK, 0.0, 1.0)
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
    speech, _ = generate_endpoint(lambda: pipeline, tmp_path)(prompt, "Hello there.", 1, QUICK)
    assert is_marked(speech.path)


def test_every_sound_of_the_codec_tab_but_the_visitors_own(pipeline, prompt_path, tmp_path):
    tab = CodecHandlers(lambda: pipeline, tmp_path)
    first, *_, last, _ = tab.take(str(prompt_path))
    sounds = {name: sound["audio"]["path"] for name, sound in last.view["sounds"].items()}
    assert [name for name, path in sounds.items() if not is_marked(path)] == ["original"]
    asked = SimpleNamespace(_data={"run": first.taken.run, "number": 1, "levels": [1, 3]})
    assert is_marked(tab.subset(first.taken, asked).view["subset"]["audio"]["path"])


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
