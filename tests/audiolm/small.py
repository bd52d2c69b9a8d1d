"""Small untrained models with all of AudioLM's stages: quick, and nonsense."""

from dataclasses import replace

import torch

from soundstorm.acoustic import SoundStorm, SoundStormConfig
from soundstorm.audiolm import AudioLM, TokenLanguageModel, coarse_stage, fine_stage, semantic_stage
from soundstorm.bundled import TOKENIZER
from soundstorm.checkpoint import load_pretrained
from soundstorm.codec import SoundStream, SoundStreamConfig
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.semantic import WhisperTokenizer
from soundstorm.text.model import TextToSemantic, TextToSemanticConfig

LEVELS, ENTRIES = 6, 1024


def small_babbler() -> SoundStormPipeline:
    """Six levels, the bundled tokenizer, one speaker."""
    torch.manual_seed(0)
    tokenizer = load_pretrained(WhisperTokenizer, TOKENIZER)
    size = tokenizer.codebook_size
    audiolm = small_audiolm(tokenizer, LEVELS)
    sizes = {"width": 32, "heads": 2, "feedforward": 64}
    storm = SoundStorm(SoundStormConfig(levels=LEVELS, blocks=1, semantic_size=size, **sizes)).eval()
    text = TextToSemanticConfig(encoder_blocks=1, decoder_blocks=1, semantic_size=size, **sizes)
    codec = SoundStreamConfig(
        levels=LEVELS, latent_dim=8, width=32, encoder_blocks=1, decoder_blocks=1, phase_iterations=1
    )
    models = SoundStream(codec).eval(), tokenizer, TextToSemantic(text).eval(), storm
    return SoundStormPipeline(*models, audiolm)


def small_audiolm(tokenizer: WhisperTokenizer, levels: int) -> AudioLM:
    """Every stage of one narrow block."""
    size = tokenizer.codebook_size
    configs = semantic_stage(size), coarse_stage(size, ENTRIES, 2), fine_stage(levels, ENTRIES)
    narrow = (replace(config, width=32, heads=2, blocks=1, feedforward=64) for config in configs)
    stages = (TokenLanguageModel(config).eval() for config in narrow)
    return AudioLM(*stages, tokenizer.sample_rate / tokenizer.samples_per_token, 2)
