"""What all tests share: the bundled prompts, the bundled models, and no network."""

from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("MPLBACKEND", "Agg")
if "PYTEST_XDIST_WORKER" in os.environ:  # apps of several workers take neither each other's ports nor files
    os.environ["GRADIO_SERVER_PORT"] = str(7860 + 100 * int(os.environ["PYTEST_XDIST_WORKER"].strip("gw")))
    os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="gradio-of-a-worker-")
    atexit.register(shutil.rmtree, os.environ["GRADIO_TEMP_DIR"], ignore_errors=True)

REPOSITORY = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSER_PATIENCE = 180_000  # milliseconds; a busy machine is slow
LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs the packages of the evaluation where no C compiler was there to install them."""
    names = ("pesq", "resemblyzer", "faster_whisper", "speechmos", "whisper_normalizer")
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    for item in items:
        if missing and item.get_closest_marker("compiled_metrics"):
            item.add_marker(pytest.mark.skip(reason=f"not installed: {', '.join(missing)}"))


@pytest.fixture(scope="session", autouse=True)
def only_this_machine():
    """Any connection that would leave this machine fails."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL_HOSTS:
            raise OSError(f"A test tried to reach {address[0]}.")
        return connect(self, address)

    socket.socket.connect = connect_here
    yield
    socket.socket.connect = connect


@pytest.fixture(scope="session")
def prompt_folder() -> Path:
    """The bundled example prompts."""
    return REPOSITORY / "assets" / "prompts"


@pytest.fixture(scope="session")
def prompt_path(prompt_folder: Path) -> Path:
    """One bundled prompt: a man, 5.5 s, with a pause inside."""
    return prompt_folder / "man-8629.flac"


@pytest.fixture(scope="session")
def short_prompt_path(prompt_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its first 2.5 s: decoding after it takes half the time."""
    from soundstorm.audio import read_audio, write_audio

    path = tmp_path_factory.mktemp("prompt") / "short.wav"
    write_audio(path, read_audio(prompt_path, 16_000, max_seconds=10.0)[:40_000], 16_000)
    return path


@pytest.fixture(scope="session")
def pipeline():
    """The bundled models, loaded once."""
    from soundstorm.pipeline import SoundStormPipeline

    return SoundStormPipeline.from_pretrained()


@pytest.fixture(scope="session")
def talkers():
    """Small untrained models that know four speakers, with the bundled tokenizer: quick, and nonsense."""
    import torch

    from soundstorm.acoustic import SoundStorm, SoundStormConfig
    from soundstorm.bundled import TOKENIZER
    from soundstorm.checkpoint import load_pretrained
    from soundstorm.codec import SoundStream, SoundStreamConfig
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.semantic import WhisperTokenizer
    from soundstorm.text.model import TextToSemantic, TextToSemanticConfig

    torch.manual_seed(0)
    tokenizer = load_pretrained(WhisperTokenizer, TOKENIZER)
    sizes = {"width": 32, "heads": 2, "feedforward": 64, "semantic_size": tokenizer.codebook_size}
    storm = SoundStorm(SoundStormConfig(levels=2, speakers=4, blocks=1, **sizes))
    torch.nn.init.normal_(storm.speaker_embedding.weight)
    text = TextToSemantic(TextToSemanticConfig(encoder_blocks=1, decoder_blocks=1, **sizes))
    codec = SoundStream(
        SoundStreamConfig(
            levels=2, latent_dim=8, width=32, encoder_blocks=1, decoder_blocks=1, phase_iterations=1
        )
    )
    return SoundStormPipeline(codec.eval(), tokenizer, text.eval(), storm.eval())


@pytest.fixture
def paces(talkers, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """At which paces their text stage is asked to speak, one a script."""
    asked, generate = [], type(talkers.text).generate

    def noted(self, *arguments, pace=1.0, **more):
        asked.append(pace)
        return generate(self, *arguments, pace=pace, **more)

    monkeypatch.setattr(type(talkers.text), "generate", noted)
    return asked


@pytest.fixture(scope="session")
def recorded_twice(prompt_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips of 3.2 s of each of two speakers in both splits, and one of a speaker with no other."""
    import soundfile

    from tests.manifests import HEADER

    folder, rows = tmp_path_factory.mktemp("recorded-twice"), [HEADER]
    names = ["man-8629", "woman-6078", "man-1135"]
    for split in ("train", "valid"):
        for number, (speaker, start) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]):
            sound, rate = soundfile.read(prompt_folder / f"{names[speaker]}.flac")
            name = f"{split}{number}.flac"
            soundfile.write(folder / name, sound[start * rate // 2 :][: int(3.2 * rate)], rate)
            rows.append(f"{name}\tours\t{split}{speaker}\tm\t3.2\tHI\tCC0\t{split}")
    (folder / "manifest.tsv").write_text("\n".join(rows) + "\n")
    return folder


@pytest.fixture(scope="session")
def whisper_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A faster-whisper model that hears nonsense."""
    from tests.whisper import write_whisper

    return write_whisper(tmp_path_factory.mktemp("whisper"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests: Playwright cannot be started twice in a thread."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: on Debian, apt-get install chromium")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=BROWSER_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_OPTIONS, timeout=BROWSER_PATIENCE
        )
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an empty page as a new visitor; takes the options of `Browser.new_context`."""
    contexts = []

    def open_page(**options) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(BROWSER_PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
