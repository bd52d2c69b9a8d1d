"""Which symbol of its script is spoken at every semantic token of a clip: phonemes, pauses, turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from soundstorm.audio.level import ACTIVE_RANGE_DB
from soundstorm.semantic.tokenizer import WhisperTokenizer
from soundstorm.text.phonemes import phoneme_ids, pronounce
from soundstorm.text.symbols import SYMBOL_IDS, TURN, spelling, symbol_ids
from soundstorm.text.words import tokens

PAUSE_SECONDS = 0.2  # of silence between two words: as long a pause is read as a comma
SURROUNDING = 2  # tokens on either side of silence that are as quiet
LONGEST_EDGE = 0.2  # seconds of silence kept at an end of a turn: gaps of 0 to 0.4 s


@dataclass(frozen=True)
class AlignedClip:
    """What is said in a clip, and when.

    symbols: int64 [L], ids of a spelling; word_starts: bool [L]; semantic: int64 [S]; alignment: int64 [S],
    the place among the symbols that is spoken at every token; silent: bool [S].
    """

    symbols: Tensor
    word_starts: Tensor
    semantic: Tensor
    alignment: Tensor
    silent: Tensor


def align(tokenizer: WhisperTokenizer, features: Tensor, waveform: Tensor, transcript: str) -> AlignedClip:
    """Align a clip with its transcript, pauses with punctuation.

    Args:
        features: of Whisper's encoder, float [F, width].
        waveform: the same clip, float [N] at the tokenizer's rate.

    Raises:
        AudioError: when the clip is too short for the transcript.
    """
    spoken = tokens(transcript)
    words = pronounce(spoken)
    # clones: tensors of the inference mode could not enter the training graph
    semantic = tokenizer.tokens(features[None])[0].clone()
    silent = silent_tokens(waveform, tokenizer.samples_per_token)
    heard = tokenizer.align(semantic, phoneme_ids(words)).tolist()
    pause = round(PAUSE_SECONDS * tokenizer.sample_rate / tokenizer.samples_per_token)
    marks, alignment = place_marks(
        heard, [len(word) for word in words], [token.mark for token in spoken], silent.tolist(), pause
    )
    parts = spelling(words, marks)
    word_starts = torch.tensor([place == 0 for part in parts for place in range(len(part))])
    return AlignedClip(
        torch.tensor(symbol_ids(parts)), word_starts, semantic, torch.tensor(alignment), silent
    )


def silent_tokens(waveform: Tensor, samples_per_token: int) -> Tensor:
    """Waveform [N] -> bool [S], True on tokens in which nobody speaks.

    They are 40 dB below the loudest token; or as quiet as the recording's noise, within 12 dB of its quietest
    twentieth and at least 25 dB below the loudest token, and so is what surrounds them, where a consonant may
    be as quiet. The noise of three recordings in ten of LibriSpeech is louder than those 40 dB: their pauses
    were learned as phonemes that last for a second.
    """
    power = waveform.double().square().unfold(0, samples_per_token, samples_per_token).mean(dim=1)
    loudest, noise = power.max(), power.quantile(0.05, interpolation="lower")
    audible = power > torch.minimum(noise * 10**1.2, loudest * 10**-2.5)
    near = nn.functional.max_pool1d(audible.double()[None], 2 * SURROUNDING + 1, 1, SURROUNDING)[0] > 0
    return (power < loudest * 10 ** (-ACTIVE_RANGE_DB / 10)) | ~near


def place_marks(
    alignment: Sequence[int],
    lengths: Sequence[int],
    marks: Sequence[str],
    silent: Sequence[bool],
    pause: int,
) -> tuple[list[str], list[int]]:
    """Give marks the silence behind their words.

    A mark is read for at least one token, which it takes from its neighbours where there is no silence; where
    they have none to spare, the mark is left out. A pause without a mark becomes a comma, the end without
    one a full stop: what is not written is not to be learned as chance.

    Args:
        alignment: the phoneme at each of S tokens.
        lengths: phonemes of every word.
        marks: what follows every word, "" for nothing.
        silent: whether nothing is heard, at each of S tokens.
        pause: tokens of silence that are a pause.

    Returns:
        The marks that are read, and the symbol at each of S tokens, marks counted.
    """
    total = sum(lengths)
    begins = np.searchsorted(alignment, np.arange(total + 1)).tolist()  # of phonemes; the last is the end
    read: list[str] = []
    pauses: list[tuple[int, int]] = []
    for end, mark in zip(np.cumsum(lengths).tolist(), marks, strict=True):
        left = right = begins[end]
        # every phoneme keeps a token
        earliest = begins[end - 1] + 1
        latest = begins[end + 1] - 1 if end < total else begins[end]
        while left > earliest and silent[left - 1]:
            left -= 1
        while right < latest and silent[right]:
            right += 1
        if end == total:
            mark = mark or "."
        elif right - left >= pause:
            mark = mark or ","
        if mark and left == right:
            if left > earliest:
                left -= 1
            elif right < latest:
                right += 1
            else:
                mark = ""
        read.append(mark)
        pauses.append((left, right) if mark else (begins[end], begins[end]))
        begins[end] = pauses[-1][1]
    places: list[int] = []
    phoneme = 0
    for length, mark, (left, right) in zip(lengths, read, pauses, strict=True):
        edges = [*begins[phoneme : phoneme + length], left]
        edges[0] = len(places)
        symbol = places[-1] + 1 if places else 0
        for place in range(length):
            places += [symbol + place] * (edges[place + 1] - edges[place])
        places += [symbol + length] * (right - left) if mark else []
        phoneme += length
    return read, places


def in_turns(clips: Sequence[AlignedClip], rng: np.random.Generator, edge: int) -> AlignedClip:
    """Clips one after the other, a turn marker between: what several people say in turn.

    The silence at their edges is cut to at most `edge` tokens; the turn marker is read for what is left of it
    before a turn, for one token at least. A clip that has none to spare is left out.
    """
    whole = clips[0]
    for clip in clips[1:]:
        end = _cut_silence(whole.alignment.flip(0), whole.silent.flip(0), int(rng.integers(edge + 1)))
        start = _cut_silence(clip.alignment, clip.silent, max(1, int(rng.integers(edge + 1))))
        said = clip.alignment[start:]
        first = int((said == said[0]).sum())  # tokens of the first symbol
        gap = min(max(1, _leading(clip.silent[start:])), first - 1)
        if not gap:
            continue
        kept = len(whole.semantic) - end
        turn = len(whole.symbols)
        told = said + turn + 1
        told[:gap] = turn
        whole = AlignedClip(
            torch.cat([whole.symbols, torch.tensor([SYMBOL_IDS[TURN]]), clip.symbols]),
            torch.cat([whole.word_starts, torch.tensor([True]), clip.word_starts]),
            torch.cat([whole.semantic[:kept], clip.semantic[start:]]),
            torch.cat([whole.alignment[:kept], told]),
            torch.cat([whole.silent[:kept], clip.silent[start:]]),
        )
    return whole


def _leading(silent: Tensor) -> int:
    """How many tokens are silent before the first that is not."""
    return int(silent.long().cumprod(0).sum())


def _cut_silence(alignment: Tensor, silent: Tensor, kept: int) -> int:
    """How many tokens to cut at the beginning so that `kept` silent ones remain and the first symbol does."""
    spare = int((alignment == alignment[0]).sum()) - 1
    return max(0, min(_leading(silent) - kept, spare))
