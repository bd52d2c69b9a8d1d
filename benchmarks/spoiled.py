"""Bad inputs, endlessly: real files with flipped bytes, headers that lie, texts, settings, requests.

Everything follows from the random generator that is given.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable
from random import Random

import av
import numpy as np
import soundfile

from soundstorm.bundled import ASSETS
from soundstorm.trace.container import MAGIC, START

SPELLS = (
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt;", "{{7*7}}", "${7*7}", "%s%n"),
    *("\0", "\x1b[31m", "\u202e", "\u200f", "\u200b", "\ufeff", "\ud800", "\t\n\r", "e\u0301" * 50),
    *("\U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u4f60\u597d", "\u0645\u0631\u062d\u0628"),
    *("'; DROP TABLE", "../../etc/passwd", "A" * 400, "1" * 300, "9e999", "|", "[S1]", "A:", "-", "...", "$"),
    *("\u2014", "\u00bd", "\u00b2", "\u0663"),
)
NO_SIZES = (None, "8", 8.5, -1, 0, True, [8], {}, 2**40, 10**300, float("nan"))


def real_sounds() -> dict[str, bytes]:
    """One bundled prompt as WAV, FLAC, MP3, OGG, Opus and M4A, by ending."""
    samples, rate = soundfile.read(next((ASSETS / "prompts").glob("*.flac")), dtype="float32")
    kinds = {
        "wav": ("WAV", "PCM_16"),
        "float.wav": ("WAV", "FLOAT"),
        "flac": ("FLAC", "PCM_16"),
        "mp3": ("MP3", None),
        "ogg": ("OGG", "VORBIS"),
        "opus": ("OGG", "OPUS"),
    }
    sounds = {}
    for ending, (container, subtype) in kinds.items():
        file = io.BytesIO()
        soundfile.write(file, samples, rate, format=container, subtype=subtype)
        sounds[ending] = file.getvalue()
    return sounds | {"m4a": _m4a(samples, rate)}


def _m4a(samples: np.ndarray, rate: int) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=rate, layout="mono")
        for start in range(0, len(samples), 1024):
            frame = av.AudioFrame.from_ndarray(samples[None, start : start + 1024], "fltp", "mono")
            frame.sample_rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def flipped(random: Random, data: bytes) -> bytes:
    """Some bytes changed, most of them near the beginning; cut off or doubled now and then."""
    spoiled = bytearray(data)
    reach = random.choice([64, 512, len(spoiled)])
    for _ in range(random.choice([1, 3, 20, 200])):
        spoiled[random.randrange(min(reach, len(spoiled)))] = random.choice([0, 255, random.randrange(256)])
    fate = random.random()
    if fate < 0.2:
        return bytes(spoiled[: random.randrange(len(spoiled))])
    return bytes(spoiled + spoiled[:5000]) if fate < 0.25 else bytes(spoiled)


def wav(channels: int, rate: int, bits: int, format_tag: int, promised: int, samples: bytes) -> bytes:
    """A WAV file whose header says what it likes."""
    align = max(1, channels * bits // 8) & 0xFFFF
    head = struct.pack("<HHIIHH", format_tag, channels, rate, rate * align & 0xFFFFFFFF, align, bits)
    chunks = b"fmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", promised) + samples
    return b"RIFF" + struct.pack("<I", min(len(chunks) + 4, 2**32 - 1)) + b"WAVE" + chunks


def lying_sound(random: Random, sounds: dict[str, bytes]) -> bytes:
    """Nobody's recording: NaN, no channels or 96, absurd rates, ten hours, a bomb, a playlist."""
    noise = np.random.default_rng(random.randrange(2**32)).standard_normal(48_000).astype("<f4")
    noise[random.randrange(48_000)] = random.choice([np.nan, np.inf, -np.inf, 1e38, 0.0])
    zeros = io.BytesIO()
    soundfile.write(zeros, np.zeros((48_000 * random.choice([90, 600]), 2), np.int16), 48_000, format="FLAC")
    return random.choice(
        [
            lambda: wav(1, 16_000, 32, 3, noise.nbytes, noise.tobytes()),
            lambda: wav(random.choice([0, 9, 96, 65_535]), 16_000, 16, 1, 96_000, bytes(96_000)),
            lambda: wav(1, random.choice([0, 1, 4000, 10**6, 2**32 - 1]), 16, 1, 96_000, bytes(96_000)),
            lambda: wav(1, 16_000, 16, 1, 2**32 - 1, bytes(96_000)),  # a header of 37 hours
            lambda: wav(2, 8_000, 16, 1, 8_000 * 4 * 36_000, bytes(320)),  # of ten hours
            lambda: wav(1, 16_000, random.choice([0, 1, 7, 64, 255]), 1, 96_000, bytes(96_000)),
            lambda: wav(1, 16_000, 16, random.randrange(65_536), 96_000, bytes(96_000)),
            zeros.getvalue,  # ten minutes of nothing in a few kilobytes
            lambda: b"#EXTM3U\nfile:///etc/passwd\n",
            lambda: b"ffconcat version 1.0\nfile '/etc/passwd'\n",
            lambda: b"\x1f\x8b" + bytes(500),
            lambda: b"PK\x03\x04" + bytes(500),
            lambda: bytes(random.randrange(2000)),
            lambda: random.randbytes(random.randrange(5000)),
            lambda: random.choice(list(sounds.values()))[: random.randrange(100)],
        ]
    )()


