"""A Whisper of some thousand random weights in faster-whisper's format: it hears endless nonsense."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

WIDTH, HEADS, MELS = 16, 2, 80
SPOKEN = "Ġabcdefghijklmnopqrstuvwxyz"  # Ġ is a space; other tokens are never heard, not even the last
SPECIAL = (
    "endoftext",
    "startoftranscript",
    "translate",
    "transcribe",
    "startoflm",
    "startofprev",
    "nospeech",
)
SPECIAL += ("notimestamps",)


def write_whisper(folder: Path) -> Path:
    """Write model and tokenizer into a folder, which is created; returns it."""
    import ctranslate2.specs
    import tokenizers

    folder.mkdir(parents=True, exist_ok=True)
    letters = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    special = [f"<|{name}|>" for name in SPECIAL]
    tokenizer = tokenizers.Tokenizer(
        tokenizers.models.BPE(vocab={letter: index for index, letter in enumerate(letters)}, merges=[])
    )
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    tokenizer.add_special_tokens(special)
    tokenizer.save(str(folder / "tokenizer.json"))

    spec = ctranslate2.specs.WhisperSpec(1, HEADS, 1, HEADS)
    spoken = [token in SPOKEN for token in letters + special]
    fill(spec, np.array(spoken))
    spec.register_vocabulary(letters + special)
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.lang_ids, spec.config.alignment_heads = [], [[0, 0]]
    spec.validate()
    spec.save(str(folder))
    return folder


def fill(spec: Any, spoken: np.ndarray) -> None:
    """Random weights for one layer of encoder and decoder; `spoken` [tokens] tells what can be heard."""
    rng = np.random.default_rng(0)

    def weights(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.5, shape).astype(np.float32)

    def linear(layer: Any, out: int, into: int, *kernel: int) -> None:
        layer.weight, layer.bias = weights(out, into, *kernel), weights(out)

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(WIDTH, np.float32), weights(WIDTH)

    def attention(layer: Any, *outs: int) -> None:
        norm(layer.layer_norm)
        for part, out in zip(layer.linear, outs, strict=True):
            linear(part, out, WIDTH)

    def feedforward(layer: Any) -> None:
        norm(layer.layer_norm)
        linear(layer.linear_0, 2 * WIDTH, WIDTH)
        linear(layer.linear_1, WIDTH, 2 * WIDTH)

    encoder, decoder = spec.encoder, spec.decoder
    linear(encoder.conv1, WIDTH, MELS, 3)
    linear(encoder.conv2, WIDTH, WIDTH, 3)
    encoder.position_encodings.encodings = weights(1500, WIDTH)
    attention(encoder.layer[0].self_attention, 3 * WIDTH, WIDTH)
    feedforward(encoder.layer[0].ffn)
    norm(encoder.layer_norm)
    decoder.embeddings.weight = weights(len(spoken), WIDTH)
    decoder.position_encodings.encodings = weights(448, WIDTH)
    attention(decoder.layer[0].self_attention, 3 * WIDTH, WIDTH)
    attention(decoder.layer[0].attention, WIDTH, 2 * WIDTH, WIDTH)
    feedforward(decoder.layer[0].ffn)
    norm(decoder.layer_norm)
    decoder.projection.weight = decoder.embeddings.weight
    decoder.projection.bias = np.where(spoken, 0, -100).astype(np.float32)
