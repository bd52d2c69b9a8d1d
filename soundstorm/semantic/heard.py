"""Whether somebody speaks, as the recogniser behind the tokens hears it."""

from __future__ import annotations

from torch import Tensor

from soundstorm.audio import PreparedPrompt
from soundstorm.errors import AudioError
from soundstorm.semantic.protocol import Tokenizer

# Measured: 5 to 14 in speech, also backwards and under noise or music of 5 and 10 dB more; none in melodies,
# chords, drums and single sung vowels; 2 where the vowels of a song change.
LEAST_PHONEMES = 1.0  # a second


def check_spoken(tokenizer: Tokenizer, semantic: Tensor, prompt: PreparedPrompt) -> None:
    """Refuses a voice prompt, whose tokens are [1, S], that has the marks of speech but no phonemes: music.

    Raises:
        AudioError: when (nearly) none are heard.
    """
    phonemes = len(tokenizer.recognise_tokens(semantic)[0])
    if phonemes < LEAST_PHONEMES * (prompt.end - prompt.start):
        raise AudioError(
            "Use a recording of somebody speaking, without music, as the voice prompt: no speech is heard in "
            f"this one from {prompt.start:.1f} to {prompt.end:.1f} s."
        )
