"""`soundstorm continue` with small untrained models."""

import json
import shutil

import pytest
import soundfile
from typer.testing import CliRunner

from soundstorm import Trace
from soundstorm.audiolm.stages import ACOUSTIC_STAGES
from soundstorm.cli import app
from tests.audiolm.small import small_babbler


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    folder = tmp_path_factory.mktemp("babbler")
    small_babbler().save_pretrained(folder)
    return folder


def test_it_goes_on_for_as_long_as_asked(checkpoint, prompt_path, tmp_path):
    out, trace = tmp_path / "on.wav", tmp_path / "on.sstrace"
    options = ["--prompt", str(prompt_path), "--seconds", "1", "--acoustic", "audiolm", "--trace", str(trace)]
    command = ["continue", "--out", str(out), "--checkpoint", str(checkpoint), "--json", *options]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout.splitlines()[-1])
    assert facts["seconds"] == 1.0 and facts["acoustic"] == "audiolm" and facts["prompt"]["end"] > 1.5
    assert soundfile.info(out).frames == 16_000
    assert Trace.load(trace).one_by_one


def test_without_the_acoustic_stages_it_says_so_in_one_sentence(checkpoint, prompt_path, tmp_path):
    models = shutil.copytree(checkpoint, tmp_path / "models")
    for stage in ACOUSTIC_STAGES:
        shutil.rmtree(models / "audiolm" / stage)
    command = ["continue", "--prompt", str(prompt_path), "--out", str(tmp_path / "on.wav")]
    result = CliRunner().invoke(app, [*command, "--checkpoint", str(models), "--acoustic", "audiolm"])
    assert result.exit_code == 1 and "no coarse and fine stage of AudioLM" in result.stderr
