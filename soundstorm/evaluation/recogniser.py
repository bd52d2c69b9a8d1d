"""A recogniser that had no part in training ours: CMU PocketSphinx with the US English models in its wheel.

It is a recogniser of the 2010s (Gaussian mixtures, 135,000 words, a trigram language model) and runs without
a network. Its own errors are many: of the words of clean LibriSpeech recordings it gets about a third wrong,
of their letters a sixth. So a rate means something only beside its rate on recordings; and where speech is
hard to understand, the character error rate tells more than that of words, which comes near its end.

Its worker processes import this module: torch, which they do not need, is not imported at the top.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

if TYPE_CHECKING:
    from torch import Tensor

SAMPLE_RATE = 16_000
FRAMES_PER_SECOND = 100
# Less weight for the language model than by default: 32 instead of 37 % wrong words on nine recordings of the
# valid split. Fewer active states: a third less time for the same errors, 0.3 s a second of speech.
SETTINGS = {"lw": 5.0, "fwdflatlw": 7.0, "bestpathlw": 8.0, "maxhmmpf": 4000}
SHORTEST_BYTES = 2 * SAMPLE_RATE // 10  # a tenth of a second: too short for a word
SECONDS_PER_WORKER = 60  # of audio; with less, a worker takes longer to start than to listen
_SPOKEN = re.compile(r"[a-z'.-]+")  # as against <sil> and [NOISE]


@dataclass(frozen=True)
class HeardWord:
    """A word in lower case, and when it was said, in seconds."""

    text: str
    start: float
    end: float


def recogniser_name() -> str | None:
    """What a report calls the recogniser; None where it is not installed."""
    try:
        return f"PocketSphinx {version('pocketsphinx')} with its en-us models"
    except PackageNotFoundError:
        return None


@cache
def _decoder() -> Any:
    import pocketsphinx

    return pocketsphinx.Decoder(loglevel="FATAL", **SETTINGS)


def hear(samples: bytes) -> list[HeardWord]:
    """The words in 16-bit samples at 16 kHz, in order, whatever was heard before."""
    if len(samples) < SHORTEST_BYTES:
        return []
    decoder = _decoder()
    decoder.reinit_feat()  # forgets the noise and the mean spectrum of the last utterance
    decoder.start_utt()
    decoder.process_raw(samples, full_utt=True)
    decoder.end_utt()
    words = []
    for segment in decoder.seg() or ():
        word = segment.word.split("(")[0]  # the dictionary's second pronunciation of a word ends in (2)
        if _SPOKEN.fullmatch(word):
            start, end = (frame / FRAMES_PER_SECOND for frame in (segment.start_frame, segment.end_frame + 1))
            # letters that are spelled are written with a point, compounds with a hyphen
            words += [HeardWord(part, start, end) for part in re.findall("[a-z']+", word)]
    return words


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def hear_all(waveforms: Sequence[Tensor]) -> list[list[HeardWord]]:
    """The words in every waveform [N] at 16 kHz, listened to on all cores; none in silence.

    Workers are new processes: a script that calls this needs `if __name__ == "__main__"`.

    Raises:
        UserError: where PocketSphinx is not installed.
    """
    from soundstorm.audio import SILENT_DBFS, active_level, to_int16
    from soundstorm.evaluation.metrics import require

    require("pocketsphinx")
    samples = [
        # in digital silence it hears a word that every sound fits equally well
        b"" if active_level(waveform, SAMPLE_RATE) < SILENT_DBFS else to_int16(waveform).tobytes()
        for waveform in waveforms
    ]
    seconds = sum(map(len, samples)) / 2 / SAMPLE_RATE
    workers = min(_cores(), int(seconds / SECONDS_PER_WORKER))
    shown = {"total": len(samples), "desc": "recogniser", "unit": "clip"}
    if workers < 2:
        return list(tqdm(map(hear, samples), **shown))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return list(tqdm(pool.map(hear, samples), **shown))
