"""The bundled traces: a sentence in the ways worth comparing, other voices and sentences, two dialogues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from soundstorm.acoustic import Schedule
from soundstorm.bundled import ASSETS
from soundstorm.pipeline import SoundStormPipeline, finish
from soundstorm.trace.trace import CANDIDATES, Trace
from soundstorm.whatif import decode_again

PROMPTS = ASSETS / "prompts"
SENTENCE = "The birch canoe slid on the smooth planks."  # the first of the Harvard sentences
VOICE = "woman-6078"
SEED, OTHER_SEED = 7, 8


@dataclass(frozen=True)
class Example:
    """A way to decode, named after what it teaches; one iteration at every level but the first."""

    title: str
    iterations: int = 16  # at level 1
    shape: str = "cosine"
    temperature: float = 1.0
    seed: int = SEED
    sentence: str = SENTENCE
    voice: str = VOICE

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
    "7-another-voice": Example("The same sentence in another voice", voice="man-8629"),
    "8-question": Example("A question", sentence="Where did you leave the blue sheet?", voice="man-1135"),
    "9-list": Example(
        "Words with pauses", sentence="Bread, honey, and a cup of tea, please.", voice="woman-5652"
    ),
}

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
        prompts = [ASSETS / "prompts" / f"{voice}.flac" for voice in voices]
        decoding = pipeline.dialogue(text, prompts, SEED, candidates=CANDIDATES)
        decoding.trace.title = f"Dialogue: {name}"
        path = folder / f"{name}.sstrace"
        pipeline.add_sound(finish(decoding).trace).save(path)
        yield path


def write_example_traces(pipeline: SoundStormPipeline, folder: Path) -> Iterator[Path]:
    """Decode every example and write NAME.sstrace with sound into `folder`; yields each path once written.

    Examples of one sentence in one voice have the same semantic tokens, so that tokens at the same place can
    be compared.
    """
    folder.mkdir(exist_ok=True)
    spoken: dict[tuple[str, str], Trace] = {}
    for name, example in EXAMPLES.items():
        said = example.sentence, example.voice
        if said not in spoken:
            prompt = PROMPTS / f"{example.voice}.flac"
            spoken[said] = finish(
                pipeline.stream(example.sentence, prompt, SEED, candidates=CANDIDATES)
            ).trace
        decoding = decode_again(pipeline, spoken[said], example.seed, example.schedule, example.title)
        path = folder / f"{name}.sstrace"
        pipeline.add_sound(finish(decoding).trace).save(path)
        yield path
