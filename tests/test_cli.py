"""The command line on bundled clips, with the bundled checkpoint."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile
import torch
from typer.testing import CliRunner, Result

from soundstorm import Trace
from soundstorm.acoustic import SoundStorm, SoundStormConfig
from soundstorm.audio import read_audio
from soundstorm.bundled import ASSETS
from soundstorm.cli import app, bundled_prompt
from soundstorm.evaluation.instruments.spectrum import mel_distance
from soundstorm.evaluation.parts import passes, speed, text

PROMPTS = ASSETS / "prompts"
PROMPT = bundled_prompt()
SOURCE = sorted(PROMPTS.glob("*.flac"))[1]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def facts(result: Result) -> dict:
    """The JSON object on the last line of a command that went well."""
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


def test_help_loads_no_models():
    code = "import sys, soundstorm.cli; print(sys.modules.keys() & {'torch', 'gruut', 'librosa', 'gradio'})"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


def test_the_module_is_a_command():
    ran = subprocess.run(
        [sys.executable, "-m", "soundstorm", "--help"], capture_output=True, text=True, check=True
    )
    for command in ("synthesize", "convert", "reconstruct", "train", "evaluate", "bench", "replay"):
        assert command in ran.stdout


def test_guidance_is_in_the_trace_and_stays_within_its_range(tmp_path):
    arguments = ("synthesize", "--prompt", PROMPT, "--text", "Hello there.", "--out", tmp_path / "a.wav")
    refused = run(*arguments, "--guidance", 6)
    assert refused.exit_code == 2 and "guidance" in refused.stderr
    facts(run(*arguments, "--iterations", 1, "--guidance", 1.5, "--trace", tmp_path / "a.sstrace", "--json"))

    assert Trace.load(tmp_path / "a.sstrace").schedule.guidance == 1.5


def test_the_pace_of_speaking_stays_within_its_range(tmp_path):
    arguments = ("synthesize", "--prompt", PROMPT, "--text", "The sun is shining today.", "--json")
    refused = run(*arguments, "--out", tmp_path / "a.wav", "--pace", 2)
    assert refused.exit_code == 2 and "pace" in refused.stderr
    spoken = [
        facts(run(*arguments, "--out", tmp_path / "a.wav", "--iterations", 1, "--pace", pace))["seconds"]
        for pace in (0.7, 1.4)
    ]
    assert spoken[0] != spoken[1]  # how much slower is a matter of chance


def test_synthesize_speaks_a_sentence_and_the_seed_decides(tmp_path, short_prompt_path):
    outs = [tmp_path / f"{name}.wav" for name in ("first", "again", "other")]
    said = ("--prompt", short_prompt_path, "--text", "The sun is shining.", "--iterations", 12, "--json")
    traced = ("--trace", tmp_path / "first.sstrace")
    spoken = [
        facts(run("synthesize", *said, "--out", out, "--seed", seed, *more))
        for out, seed, more in zip(outs, (7, 7, 8), (traced, (), ()), strict=True)
    ]
    header = soundfile.info(outs[0])
    assert (header.samplerate, header.channels, header.subtype) == (16_000, 1, "PCM_16")
    assert 0.5 < header.duration < 8
    assert header.duration == pytest.approx(spoken[0]["seconds"], abs=0.001)
    assert spoken[0]["precision"] == Trace.load(traced[1]).precision != ""
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert outs[0].read_bytes() != outs[2].read_bytes()
    assert spoken[0]["timings"]["total"] > 0
    assert spoken[0]["phonemes"][:2] == ["ð", "ə"]
    assert 0 <= spoken[0]["prompt"]["start"] < spoken[0]["prompt"]["end"]

    trace = Trace.load(tmp_path / "first.sstrace")
    assert trace.words[0] == ("the", (0, 2)) and list(trace.phonemes) == spoken[0]["phonemes"]
    assert trace.candidates == 5 and len(trace.audio) == 8 + 7 + 1

    lines = run("replay", tmp_path / "first.sstrace").stdout.splitlines()
    assert "“The sun is shining.”" in lines[0] and "seed 7" in lines[0]
    assert len(lines) == 1 + 12 + 7 and lines[1].startswith("level  1, iteration  1 of 12: kept")
    again = facts(run("replay", tmp_path / "first.sstrace", "--audio", tmp_path / "again.wav", "--json"))
    assert again["steps"][-1] | {"seconds": 0, "confidence": 0} == {
        "level": 8,
        "iteration": 1,
        "iterations": 1,
        "kept": trace.frames - trace.prompt_frames,
        "hidden": 0,
        "planned": 0,
        "confidence": 0,
        "seconds": 0,
    }
    original, heard = read_audio(outs[0], 16_000), read_audio(tmp_path / "again.wav", 16_000)
    assert len(original) == len(heard)
    assert torch.nn.functional.cosine_similarity(original, heard, dim=0) > 0.8  # Opus is not lossless


def test_reconstruct_is_nearer_with_more_levels(tmp_path):
    original = read_audio(SOURCE, 16_000)
    distances = []
    for levels, bits in ((1, 500), (8, 4000)):
        out = tmp_path / f"{levels}.wav"
        known = facts(run("reconstruct", "--audio", SOURCE, "--levels", levels, "--out", out, "--json"))
        assert (known["levels"], known["bitrate"]) == (levels, bits)
        reconstruction = read_audio(out, 16_000)
        assert len(reconstruction) == len(original)
        distances.append(mel_distance(original, reconstruction))
    assert distances[1] < distances[0]


def test_convert_keeps_the_length_of_its_source(tmp_path):
    out = tmp_path / "converted.wav"
    said = ("--source", SOURCE, "--prompt", PROMPT, "--iterations", 2)
    known = facts(run("convert", *said, "--out", out, "--json"))
    waveform = read_audio(out, 16_000)
    assert 0 <= len(waveform) - len(read_audio(SOURCE, 16_000)) < 640  # a whole semantic token
    assert known["seconds"] == pytest.approx(len(waveform) / 16_000)
    assert waveform.abs().max() > 0.01


def test_bench_measures_this_machine(monkeypatch, short_prompt_path):
    """Of a short sentence and of two seconds instead of ten, for the test."""
    monkeypatch.setattr(speed, "PARAGRAPH", "Good morning.")
    monkeypatch.setattr(speed, "SECONDS", 2.0)
    sizes = SoundStormConfig(levels=1, width=32, heads=2, blocks=1, feedforward=64)
    small = passes.measure_passes(SoundStorm(sizes).eval(), 1.0, 1.0)
    monkeypatch.setattr(
        passes, "in_fresh_process", lambda measure, device: small | {"measure": measure.__name__}
    )
    known = facts(run("bench", "--prompt", short_prompt_path, "--runs", 1, "--paper", "--json"))
    assert known["passes"]["SoundStorm in the paper's size"]["measure"] == "measure_paper_sized"
    assert known["iterations"] == "2,1,1,1,1,1,1,1"
    assert 0 < known["acoustic_10_s"] < known["click_to_audio_10_s"]
    assert 0 < known["first_grid"] < known["first_sound"]
    assert known["passes"]["SoundStorm"]["passes"] == 23 and known["passes"]["SoundStorm"]["tokens"] == 4000
    assert known["real_time_factor"] == pytest.approx(known["click_to_audio_10_s"] / 2)
    assert known["machine"]["threads"] == torch.get_num_threads()


@pytest.mark.compiled_metrics
def test_evaluate_writes_a_report(tmp_path, whisper_folder, monkeypatch):
    """On a manifest made of three bundled prompts, with texts of one sentence."""
    monkeypatch.setattr(text, "SENTENCES_A_TEXT", {"short": 1})
    monkeypatch.setattr(text, "SHARES", {"short": 1})
    with (PROMPTS / "prompts.tsv").open(encoding="utf-8", newline="") as lines:
        prompts = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[3:]
    manifest = ["path\tcorpus\tspeaker\tgender\tseconds\ttranscript\tlicence\tsplit"]
    for row in prompts:
        shutil.copy(PROMPTS / row["file"], tmp_path)
        seconds = f"{soundfile.info(PROMPTS / row['file']).duration:.2f}"
        fields = (
            "bundled",
            row["speaker"],
            row["gender"],
            seconds,
            row["transcript"],
            row["licence"],
            "valid",
        )
        manifest.append("\t".join((row["file"], *fields)))
    (tmp_path / "manifest.tsv").write_text("\n".join(manifest) + "\n", encoding="utf-8")

    parts = [word for part in ("codec", "semantic", "acoustic", "text") for word in ("--part", part)]
    out = tmp_path / "report"
    given = ("--data", tmp_path, "--out", out, "--recogniser", whisper_folder, "--clips", 2)
    known = facts(run("evaluate", *given, *parts, "--json"))
    report = json.loads((out / "report.json").read_text())
    assert 1 <= report["codec"]["levels"]["8"]["pesq_wb"] <= 4.65
    assert 0 <= report["codec"]["levels"]["8"]["stoi"] <= 1
    assert report["semantic"]["phoneme_error_rate"] >= 0
    assert 0 <= report["acoustic"]["all"]["conversion"]["nearest"] <= 1
    assert report["text"]["all"]["voice_share"] > 0
    assert "Whisper" in report["setup"]["recogniser"]
    assert known["targets"] == report["targets"]
    assert "Harvard" in Path(known["page"]).read_text()

    refused = run("evaluate", *given, "--recogniser", "nobody/whisper")
    assert refused.exit_code == 1
    assert "nobody/whisper" in refused.stderr and len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("synthesize", "--prompt", "missing.wav", "--text", "Hello.", "--out", "{}/a.wav"), "missing.wav"),
        (("synthesize", "--prompt", PROMPT, "--text", "  ", "--out", "{}/a.wav"), "empty"),
        (("synthesize", "--prompt", PROMPT, "--text", "你好", "--out", "{}/a.wav"), "你"),
        (("synthesize", "--prompt", PROMPT, "--text", "Hello.", "--out", "{}/a.mp3"), ".wav"),
        (("synthesize", "--prompt", PROMPT, "--text", "Hello.", "--out", "{}/no/a.wav"), "folder"),
        (
            ("synthesize", "--prompt", PROMPT, "--text", "Hi.", "--out", "{}/a.wav", "--iterations", "1,x"),
            "1,x",
        ),
        (
            ("synthesize", "--prompt", PROMPT, "--text", "Hi.", "--out", "{}/a.wav", "--checkpoint", "{}"),
            "config.json",
        ),
        (("convert", "--source", __file__, "--prompt", PROMPT, "--out", "{}/a.wav"), "WAV"),
        (("reconstruct", "--audio", PROMPT, "--levels", 9, "--out", "{}/a.wav"), "8 levels"),
        (("train", "acoustic", "--data", "{}", "--out", "{}/run"), "--codec"),
        (("train", "codec", "--data", "{}", "--out", "{}/run"), "manifest.tsv"),
        (("evaluate", "--data", "{}", "--out", "{}/report", "--part", "speed"), "manifest.tsv"),
        (("evaluate", "--data", "{}", "--out", PROMPT, "--part", "speed"), "choose a folder"),
        (("bench", "--prompt", "missing.wav"), "missing.wav"),
        (
            ("synthesize", "--prompt", PROMPT, "--text", "Hi.", "--out", "{}/a.wav", "--trace", "{}/a.npz"),
            ".sstrace",
        ),
        (("replay", "missing.sstrace"), "missing.sstrace"),
        (("replay", PROMPT), ".sstrace"),
        (("replay", PROMPT, "--audio", "{}/a.mp3"), ".wav"),
        (("export", "--lesson", "--out", "."), "name the file"),
    ],
)
def test_what_a_user_can_put_right_is_one_sentence(arguments, hint, tmp_path):
    result = run(*(str(argument).format(tmp_path) for argument in arguments))
    assert result.exit_code == 1, result.output
    assert len(result.stderr.strip().splitlines()) == 1
    assert hint in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    trace, taken = ASSETS / "traces" / "1-paper.sstrace", tmp_path / "taken.html"
    taken.mkdir()
    result = run("export", trace, "--html", "--out", taken)
    assert result.exit_code == 1
    assert result.stderr == f"{taken} is a folder: name the file to write, such as {taken / 'run.html'}.\n"
    assert list(tmp_path.iterdir()) == [taken]


@pytest.mark.parametrize("place", ["circle/a.html", "x" * 300 + "/a.html"])
def test_a_folder_that_cannot_be_is_one_sentence(place, tmp_path):
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    result = run("export", ASSETS / "traces" / "1-paper.sstrace", "--html", "--out", tmp_path / place)
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert result.stderr.startswith("There is no folder ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("synthesize",),
        ("sing",),
        ("train", "piano", "--data", ".", "--out", "run"),
        ("synthesize", "--prompt", PROMPT, "--text", "Hi.", "--out", "a.wav", "--seed", 2**32),
    ],
)
def test_bad_usage_is_exit_code_two(arguments):
    assert run(*arguments).exit_code == 2
