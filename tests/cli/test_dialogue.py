"""Dialogues and long texts from a terminal, with small untrained models."""

import json

import pytest
import soundfile
import torch
from typer.testing import CliRunner, Result

from soundstorm import Trace
from soundstorm.audio import read_audio, write_audio
from soundstorm.bundled import ASSETS
from soundstorm.cli import app

PROMPTS = ASSETS / "prompts"
ANNA, BEN = (f"{name}={PROMPTS / file}.flac" for name, file in (("Anna", "woman-6078"), ("Ben", "man-8629")))
SENTENCE = " ".join(["one"] * 9) + " one. "  # 3.0 s


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def checkpoint(talkers, tmp_path_factory):
    folder = tmp_path_factory.mktemp("talkers")
    talkers.save_pretrained(folder)
    return folder


@pytest.fixture
def speak(checkpoint, tmp_path):
    """Speaks a script that is written into a file; the facts about it."""

    def run_it(text: str, *more: object) -> dict:
        (tmp_path / "script.txt").write_text(text, encoding="utf-8")
        result = run(
            *("dialogue", "--script", tmp_path / "script.txt", "--prompt", ANNA, "--prompt", BEN),
            *(
                "--out",
                tmp_path / "a.wav",
                "--iterations",
                "1,1",
                "--checkpoint",
                checkpoint,
                "--json",
                *more,
            ),
        )
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout.splitlines()[-1])

    return run_it


def test_a_dialogue_is_written_with_its_turns(speak, tmp_path):
    facts = speak("Ben: Oh wow.\nAnna: Uh-huh.\n", "--trace", tmp_path / "a.sstrace", "--seed", 3)
    assert [(turn["speaker"], turn["text"]) for turn in facts["turns"]] == [
        ("Ben", "Oh wow."), ("Anna", "Uh-huh.")
    ]  # fmt: skip
    ben, anna = facts["turns"]
    assert (ben["start"], ben["end"], anna["end"]) == (0, anna["start"], facts["seconds"])
    assert soundfile.info(tmp_path / "a.wav").duration == pytest.approx(facts["seconds"])
    trace = Trace.load(tmp_path / "a.sstrace")
    assert [turn.speaker for turn in trace.script.turns] == [2, 1] and trace.seed == 3
    assert [who for who, _ in trace.prompts] == [1, 2] and trace.audio
    assert set(facts["prompts"]) == {"Anna", "Ben"}


def test_a_script_may_begin_with_a_byte_order_mark(speak):
    facts = speak("\ufeffAnna: Oh wow.\nBen: Uh-huh.\n")
    assert [turn["speaker"] for turn in facts["turns"]] == ["Anna", "Ben"]


def test_two_voices_of_one_recording_are_the_prompts(checkpoint, tmp_path):
    both = [read_audio(PROMPTS / f"{name}.flac", 16_000)[:40_000] for name in ("man-8629", "woman-6078")]
    write_audio(tmp_path / "both.wav", torch.cat([both[0], torch.zeros(8_000), both[1]]), 16_000)
    (tmp_path / "script.txt").write_text("Oh wow. | Uh-huh.", encoding="utf-8")
    result = run(
        *("dialogue", "--script", tmp_path / "script.txt", "--prompt", tmp_path / "both.wav"),
        *("--out", tmp_path / "a.wav", "--iterations", "1,1", "--checkpoint", checkpoint, "--json"),
    )
    facts = json.loads(result.stdout.splitlines()[-1])
    assert [turn["speaker"] for turn in facts["turns"]] == ["A", "B"]
    assert set(facts["prompts"]) == {"A", "B"}


def test_a_long_dialogue_is_one_file(speak, tmp_path):
    facts = speak(" | ".join([SENTENCE * 2] * 5))
    assert facts["parts"] == 3 and len(facts["turns"]) == 5
    assert soundfile.info(tmp_path / "a.wav").duration == pytest.approx(facts["seconds"])
    assert facts["expected_seconds"] > 0


def test_a_long_text_is_one_file_and_its_length_is_told_before(checkpoint, tmp_path):
    given = ("synthesize", "--prompt", PROMPTS / "man-8629.flac", "--text", SENTENCE * 11)
    given += ("--out", tmp_path / "a.wav", "--checkpoint", checkpoint, "--iterations", "1,1")
    result = run(*given, "--json")
    facts = json.loads(result.stdout.splitlines()[-1])
    assert facts["parts"] == 3 and len(facts["phonemes"]) == 11 * 31
    assert soundfile.info(tmp_path / "a.wav").duration == pytest.approx(facts["seconds"])
    assert result.stderr.startswith("About 36 s of speech, in about ")  # 2 (5 x 3.0 + 4 x 0.4) + 3.0
    refused = run(*given, "--trace", tmp_path / "a.sstrace")
    assert refused.exit_code == 1 and "Leave out --trace" in refused.stderr


@pytest.mark.parametrize(
    ("text", "prompts", "hint"),
    [
        ("Hi. | Oh.", (ANNA,), "two to 4 speakers"),
        ("Hi. | Oh.", ("missing.wav",), "missing.wav"),
        ("Hi. | Oh.", (ANNA, "Ben"), "NAME=FILE"),
        ("Hi. | Oh.", (ANNA, ANNA), "one --prompt"),
        ("Hi. | Oh.", (ANNA, "Ben=missing.wav"), "missing.wav"),
        ("Hi. | | Oh.", (ANNA, BEN), "turn 2"),
        (b"\xff\xfe\x00", (ANNA, BEN), "UTF-8"),
        (None, (ANNA, BEN), "script.txt"),
    ],
)
def test_what_a_user_can_put_right_is_one_sentence(text, prompts, hint, checkpoint, tmp_path):
    file = tmp_path / "script.txt"
    if text is not None:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    options = [word for prompt in prompts for word in ("--prompt", prompt)]
    result = run(
        "dialogue", "--script", file, *options, "--out", tmp_path / "a.wav", "--checkpoint", checkpoint
    )
    assert result.exit_code == 1, result.output
    assert len(result.stderr.strip().splitlines()) == 1 and hint in result.stderr
    assert not (tmp_path / "a.wav").exists()
