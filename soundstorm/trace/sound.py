"""What a trace sounds and looks like: its levels, what each of them adds, its prompt."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from itertools import pairwise

import soundfile
import torch
from torch import Tensor

from soundstorm import outlet
from soundstorm.codec.difference import level_difference
from soundstorm.errors import TraceError
from soundstorm.nn.mel import mel_filters
from soundstorm.nn.stft import FramedSTFT
from soundstorm.trace.trace import Spectrograms, Trace

# (codes int64 [1, q, T] of the first q levels, prompt frames) -> waveform [N] of what follows the prompt
DecodeAudio = Callable[[Tensor, int], Tensor]

BANDS = 48
LOW_DB, HIGH_DB = -80.0, 0.0
# Every fourth of the 256 shades, 1.25 dB apart: finer ones are not seen and double the size.
SHADE = 4
COMPRESSION = 0.88  # of libsndfile's Opus encoder: 38 kbit/s at 16 kHz


def add_sound(trace: Trace, decode_audio: DecodeAudio) -> Trace:
    """Add the audio and the spectrogram of every level to a finished trace; returns it.

    Raises:
        TraceError: when some of its tokens are still hidden.
    """
    if not trace.finished:
        raise TraceError("This decoding was stopped before its end, so it cannot be heard: run it again.")
    codes = trace.codes
    waveforms = [
        decode_audio(codes[:, :level], trace.prompt_frames).cpu() for level in range(1, trace.levels + 1)
    ]
    trace.spectrograms = spectrograms(waveforms, trace.sample_rate, trace.hop)
    sounds = {str(level): waveform for level, waveform in enumerate(waveforms, start=1)}
    for level, (coarser, finer) in enumerate(pairwise(waveforms), start=2):
        change = level_difference(coarser, finer, trace.hop)
        sounds[f"difference.{level}"] = outlet.release(change, trace.sample_rate)
    if trace.prompt_frames:
        sounds["prompt"] = decode_audio(codes[:, :, : trace.prompt_frames], 0).cpu()
    trace.audio = {name: encode(waveform, trace.sample_rate) for name, waveform in sounds.items()}
    return trace


def listen(trace: Trace, name: str) -> Tensor:
    """The waveform float32 [N] of "1" to "Q", "difference.2" to "difference.Q" or "prompt".

    Raises:
        TraceError: when the trace has no such audio or it cannot be decoded.
    """
    if name not in trace.audio:
        raise TraceError("This trace holds no such audio: record it with sound.")
    frames = trace.prompt_frames if name == "prompt" else trace.target_frames
    try:
        with soundfile.SoundFile(io.BytesIO(trace.audio[name])) as file:
            # one sample more than there should be is enough to find out
            samples = file.read(frames * trace.hop + 1, dtype="float32", always_2d=True)
            rate = file.samplerate
    except (soundfile.SoundFileError, RuntimeError) as error:
        raise TraceError("The audio of this trace is damaged: save or download it again.") from error
    if rate != trace.sample_rate or samples.shape != (frames * trace.hop, 1):
        raise TraceError("The audio of this trace is not as long as its tokens: record it again.")
    return torch.from_numpy(samples[:, 0].copy())


def encode(waveform: Tensor, sample_rate: int) -> bytes:
    """A waveform [N] as an Ogg Opus file; what lies outside [-1, 1] is clipped."""
    out = io.BytesIO()
    samples = waveform.float().clamp(-1, 1).numpy()
    soundfile.write(out, samples, sample_rate, format="OGG", subtype="OPUS", compression_level=COMPRESSION)
    return out.getvalue()


def spectrograms(waveforms: Sequence[Tensor], sample_rate: int, hop: int) -> Spectrograms:
    """Log-mel spectrograms of waveforms [F * hop], a column a frame, centred on it."""
    window = 2 * hop
    stft = FramedSTFT(window, hop)
    power = stft(torch.stack(list(waveforms)).float()).abs().square()
    mel = (power / (stft.window.sum() / 2).square()) @ mel_filters(window, BANDS, sample_rate)
    decibels = 10 * torch.log10(mel.clamp_min(1e-12))
    shades = (decibels - LOW_DB) / (HIGH_DB - LOW_DB) * 255 / SHADE
    values = SHADE * shades.round().clamp(0, 255 // SHADE)
    return Spectrograms(values.byte().transpose(1, 2), LOW_DB, HIGH_DB, 0.0, sample_rate / 2)
