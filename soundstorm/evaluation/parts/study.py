"""What all parts measure with: models, clips and listener; voices and takes are read once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tqdm import tqdm

from soundstorm.evaluation.parts.takes import LENGTHS, Take, count_of, read_take
from soundstorm.evaluation.parts.utterances import utterances
from soundstorm.evaluation.parts.voices import Voice, read_voices

if TYPE_CHECKING:
    from soundstorm.corpus import Clip
    from soundstorm.evaluation.instruments.recogniser import Recogniser
    from soundstorm.pipeline import SoundStormPipeline


@dataclass
class Study:
    pipeline: SoundStormPipeline
    clips: Sequence[Clip]  # of a split
    recogniser: Recogniser | None = None  # of the parts that hear words
    count: int | None = None  # clips, short takes or short texts a part; each part's own number without it
    training: Sequence[Clip] = ()  # what models may have learned from, where it is not what is measured

    @cached_property
    def voices(self) -> list[Voice]:
        """Twelve speakers' prompts, or as many as there are."""
        return read_voices(self.pipeline, self.clips)

    @cached_property
    def takes(self) -> list[Take]:
        """Utterances of every length in tokens."""
        chosen = [
            (utterance, length)
            for length, (shortest, longest) in LENGTHS.items()
            for utterance in utterances(self.clips, shortest, longest, count_of(length, self.count))
        ]
        return [
            read_take(self.pipeline, utterance, length, seed)
            for seed, (utterance, length) in enumerate(tqdm(chosen, desc="reading clips", unit="clip"))
        ]
