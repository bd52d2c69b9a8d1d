"""The wheel, in an empty environment: what an installed package needs must be inside it."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest
import soundfile

REPOSITORY = Path(__file__).resolve().parents[1]
USED = ("requirements.txt", "requirements-evaluation.txt")
TESTED = (*USED, "requirements-test.txt")
NAME = re.compile(r"[A-Za-z0-9_.-]+")


def name_of(requirement: str) -> str:
    return NAME.match(requirement).group().lower().replace("_", "-")


def project() -> dict:
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]


def pinned(*files: str) -> set[str]:
    lines = [line for file in files for line in (REPOSITORY / file).read_text().splitlines()]
    return {name_of(line) for line in lines if line and not line.startswith(("#", "-"))}


def test_what_is_pinned_is_what_the_package_asks_for():
    extras = project()["optional-dependencies"].values()
    asked = {name_of(entry) for entries in (project()["dependencies"], *extras) for entry in entries}
    assert pinned(*USED) <= asked <= pinned(*TESTED)


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The programs of an environment with the wheel alone; its dependencies are found where this runs."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    wheel = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, REPOSITORY]
    subprocess.run(wheel, check=True)
    environment = folder / "environment"
    venv.create(environment, with_pip=False)
    programs = environment / "bin"
    (built,) = folder.glob("soundstorm-*.whl")
    subprocess.run([*pip, "--python", programs / "python", "install", "--no-deps", built], check=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


def test_the_installed_package_speaks(installed, tmp_path, short_prompt_path):
    out = tmp_path / "morning.wav"
    said = ["--text", "Good morning.", "--prompt", short_prompt_path, "--out", out]
    subprocess.run(
        [installed / "soundstorm", "synthesize", *said, "--iterations", "1"], check=True, cwd=tmp_path
    )
    samples, rate = soundfile.read(out)
    assert rate == 16_000 and 0.3 < len(samples) / rate < 5 and abs(samples).max() > 0.01


def test_the_installed_package_brings_its_types_its_player_and_its_examples(installed, tmp_path):
    report = """
import soundstorm
from importlib.resources import files
from soundstorm.bundled import ASSETS
package = files("soundstorm")
player, trace = package / "player" / "static" / "player.js", ASSETS / "traces" / "1-paper.sstrace"
wanted = (package / "py.typed", player, trace)
print("environment" in soundstorm.__file__, *(file.is_file() for file in wanted))
"""
    python = [installed / "python", "-c", report]
    said = subprocess.run(python, check=True, cwd=tmp_path, capture_output=True, text=True).stdout
    assert said.split() == ["True"] * 4
