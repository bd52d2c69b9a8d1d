"""Whether somebody speaks, as the recogniser behind the tokens hears it."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor
from torch.nn import functional

from soundstorm.audio import PreparedPrompt, prepare_prompt
from soundstorm.errors import AudioError
from soundstorm.semantic.protocol import Tokenizer

# Measured: 5 to 14 in speech, also backwards and under noise or music of 5 and 10 dB more; none in melodies,
# chords, drums and single sung vowels; 2 where the vowels of a song change.
LEAST_PHONEMES = 1.0  # a second
SYLLABLE = 5  # tokens around one in which a phoneme is heard, all of which are speech


def prompt_with_speech(
    tokenizer: Tokenizer,
    encode: Callable[[Tensor], Tensor],
    waveform: Tensor,
    sample_rate: int,
    multiple: int,
    max_seconds: float,
) -> tuple[PreparedPrompt, Tensor]:
    """The stretch of a recording [N] with the most speech, as `prepare_prompt` has it, and its tokens [1, S].

    By the signal alone music with notes as long as syllables passes for speech, and speech that is hard to
    hear does not: where what was taken is refused, the recogniser looks for the stretch itself.

    Args:
        encode: waveform [N] -> tokens [1, S]. multiple: samples of a token.

    Raises:
        AudioError: when the recording cannot be used, or nobody is heard to speak in it.
    """

    def taken(speech_frames: Callable[[Tensor], Tensor] | None = None) -> tuple[PreparedPrompt, Tensor]:
        prompt = prepare_prompt(
            waveform, sample_rate, multiple, max_seconds=max_seconds, speech_frames=speech_frames
        )
        semantic = encode(prompt.waveform)
        check_spoken(tokenizer, semantic, prompt)
        return prompt, semantic

    try:
        return taken()
    except AudioError as refused:
        try:
            return taken(lambda recording: speech_tokens(tokenizer, encode(recording)[0]))
        except AudioError:
            raise refused from None


def speech_tokens(tokenizer: Tokenizer, semantic: Tensor) -> Tensor:
    """At which of tokens int64 [S] somebody speaks: where a phoneme is heard, and around it; bool [S]."""
    phonemes = tokenizer.hears(semantic).float()[None]
    return functional.max_pool1d(phonemes, SYLLABLE, 1, SYLLABLE // 2)[0] > 0


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
