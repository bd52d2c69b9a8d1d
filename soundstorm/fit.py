"""Whether models, and traces, speak of the same tokens."""

from __future__ import annotations

import math
from collections.abc import Iterable

from soundstorm.acoustic import SoundStorm
from soundstorm.audiolm import AudioLM
from soundstorm.audiolm.stages import COARSE_LEVELS
from soundstorm.codec import Codec
from soundstorm.errors import CheckpointError, UserError
from soundstorm.safety.classifier import FEATURES_A_LEVEL, Classifier
from soundstorm.semantic.protocol import Tokenizer
from soundstorm.text.model import TextToSemantic
from soundstorm.text.symbols import SYMBOLS
from soundstorm.trace import Trace
from soundstorm.trace.turns import speakers_of


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
        ("the symbols of text stage and scripts", text.config.symbols, len(SYMBOLS)),
    )
    _check_pairs(pairs)


def check_audiolm(audiolm: AudioLM, storm: SoundStorm) -> None:
    """Refuses stages of AudioLM that do not speak of SoundStorm's tokens.

    Raises:
        CheckpointError: which says what does not fit.
    """
    model, semantic = storm.config, [*audiolm.semantic.config.predicted]
    pairs: list[tuple[str, float, float]] = []
    if audiolm.speaks:
        semantic += audiolm.coarse.config.given
        coarse, fine = audiolm.coarse.config, audiolm.fine.config
        acoustic = (*coarse.predicted, *fine.given, *fine.predicted)
        pairs += [
            ("the levels of AudioLM and SoundStorm", COARSE_LEVELS + len(fine.predicted), model.levels),
            ("the coarse levels that AudioLM writes and those it has", len(coarse.predicted), COARSE_LEVELS),
            ("the coarse levels that its fine stage hears and those it has", len(fine.given), COARSE_LEVELS),
            ("the frames of AudioLM and SoundStorm", coarse.given_frames, model.frames_per_semantic),
        ]
        pairs += [
            ("the codebook sizes of AudioLM and SoundStorm", size, model.codebook_size) for size in acoustic
        ]
    pairs += [
        ("the semantic tokens of AudioLM and SoundStorm", size, model.semantic_size) for size in semantic
    ]
    _check_pairs(pairs)


def check_classifier(classifier: Classifier, storm: SoundStorm) -> None:
    """Refuses a classifier that expects models of other levels.

    Raises:
        CheckpointError: when it does.
    """
    expected, found = classifier.config.features, storm.config.levels * FEATURES_A_LEVEL
    _check_pairs([("the features of classifier and SoundStorm", expected, found)])


def _check_pairs(pairs: Iterable[tuple[str, float, float]]) -> None:
    for what, one, other in pairs:
        if not math.isclose(one, other):
            raise CheckpointError(
                f"Load models of one checkpoint: {what} do not fit together ({one:g} and {other:g})."
            )


def check_trace(trace: Trace, codec: Codec, storm: SoundStorm) -> None:
    """Refuses a trace with tokens that these models do not have.

    Raises:
        UserError: when it is another model's.
    """
    model = storm.config
    pairs = [
        ("levels", trace.levels, model.levels),
        ("tokens a level", trace.codebook_size, model.codebook_size),
        ("frames a semantic token", trace.frames_per_semantic, model.frames_per_semantic),
        ("samples a second", trace.sample_rate, codec.sample_rate),
        ("samples a frame", trace.hop, codec.hop),
    ]
    # of these the model may have more than the trace speaks in
    at_least = [
        ("semantic tokens", int(trace.semantic.max()) + 1, model.semantic_size),
        ("speakers", int(speakers_of(trace).max()) + 1, model.speakers),
    ]
    wrong = [pair for pair in pairs if pair[1] != pair[2]] + [pair for pair in at_least if pair[1] > pair[2]]
    if wrong:
        what, theirs, own = wrong[0]
        raise UserError(f"Load the model that made this trace: it has {theirs} {what}, and this model {own}.")
