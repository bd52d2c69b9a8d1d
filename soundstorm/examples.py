"""The bundled runs: a sentence in the ways worth comparing, a race, other sentences, two dialogues; clips."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from soundstorm.acoustic import Schedule
from soundstorm.acoustic.schedule import PAPER
from soundstorm.audio import write_audio
from soundstorm.bundled import ASSETS
from soundstorm.pipeline import SoundStormPipeline, finish
from soundstorm.race import PAIR, race_words
from soundstorm.trace import Trace
from soundstorm.trace.trace import CANDIDATES
from soundstorm.utterance import Given
from soundstorm.whatif import decode_again

PROMPTS = ASSETS / "prompts"
SENTENCE = "The birch canoe slid on the smooth planks."  # the first of the Harvard sentences
PROMPT = PROMPTS / "woman-6078.flac"
OTHER_PROMPT = PROMPTS / "man-5750.flac"
SEED, OTHER_SEED = 7, 8


@dataclass(frozen=True)
class Example:
    """A way to decode, named after what it teaches; one iteration at every level but the first."""

    title: str
    iterations: int = 16  # at level 1
    shape: str = "cosine"
    temperature: float = 1.0
    seed: int = SEED
    prompt: Path = PROMPT

    @property
    def schedule(self) -> Schedule:
        return Schedule((self.iterations,), shape=self.shape, temperature=self.temperature)


# by the name of the file; the number puts them in the order in which they are offered
EXAMPLES = {
    "1-paper": Example("Paper: 16 iterations at level 1"),
    "2-greedy": Example("Greedy: one iteration a level", iterations=1),
    "3-slow-motion": Example("Slow motion: 32 iterations at level 1", iterations=32),
    "4-too-hot": Example("Too hot: temperature 1.6", temperature=1.6),
    "5-linear": Example("Linear schedule", shape="linear"),
    "6-other-seed": Example("Paper, another seed", seed=OTHER_SEED),
    "7-other-voice": Example("Paper, another voice", prompt=OTHER_PROMPT),
}


@dataclass(frozen=True)
class Sentence:
    """Words in a voice."""

    title: str
    words: str
    prompt: Path


SENTENCES = {
    "8-question": Sentence(
        "A question, another man", "Did you hear the storm last night?", PROMPTS / "man-8629.flac"
    ),
    "9-market": Sentence(
        "A longer sentence, another woman",
        "She sells fresh bread and honey at the market by the river.",
        PROMPTS / "woman-7302.flac",
    ),
}

# what the card lets hear: the first Harvard sentences, by voices in the order of their names
CLIPS = {
    "1": Sentence("", SENTENCE, PROMPTS / "man-1135.flac"),
    "2": Sentence("", "Glue the sheet to the dark blue background.", PROMPTS / "man-8629.flac"),
    "3": Sentence("", "It's easy to tell the depth of a well.", PROMPTS / "woman-6078.flac"),
}
CLIP_SEED = 0

# the dialogues of the paper's page, by the name of their file, and the voices of their speakers
DIALOGUES = {"breakfast": ("woman-6078", "man-8629"), "sleep": ("man-5750", "woman-7302")}


def write_dialogue_traces(pipeline: SoundStormPipeline, folder: Path) -> Iterator[Path]:
    """Speak every bundled dialogue and write NAME.sstrace with sound into `folder`; yields each path.

    Raises:
        CheckpointError: when the models know one speaker alone.
    """
    folder.mkdir(exist_ok=True)
    for name, voices in DIALOGUES.items():
        text = (ASSETS / "dialogues" / f"{name}.txt").read_text(encoding="utf-8")
        prompts = [PROMPTS / f"{voice}.flac" for voice in voices]
        decoding = pipeline.dialogue(text, prompts, SEED, candidates=CANDIDATES)
        decoding.trace.title = f"Dialogue: {name}"
        path = folder / f"{name}.sstrace"
        pipeline.add_sound(finish(decoding).trace).save(path)
        yield path


def write_example_traces(pipeline: SoundStormPipeline, folder: Path) -> Iterator[Path]:
    """Decode every example and write NAME.sstrace with sound into `folder`; yields each path once written.

    All examples have the same semantic tokens, so that tokens at the same place can be compared.
    """
    folder.mkdir(exist_ok=True)
    decoding = pipeline.stream(SENTENCE, PROMPT, SEED, candidates=CANDIDATES)
    spoken = finish(decoding).trace
    for name, example in EXAMPLES.items():
        said = spoken if example.prompt == PROMPT else in_voice(pipeline, spoken, example.prompt)
        decoding = decode_again(pipeline, said, example.seed, example.schedule, example.title)
        path = folder / f"{name}.sstrace"
        pipeline.add_sound(finish(decoding).trace).save(path)
        yield path


def write_sentence_traces(pipeline: SoundStormPipeline, folder: Path) -> Iterator[Path]:
    """Speak every sentence with the paper's schedule and write NAME.sstrace with sound; yields each path."""
    folder.mkdir(exist_ok=True)
    for name, sentence in SENTENCES.items():
        decoding = pipeline.stream(sentence.words, sentence.prompt, SEED, PAPER, candidates=CANDIDATES)
        spoken = finish(decoding).trace
        spoken.title = sentence.title
        path = folder / f"{name}.sstrace"
        pipeline.add_sound(spoken).save(path)
        yield path


def write_clips(pipeline: SoundStormPipeline, folder: Path) -> Iterator[Path]:
    """Speak the card's sentences and write N.flac into `folder`; yields each path."""
    folder.mkdir(exist_ok=True)
    for name, clip in CLIPS.items():
        spoken = pipeline(clip.words, clip.prompt, CLIP_SEED)
        path = folder / f"{name}.flac"
        write_audio(path, spoken.waveform, spoken.sample_rate, pipeline.origin.tags(CLIP_SEED))
        yield path


def write_race_traces(pipeline: SoundStormPipeline, folder: Path) -> Iterator[Path]:
    """Let SoundStorm and AudioLM say the sentence by the clock and write their traces into `folder`.

    Yields each path.

    Raises:
        CheckpointError: when the checkpoint lacks a stage of AudioLM.
    """
    folder.mkdir(exist_ok=True)
    race_words(pipeline, SENTENCE, PROMPT, SEED)  # the first time pays for what is only done once
    race = race_words(pipeline, SENTENCE, PROMPT, SEED)
    for name, trace in zip(PAIR, (race.storm, race.audiolm), strict=True):
        pipeline.add_sound(trace).save(folder / name)
        yield folder / name


def in_voice(pipeline: SoundStormPipeline, trace: Trace, prompt: Path) -> Trace:
    """What a finished trace says after another voice prompt, to be decoded again; semantic tokens stay."""
    voice = pipeline.encode_prompt(prompt)
    target = trace.codes[0, :, trace.prompt_frames :]
    return replace(
        trace,
        given=torch.cat([voice.codes[0].cpu(), target], dim=1),
        semantic=torch.cat([voice.semantic[0].cpu(), trace.target_semantic]),
        prompt_frames=voice.codes.shape[2],
        prompts=Given.of([voice]).stretches,
        iterations=[],
        audio={},
        spectrograms=None,
    )
