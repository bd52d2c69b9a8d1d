"""What a trace sounds and looks like: its levels, what each of them adds, its prompt."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import soundfile
import torch
from torch import Tensor

from soundstorm import outlet
from soundstorm.audio.opus import encode_opus
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


def add_sound(trace: Trace, decode_audio: DecodeAudio, watermark: bool) -> Trace:
    """Add the audio and the spectrogram of every level to a finished trace; returns it.

    watermark: whether what the levels add is marked; what `decode_audio` gives has passed the outlet.

    Raises:
        TraceError: when some of its tokens are still hidden.
    """
    if not trace.finished:
        raise TraceError("This decoding was stopped before its end, so it cannot be heard: run it again.")
    codes, sounds = trace.codes, LevelSounds(trace, watermark)
    for level in range(1, trace.levels + 1):
        sounds.add(decode_audio(codes[:, :level], trace.prompt_frames))
    if trace.prompt_frames:
        sounds.add_prompt(decode_audio(codes[:, :, : trace.prompt_frames], 0))
    return sounds.complete(trace)


class LevelSounds:
    """What the levels of a decoding sound and look like, added one after the other as they are complete.

    audio: Ogg Opus files by their names in a trace, which say where they come from.
    pictures: uint8 [bands, F] of every level so far.
    """

    def __init__(self, trace: Trace, watermark: bool) -> None:
        self.sample_rate, self.hop, self.watermark = trace.sample_rate, trace.hop, watermark
        self._made, self._given = trace.origin.tags(trace.seed), trace.origin.codec_tags()
        self.audio: dict[str, bytes] = {}
        self.pictures: list[Tensor] = []
        self._coarser: Tensor | None = None

    def add(self, waveform: Tensor) -> dict[str, bytes]:
        """The next level's waveform [N], of all levels up to it; returns what is new in `audio`."""
        finer, level = waveform.cpu(), len(self.pictures) + 1
        new = {str(level): finer}
        if self._coarser is not None:
            change = level_difference(self._coarser, finer, self.hop)
            new[f"difference.{level}"] = outlet.release(change, self.sample_rate, self.watermark)
        self.pictures.append(spectrograms([finer], self.sample_rate, self.hop).values[0])
        self._coarser = finer
        return self._encode(new, self._made)

    def add_prompt(self, waveform: Tensor) -> dict[str, bytes]:
        """The voice prompt [N] of all levels; returns what is new in `audio`."""
        return self._encode({"prompt": waveform.cpu()}, self._given)

    def complete(self, trace: Trace) -> Trace:
        """Put everything into the trace that it was made of; returns it."""
        trace.spectrograms = scale_of(torch.stack(self.pictures), self.sample_rate)
        # in the order in which a file is read: levels, what each adds, the prompt
        place = {name: (name == "prompt", name.startswith("difference")) for name in self.audio}
        trace.audio = {name: self.audio[name] for name in sorted(self.audio, key=place.get)}
        return trace

    def _encode(self, sounds: dict[str, Tensor], tags: dict[str, str]) -> dict[str, bytes]:
        new = {name: encode_opus(waveform, self.sample_rate, tags) for name, waveform in sounds.items()}
        self.audio |= new
        return new


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
            file.seek(0)  # or libsndfile plays what an Opus file of FFmpeg's says to skip
            # one sample more than there should be is enough to find out
            samples = file.read(frames * trace.hop + 1, dtype="float32", always_2d=True)
            rate = file.samplerate
    except (soundfile.SoundFileError, RuntimeError) as error:
        raise TraceError("The audio of this trace is damaged: save or download it again.") from error
    if rate != trace.sample_rate or samples.shape != (frames * trace.hop, 1):
        raise TraceError("The audio of this trace is not as long as its tokens: record it again.")
    return torch.from_numpy(samples[:, 0].copy())


def spectrograms(waveforms: Sequence[Tensor], sample_rate: int, hop: int) -> Spectrograms:
    """Log-mel spectrograms of waveforms [F * hop], a column a frame, centred on it."""
    window = 2 * hop
    stft = FramedSTFT(window, hop)
    power = stft(torch.stack(list(waveforms)).float()).abs().square()
    mel = (power / (stft.window.sum() / 2).square()) @ mel_filters(window, BANDS, sample_rate)
    decibels = 10 * torch.log10(mel.clamp_min(1e-12))
    shades = (decibels - LOW_DB) / (HIGH_DB - LOW_DB) * 255 / SHADE
    values = SHADE * shades.round().clamp(0, 255 // SHADE)
    return scale_of(values.byte().transpose(1, 2), sample_rate)


def scale_of(values: Tensor, sample_rate: int) -> Spectrograms:
    """Spectrograms uint8 [.., bands, F] as `spectrograms` makes them, with what their numbers stand for."""
    return Spectrograms(values, LOW_DB, HIGH_DB, 0.0, sample_rate / 2)
