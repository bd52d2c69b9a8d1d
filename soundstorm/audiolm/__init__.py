"""AudioLM (Borsos et al. 2022): speech token by token, the way SoundStorm replaces."""

from soundstorm.audiolm.model import Drawn, TokenLanguageModel, TokenLanguageModelConfig
from soundstorm.audiolm.stages import AudioLM, NewToken, coarse_stage, fine_stage, semantic_stage

__all__ = [
    "AudioLM",
    "Drawn",
    "NewToken",
    "TokenLanguageModel",
    "TokenLanguageModelConfig",
    "coarse_stage",
    "fine_stage",
    "semantic_stage",
]
