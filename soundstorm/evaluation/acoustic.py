"""SoundStorm on true semantic tokens, as in section 4.2 of its paper: unprompted, and after a prompt of 3 s.

Clips are short, mid or long. Each is heard three times: as it was recorded, as the codec keeps it, and as
SoundStorm speaks its semantic tokens, either all of it or what follows the first 3 s, whose acoustic tokens
are then given. Only what follows the prompt counts, for recording and codec too: what is given is no merit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from tqdm import tqdm

from soundstorm.evaluation.consistency import bundled_consistency
from soundstorm.evaluation.conversion import measure_conversion, summarise_conversion
from soundstorm.evaluation.metrics import SAMPLE_RATE
from soundstorm.evaluation.part import Part
from soundstorm.evaluation.recogniser import HeardWord, hear_all
from soundstorm.evaluation.recognition import count_word_errors, reference_words, word_error_rates
from soundstorm.evaluation.statistics import bootstrap_mean, bootstrap_ratio
from soundstorm.evaluation.utterances import LEAST_PROMPT_SECONDS, Utterance, utterances
from soundstorm.evaluation.voice import embed_voice, voice_similarity
from soundstorm.text.phonemes import phoneme_ids, phonemize

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.semantic import SemanticTokenizer
    from soundstorm.training.data import Clip

LENGTHS = {"short": (4.0, 10.0), "mid": (10.0, 20.0), "long": (20.0, 30.0)}  # seconds
COUNTS = {"short": 8, "mid": 6, "long": 5}  # transcribed clips
LEAST_PROMPT_SAMPLES = round(LEAST_PROMPT_SECONDS * SAMPLE_RATE)
LEAST_REST_SECONDS = 2.0  # after the prompt: of less, no voice can be told
SOURCES = ("recording", "codec", "soundstorm")


@dataclass(frozen=True)
class Prompt:
    """The beginning of an utterance that is given: whole words, where they are known."""

    tokens: int  # semantic
    words: int = 0


@dataclass(frozen=True)
class Take:
    """An utterance in every form.

    forms: "recording", "codec", "unprompted" (with a transcript) and "prompted" (with a prompt), all of them
    float [N] with the prompt first.
    """

    utterance: Utterance
    length: str
    seed: int
    prompt: Prompt | None
    prompt_samples: int
    forms: dict[str, Tensor]


def find_prompt(tokenizer: SemanticTokenizer, semantic: Tensor, transcript: str) -> Prompt | None:
    """The first 3 s of semantic tokens [S], prolonged to the end of the word that is being said then.

    Without a transcript it is 3 s exactly. None when no word or less than 2 s would be left.
    """
    rate = SAMPLE_RATE / tokenizer.samples_per_token
    prompt = Prompt(round(LEAST_PROMPT_SECONDS * rate))
    if transcript and prompt.tokens < len(semantic):
        words = phonemize(transcript)
        word_of_phoneme = torch.tensor([index for index, word in enumerate(words) for _ in word])
        spoken = word_of_phoneme[tokenizer.align(semantic, phoneme_ids(words))]  # [S] the word at every token
        later = (spoken > spoken[prompt.tokens - 1]).nonzero()
        if not len(later):
            return None
        prompt = Prompt(int(later[0]), int(spoken[later[0]]))
    return prompt if len(semantic) - prompt.tokens >= LEAST_REST_SECONDS * rate else None


@torch.inference_mode()
def tokenize(
    pipeline: SoundStormPipeline, utterance: Utterance
) -> tuple[Tensor, Tensor, Tensor, Prompt | None]:
    """The recording [N] in whole semantic tokens, its codes [1, Q, T], those tokens [1, S], its prompt."""
    recording, per_token = utterance.waveform(), pipeline.semantic.samples_per_token
    recording = recording[: len(recording) // per_token * per_token]
    codes, semantic = pipeline.codec.encode(recording[None]), pipeline.semantic.encode(recording[None])
    return recording, codes, semantic, find_prompt(pipeline.semantic, semantic[0], utterance.transcript)


@torch.inference_mode()
def take(pipeline: SoundStormPipeline, utterance: Utterance, length: str, seed: int) -> Take:
    """Read an utterance, pass it through the codec and let SoundStorm speak its tokens."""
    recording, codes, semantic, prompt = tokenize(pipeline, utterance)
    forms = {"recording": recording, "codec": pipeline.decode_audio(codes)}
    if utterance.transcript:
        forms["unprompted"] = pipeline.decode_audio(pipeline.storm.generate(semantic, seed=seed))
    if prompt:
        given = codes[:, :, : prompt.tokens * pipeline.storm.config.frames_per_semantic]
        forms["prompted"] = pipeline.decode_audio(pipeline.storm.generate(semantic, given, seed=seed))
    given_samples = prompt.tokens * pipeline.semantic.samples_per_token if prompt else 0
    return Take(utterance, length, seed, prompt, given_samples, forms)


def listen(takes: Sequence[Take]) -> list[dict[str, list[HeardWord]]]:
    """The words that are heard in every form of every take; none of takes without a transcript."""
    forms = [
        (number, form)
        for number, taken in enumerate(takes)
        for form in taken.forms
        if taken.utterance.transcript
    ]
    heard: list[dict[str, list[HeardWord]]] = [{} for _ in takes]
    words = hear_all([takes[number].forms[form] for number, form in forms])
    for (number, form), own in zip(forms, words, strict=True):
        heard[number][form] = own
    return heard


def rows_of(taken: Take, task: str, heard: dict[str, list[HeardWord]]) -> Iterator[dict[str, Any]]:
    """What was measured of one utterance: a row for SoundStorm's speech and for each of what it copies."""
    given = task == "prompted"
    start, skipped = (taken.prompt_samples, taken.prompt.words) if given else (0, 0)
    reference = reference_words(taken.utterance.transcript)[skipped:]
    voice = embed_voice(taken.forms["recording"][:start]) if given else None
    for source in SOURCES:
        form = task if source == "soundstorm" else source
        waveform = taken.forms[form]
        row = {
            "task": task,
            "source": source,
            "length": taken.length,
            "clips": [clip.path.name for clip in taken.utterance.clips],
            "speaker": taken.utterance.speaker,
            "seconds": len(waveform) / SAMPLE_RATE,
            "prompt_seconds": start / SAMPLE_RATE,
            "seed": taken.seed,
        }
        if reference:
            middles = [(word.start + word.end) / 2 * SAMPLE_RATE for word in heard[form]]
            said = [word.text for word, middle in zip(heard[form], middles, strict=True) if middle >= start]
            row |= vars(count_word_errors(reference, said)) | {"heard": " ".join(said)}
        if voice is not None:
            row["voice"] = voice_similarity(embed_voice(waveform[start:]), voice)
            # crops of 3 s, whatever the length of the prompt: the score depends on it
            apart = torch.cat([waveform[:LEAST_PROMPT_SAMPLES], waveform[start:]])
            drift = bundled_consistency().consistency(apart, LEAST_PROMPT_SECONDS)
            row["consistency"] = drift.mean
            after = (middle - LEAST_PROMPT_SECONDS for middle in drift.seconds)
            row["drift"] = [[second, score] for second, score in zip(after, drift.scores, strict=True)]
        yield row


