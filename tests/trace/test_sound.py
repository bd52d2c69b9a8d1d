from dataclasses import replace

import numpy as np
import pytest
import torch

from soundstorm.codec.difference import level_difference
from soundstorm.errors import TraceError
from soundstorm.trace import Trace
from soundstorm.trace.sound import add_sound, listen, spectrograms


def tone(hertz: float, amplitude: float, seconds: float = 1.0) -> torch.Tensor:
    return amplitude * torch.sin(2 * np.pi * hertz * torch.arange(int(16000 * seconds)) / 16000)


def test_a_tone_is_where_and_as_loud_as_it_is():
    pictures = spectrograms([tone(1000, 0.1), tone(4000, 1.0)], 16000, 320)
    assert pictures.values.shape == (2, 48, 50) and pictures.values.dtype == torch.uint8
    # HTK's mel scale, 49 equal steps to 8 kHz, the centre of band b at step b + 1
    for picture, hertz, decibels in ((pictures.values[0], 1000, -20), (pictures.values[1], 4000, 0)):
        column = picture[:, 25].int()
        mel = np.log10(1 + hertz / 700) / np.log10(1 + 8000 / 700) * 49 - 1
        assert abs(int(column.argmax()) - mel) < 1
        loudest = pictures.low_db + float(column.max()) / 255 * (pictures.high_db - pictures.low_db)
        assert loudest == pytest.approx(decibels, abs=4)


def test_silence_is_black():
    assert not spectrograms([torch.zeros(3200)], 16000, 320).values.any()


def test_every_level_is_decoded_with_the_prompt_before_it_and_the_prompt_by_itself(recorded):
    asked = []

    def decode_audio(codes: torch.Tensor, prompt_frames: int) -> torch.Tensor:
        asked.append((codes, prompt_frames))
        return torch.zeros((codes.shape[2] - prompt_frames) * 320)

    codes = add_sound(recorded[0], decode_audio, watermark=True).codes
    *levels, prompt = asked
    for level, (heard, prompt_frames) in enumerate(levels, start=1):
        assert torch.equal(heard, codes[:, :level]) and prompt_frames == 6
    assert torch.equal(prompt[0], codes[:, :, :6]) and prompt[1] == 0


def test_a_trace_can_be_heard_level_by_level(trace):
    target = 24 * 320
    assert set(trace.audio) == {"1", "2", "3", "difference.2", "difference.3", "prompt"}
    again = Trace.from_bytes(trace.to_bytes())
    for name in trace.audio:
        assert listen(again, name).shape == (6 * 320 if name == "prompt" else target,)
    added = level_difference(listen(again, "1"), listen(again, "2"), hop=320)
    difference = listen(again, "difference.2")
    assert torch.nn.functional.cosine_similarity(added, difference, dim=0) > 0.8


def test_what_a_trace_does_not_hold_cannot_be_heard(trace):
    with pytest.raises(TraceError):
        listen(trace, "4")
    for broken in (b"", b"OggS" + bytes(100), trace.audio["1"][:600], trace.audio["prompt"]):
        trace.audio["1"] = broken
        with pytest.raises(TraceError, match="audio of this trace"):
            listen(trace, "1")


def test_what_is_no_ogg_is_no_sound_of_a_trace(trace):
    """Of an XML manifest ffmpeg would open the files that it names."""
    broken = replace(trace, audio=trace.audio | {"1": b"<MPD><BaseURL>/etc/passwd</BaseURL></MPD>"})
    broken.iterations = trace.iterations
    with pytest.raises(TraceError, match="not Ogg"):
        Trace.from_bytes(broken.to_bytes())


def test_a_stopped_run_has_no_sound(recorded):
    trace, _ = recorded
    del trace.iterations[3:]
    with pytest.raises(TraceError, match="stopped"):
        add_sound(trace, lambda codes, prompt_frames: torch.zeros(10), watermark=True)
