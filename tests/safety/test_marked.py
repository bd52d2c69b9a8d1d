"""Generated speech carries the watermark wherever it is heard, and only a program can leave it out."""

import io
import logging

import pytest
import soundfile
import torch

from soundstorm import Schedule, SoundStormPipeline
from soundstorm.bundled import ASSETS
from soundstorm.pipeline import finish
from soundstorm.safety.watermark import load_watermark
from soundstorm.trace import Trace
from soundstorm.trace.sound import listen

BUNDLED = sorted(ASSETS.rglob("*.sstrace"))


@pytest.fixture(scope="module")
def spoken(pipeline, short_prompt_path):
    return finish(pipeline.stream("Hello there, how are you?", short_prompt_path, schedule=Schedule((1,))))


@pytest.fixture(scope="module")
def parts(pipeline):
    return pipeline.codec, pipeline.semantic, pipeline.text, pipeline.storm


def test_every_sound_of_a_run_can_be_told(pipeline, spoken):
    """The speech, every level of it, what each adds and the prompt, after Opus at 38 kbit/s."""
    read = {"speech": load_watermark().read(spoken.waveform, pipeline.sample_rate)}
    for name, file in pipeline.add_sound(spoken.trace).audio.items():
        samples, rate = soundfile.read(io.BytesIO(file), dtype="float32")
        read[name] = load_watermark().read(torch.from_numpy(samples), rate)
    assert len(read) == 2 * pipeline.levels + 1
    assert {name: value for name, value in read.items() if value < 0.5} == {}


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_what_is_bundled_is_marked(path):
    """The last level of every trace, and another of its sounds in each: 4 s of them."""
    trace = Trace.load(path)
    last, others = str(trace.levels), sorted(set(trace.audio) - {str(trace.levels)})
    for name in (last, others[BUNDLED.index(path) % len(others)]):
        heard = listen(trace, name)[: 4 * trace.sample_rate]
        assert load_watermark().read(heard, trace.sample_rate) > 0.5, name


def test_levels_alone_are_marked_too(pipeline, spoken):
    alone = pipeline.decode_levels(spoken.codes, [1, 3])
    assert load_watermark().read(alone, pipeline.sample_rate) > 0.5


def test_a_program_can_leave_it_out_and_that_is_logged(pipeline, parts, spoken, caplog):
    with caplog.at_level(logging.WARNING):
        plain = SoundStormPipeline(*parts, watermark=False)
    assert "no watermark" in caplog.text
    whole, frames = spoken.trace.codes, spoken.prompt_frames
    waveform = plain.decode_audio(whole, frames)
    assert load_watermark().read(waveform, plain.sample_rate) < 0.5
    marked = load_watermark().mark(waveform, plain.sample_rate)
    torch.testing.assert_close(marked.clamp(-1, 1), spoken.waveform, atol=1e-3, rtol=0)
    trace = plain.add_sound(spoken.trace)
    for name in ("2", "difference.2"):
        samples, rate = soundfile.read(io.BytesIO(trace.audio[name]), dtype="float32")
        assert load_watermark().read(torch.from_numpy(samples), rate) < 0.5


def test_the_mark_of_a_long_text_has_no_seam(talkers, short_prompt_path):
    """Where two parts join, what was added moves no faster from sample to sample than inside them."""
    parts = talkers.codec, talkers.semantic, talkers.text, talkers.storm
    sentence = " ".join(["one"] * 9) + " one. "
    spoken = []
    for speaker in (talkers, SoundStormPipeline(*parts, watermark=False)):
        voice = speaker.encode_prompt(short_prompt_path)
        spoken.append([*speaker.read_aloud(sentence * 11, voice, seed=5, schedule=Schedule((1, 1)))])
    marked, plain = spoken
    assert len(marked) == 3
    steps = (torch.cat(marked) - torch.cat(plain)).diff().abs()
    inside = torch.ones_like(steps, dtype=torch.bool)
    for seam in torch.tensor([len(waveform) for waveform in marked[:-1]]).cumsum(0).tolist():
        inside[seam - 400 : seam + 400] = False
    assert 0 < steps[~inside].max() <= steps[inside].max()