def measure_acoustic(pipeline: SoundStormPipeline, clips: Sequence[Clip], count: int | None) -> Part:
    """Error rates, voice and consistency of SoundStorm beside codec and recording; and voice conversion."""
    chosen = [
        (utterance, length)
        for length, (shortest, longest) in LENGTHS.items()
        for utterance in utterances(clips, shortest, longest, count or COUNTS[length])
    ]
    takes = [
        take(pipeline, utterance, length, seed)
        for seed, (utterance, length) in enumerate(tqdm(chosen, desc="acoustic", unit="clip"))
    ]
    heard = listen(takes)
    figures, rows = {}, []
    for task in ("unprompted", "prompted"):
        own = [
            row
            for taken, words in zip(takes, heard, strict=True)
            if task in taken.forms
            for row in rows_of(taken, task, words)
        ]
        by_length = {length: [row for row in own if row["length"] == length] for length in LENGTHS}
        figures[task] = {
            length: summarise(group) for length, group in (by_length | {"all": own}).items() if group
        }
        rows += own
    converted = measure_conversion(pipeline, clips, count)
    if converted:
        figures["conversion"] = summarise_conversion(converted)
    return Part(figures, rows + converted)


def summarise(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """SoundStorm's figures, those of recording and codec by their names, and what the bars compare."""
    by_source = {source: [row for row in rows if row["source"] == source] for source in SOURCES}
    read = {source: [row for row in own if "words" in row] for source, own in by_source.items()}
    result: dict[str, Any] = {}
    for source, own in by_source.items():
        figures = word_error_rates(read[source]) if read[source] else {}
        for name in ("voice", "consistency"):
            if name in own[0]:
                figures[name] = bootstrap_mean([row[name] for row in own], [row["speaker"] for row in own])
        result |= figures if source == "soundstorm" else {source: figures}

    spoken, kept, recorded = by_source["soundstorm"], by_source["codec"], by_source["recording"]
    for name in ("errors", "character_errors"):
        if read["codec"]:
            counts = ([row[name] for row in read[source]] for source in ("soundstorm", "codec"))
            readers = [row["speaker"] for row in read["codec"]]
            result[name.replace("errors", "error_ratio")] = bootstrap_ratio(*counts, readers)
    if "voice" in spoken[0]:
        voices = [row["speaker"] for row in spoken]
        result["voice_share"] = bootstrap_ratio(
            [row["voice"] for row in spoken], [row["voice"] for row in kept], voices
        )
        pairs = zip(recorded, spoken, strict=True)
        lost = [real["consistency"] - row["consistency"] for real, row in pairs]
        result["consistency_loss"] = bootstrap_mean(lost, voices)
    return result
