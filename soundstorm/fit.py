"""Whether models speak of the same tokens."""

from __future__ import annotations

import math

from soundstorm.acoustic import SoundStorm
from soundstorm.codec import Codec
from soundstorm.errors import CheckpointError
from soundstorm.semantic.protocol import Tokenizer
from soundstorm.text.model import TextToSemantic


def check_parts(codec: Codec, semantic: Tokenizer, text: TextToSemantic, storm: SoundStorm) -> None:
    """Refuses models that do not speak of the same tokens.

    Raises:
        CheckpointError: which says what does not fit.
    """
    model = storm.config
    frames = codec.frame_rate * semantic.samples_per_token / semantic.sample_rate
    pairs = (
        ("the levels of SoundStorm and codec", model.levels, codec.levels),
        ("the codebook sizes of SoundStorm and codec", model.codebook_size, codec.codebook_size),
        ("the codec's frames a semantic token", model.frames_per_semantic, frames),
        ("the semantic tokens of SoundStorm and tokenizer", model.semantic_size, semantic.codebook_size),
        (
            "the semantic tokens of text stage and tokenizer",
            text.config.semantic_size,
            semantic.codebook_size,
        ),
    )
    for what, one, other in pairs:
        if not math.isclose(one, other):
            raise CheckpointError(
                f"Load models of one checkpoint: {what} do not fit together ({one:g} and {other:g})."
            )
