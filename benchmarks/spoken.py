"""How well a read sentence is told from another one: phoneme error rates of right and wrong transcripts.

PYTHONPATH=. python benchmarks/spoken.py --data SPEECH --clips 120

Every transcript is cut like the sentence of `soundstorm.safety.spoken`: its last four words stand for those
that are drawn, what is before them for the agreement. Against a recording are held its own transcript; the
same with the last words of another clip, as if an older recording was played; the same with four drawn
words; and another clip's transcript. Prints a line a corpus, and for every threshold how many would pass.
"""

from __future__ import annotations

import argparse
from collections import defaultdict

from torch import Tensor

from soundstorm.audio import normalise_level, read_audio
from soundstorm.bundled import TOKENIZER
from soundstorm.checkpoint import load_pretrained
from soundstorm.corpus import Clip, read_manifest, round_robin
from soundstorm.errors import TextError
from soundstorm.safety.spoken import DRAWN, Sentence, misheard
from soundstorm.semantic import WhisperTokenizer
from soundstorm.text.phonemes import phoneme_ids, phonemize

SECONDS = 2.0, 12.0  # of clips about as long as the sentence
FEWEST_WORDS = 8
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
RIGHT = "right transcript"


def parts_of(transcript: str) -> tuple[list[int], list[int]] | None:
    """Phoneme ids of the beginning and of the last words; None where there are too few words."""
    try:
        words = phonemize(transcript)
    except TextError:
        return None
    return (phoneme_ids(words[:-DRAWN]), phoneme_ids(words[-DRAWN:])) if len(words) >= FEWEST_WORDS else None


def heard_in(tokenizer: WhisperTokenizer, clip: Clip) -> list[int]:
    """Phoneme ids that the tokenizer recognises in a recording."""
    waveform: Tensor = read_audio(clip.path, tokenizer.sample_rate)
    [heard] = tokenizer.recognise(normalise_level(waveform, tokenizer.sample_rate)[None])
    return heard


def measure(clips: list[Clip]) -> dict[str, dict[str, list[float]]]:
    """The error rate of every clip, by kind of transcript and corpus."""
    tokenizer = load_pretrained(WhisperTokenizer, TOKENIZER)
    rates: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    known = [parts_of(clip.transcript) for clip in clips]
    for clip, (begin, end), (other_begin, other_end) in zip(clips, known, known[1:] + known[:1], strict=True):
        heard = heard_in(tokenizer, clip)
        drawn = phoneme_ids(phonemize(" ".join(Sentence.drawn().words)))
        asked = {
            RIGHT: (begin, end),
            "last words of another": (begin, other_end),
            "last words drawn": (begin, drawn),
            "another transcript": (other_begin, other_end),
        }
        for kind, transcript in asked.items():
            rates[kind][clip.corpus].append(misheard(*transcript, heard))
    return rates


def main() -> None:
    """Print all figures."""
    arguments = argparse.ArgumentParser(description="Error rates of right and wrong sentences.")
    arguments.add_argument("--data", required=True, help="Folder with a manifest.tsv of recordings.")
    arguments.add_argument("--clips", type=int, default=120, help="Recordings to listen to.")
    chosen = arguments.parse_args()
    clips = [
        clip
        for clip in round_robin(read_manifest(chosen.data))
        if clip.split == "valid" and SECONDS[0] <= clip.seconds <= SECONDS[1] and parts_of(clip.transcript)
    ][: chosen.clips]
    for kind, by_corpus in measure(clips).items():
        everything = [value for values in by_corpus.values() for value in values]
        for corpus, values in [*by_corpus.items(), ("all", everything)]:
            ordered = sorted(values)
            middle, tail = ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]
            passed = ", ".join(f"{sum(value < most for value in values)} below {most}" for most in THRESHOLDS)
            print(
                f"{kind}, {corpus}: {len(values)} clips, lowest {ordered[0]:.2f}, median {middle:.2f}, "
                f"95 % below {tail:.2f}, highest {ordered[-1]:.2f}; {passed}",
                flush=True,
            )


if __name__ == "__main__":
    main()
