"""Sound files opened by their content: with libsndfile, and what it does not know with FFmpeg's libraries."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import soundfile

from soundstorm.audio.boxes import SAMPLE_BYTES, claims_too_much
from soundstorm.audio.comments import names_too_many_tags
from soundstorm.audio.elements import has_too_many_parts

if TYPE_CHECKING:
    from av.audio import AudioFrame, AudioStream
    from av.container import InputContainer

BLOCK_SAMPLES = 2**20
UNKNOWN_LENGTH = 2**62  # libsndfile reports a stream without a length as about 2**63 samples
MP3_BEGINNINGS = (b"I", b"\xff")  # of an ID3 tag, of a frame

# What phones, browsers, cameras and telephones write, and no more: each is a parser of hostile bytes. No
# format that names other files or addresses (playlists, streaming manifests, concat), no codec of games.
TIMED_FORMATS = ("mov", "matroska", "asf", "avi")  # their headers say how long they last; others are guessed
FORMATS = (*TIMED_FORMATS, "wav", "ogg", "aac", "amr", "mp3", "flac", "caf", "flv", "mpegts", "mpeg")
CODECS = """
    aac ac3 adpcm_ima_qt adpcm_ima_wav adpcm_ms alac amrnb amrwb eac3 flac gsm gsm_ms mp2 mp2float mp3
    mp3float opus pcm_alaw pcm_f32be pcm_f32le pcm_mulaw pcm_s16be pcm_s16le pcm_s24be pcm_s24le pcm_s32be
    pcm_s32le pcm_u8 speex vorbis wmapro wmav1 wmav2 wmavoice
""".split()


class UndecodableError(Exception):
    """A decoder does not know a file's content."""


@dataclass(frozen=True)
class Sound:
    """An open sound file."""

    sample_rate: int
    channels: int
    seconds: float | None  # as its header says, None where that is not known before the end
    blocks: Iterator[np.ndarray]  # float32 [n, channels], up to the end or the first damage


@contextmanager
def open_with_libsndfile(file: BinaryIO) -> Iterator[Sound]:
    """WAV, FLAC, Ogg, MP3, AIFF and the like.

    Raises:
        UndecodableError: for anything else, and for an MP3 of more tags than a recording needs.
    """
    # Its reader of MP3 compares tags, as FFmpeg does; other files need not be looked through for it.
    if os.pread(file.fileno(), 1, 0) in MP3_BEGINNINGS and names_too_many_tags(file):
        raise UndecodableError
    try:
        # A descriptor has no name: by its name a file would be taken for raw samples or another format.
        sound = soundfile.SoundFile(file.fileno(), closefd=False)
    except soundfile.SoundFileError as error:
        raise UndecodableError from error
    with sound:
        seconds = sound.frames / sound.samplerate if sound.frames < UNKNOWN_LENGTH else None
        yield Sound(sound.samplerate, sound.channels, seconds, _libsndfile_blocks(sound))


def _libsndfile_blocks(sound: soundfile.SoundFile) -> Iterator[np.ndarray]:
    # `sound.blocks` would believe the header: where a cut file ends early, it yields memory never written to.
    block_frames = max(1, BLOCK_SAMPLES // sound.channels)
    try:
        if sound.format == "OGG":
            sound.seek(0)  # or what an Opus file of FFmpeg's says to skip is read, and its end is not
        while len(block := sound.read(block_frames, dtype="float32", always_2d=True)):
            yield block
    except soundfile.SoundFileError:
        return


class _Content:
    """A file's bytes without its name, so that nothing is judged by it and nothing beside it can be found."""

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.tell, self._seek = file.read, file.tell, file.seek

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """The new position, negative where there is none: an exception would be printed by PyAV."""
        try:
            return self._seek(offset, whence)
        except (OSError, ValueError, OverflowError):
            return -1


def _open_nothing_else(url: str, flags: int, options: dict) -> BinaryIO:
    raise PermissionError("A sound file may not refer to other files or addresses.")


@contextmanager
def open_with_ffmpeg(file: BinaryIO) -> Iterator[Sound]:
    """M4A, WebM, AMR, WMA, the sound of video files, WAV headers of streams, ...

    Raises:
        UndecodableError: for anything else, and for files without sound; by the blocks, when the sample rate
            or the channels change on the way.
    """
    import av  # 0.1 s: only for files that need it

    with ffmpeg_container(file) as container:
        stream = container.streams.best("audio")
        if stream is None or stream.codec_context is None or stream.codec.name not in CODECS:
            raise UndecodableError
        frames = _frames(container, stream, os.fstat(file.fileno()).st_size)
        first = next(frames, None)
        if first is None:
            raise UndecodableError
        timed = container.format.name.startswith(TIMED_FORMATS) and container.duration is not None
        yield Sound(
            first.sample_rate,
            first.layout.nb_channels,
            container.duration / av.time_base if timed else None,
            _interleaved(itertools.chain([first], frames)),
        )


@contextmanager
def ffmpeg_container(file: BinaryIO) -> Iterator[InputContainer]:
    """A file opened by FFmpeg's libraries, which may open nothing else.

    Raises:
        UndecodableError: when it is in none of `FORMATS`, names more samples than it can hold or has more
            parts or tags than a recording needs.
    """
    import av

    if claims_too_much(file) or has_too_many_parts(file) or names_too_many_tags(file):
        raise UndecodableError
    only = {
        "format_whitelist": ",".join(FORMATS),
        "codec_whitelist": ",".join(CODECS),
        "protocol_whitelist": "",
    }
    try:
        container = av.open(
            _Content(file), "r", container_options=only, io_open=_open_nothing_else, metadata_errors="replace"
        )
    except av.FFmpegError as error:
        raise UndecodableError from error
    with container:
        yield container


def _frames(container: InputContainer, stream: AudioStream, file_bytes: int) -> Iterator[AudioFrame]:
    """The frames that can be decoded; damaged packets are left out, as players do.

    A hostile index can name the same bytes for ever: no more packets come than the file's bytes could hold.
    """
    import av

    left = file_bytes + SAMPLE_BYTES  # the last packet is empty: what a decoder still holds comes at it
    packets = container.demux(stream)
    while left > 0:
        try:
            packet = next(packets, None)
        except av.FFmpegError:
            return
        if packet is None:
            return
        left -= max(SAMPLE_BYTES, packet.size)
        try:
            yield from packet.decode()
        except av.FFmpegError:
            continue


def _interleaved(frames: Iterable[AudioFrame]) -> Iterator[np.ndarray]:
    """float32 [n, channels] of every frame, whatever the samples' format.

    Through FFmpeg's converter, because PyAV counts the planes of a frame of 8 channels beyond their end.
    """
    import av

    interleave, as_begun = av.AudioResampler(format="flt"), None
    for frame in frames:
        kind = (frame.sample_rate, frame.layout.nb_channels, frame.format.name)
        if (as_begun := as_begun or kind) != kind:
            raise UndecodableError
        try:
            converted = interleave.resample(frame)
        except (av.FFmpegError, ValueError) as error:
            raise UndecodableError from error
        for block in converted:
            yield block.to_ndarray().reshape(-1, block.layout.nb_channels)