def bad_text(random: Random) -> str:
    """Words with whatever does not belong among them."""
    if random.random() < 0.05:
        return random.choice(["a", "<b>", "😀", " ", "1,", "word "]) * 10**6
    words = [random.choice(["hello", "storm", "42", "Dr.", *SPELLS]) for _ in range(random.randrange(1, 12))]
    return random.choice(["", " ", "\n"]).join(words)


def bad_settings(random: Random, settings: dict) -> bytes:
    """A config.json that is another thing, or has another thing in it."""
    if random.random() < 0.3:
        return random.choice(
            [b"", b"[]", b"null", b"7", b"{", b"\xff\xfe{", b"[" * 99_999, b'{"width": 1e999}']
        )
    name = random.choice([*settings, "wings"])
    return json.dumps(settings | {name: random.choice(NO_SIZES)}).encode()


def lying_trace(random: Random, data: bytes) -> bytes:
    """A trace that is packed as it should be and says in one or two places of its header what it likes."""
    _, version, length = START.unpack_from(data)
    header = json.loads(data[START.size : START.size + length])
    for _ in range(random.choice([1, 1, 2])):
        inside: dict | list = header
        while True:
            places = [*inside] if isinstance(inside, dict) else [*range(len(inside))]
            place = random.choice(places)
            deeper = inside[place]
            if not isinstance(deeper, dict | list) or not deeper or random.random() < 0.2:
                break
            inside = deeper
        inside[place] = random.choice([*NO_SIZES, deeper, "", "x" * 5000, random.choice(SPELLS[:6])])
        if isinstance(inside, dict) and random.random() < 0.1:
            del inside[place]
    encoded = json.dumps(header).encode()
    return START.pack(MAGIC, version, len(encoded)) + encoded + data[START.size + length :]


def bad_value(random: Random) -> object:
    """What a program may send in place of anything."""
    passwords = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
    climbing = {"path": "../../../../etc/passwd", "meta": {"_type": "gradio.FileData"}}
    elsewhere = {"url": "http://127.0.0.1:9/secret", "path": "x", "meta": {"_type": "gradio.FileData"}}
    values: list[Callable[[], object]] = [
        lambda: random.choice(NO_SIZES[:-2]),
        lambda: random.choice([spell for spell in SPELLS if spell != "\ud800"]),
        lambda: bad_text(random)[:5000].replace("\ud800", ""),
        lambda: random.choice([passwords, climbing, elsewhere]),
        lambda: random.choice([[], {}, -1e300, "16," * 3000, "9" * 5000, {"a": {"a": {"a": []}}}, 10**400]),
    ]
    return random.choice(values)()
