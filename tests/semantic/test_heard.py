"""Music that has the marks of speech is told from speech by the phonemes in it."""

import pytest
import torch
from torch import Tensor

from soundstorm.audio import prepare_prompt, read_audio
from soundstorm.errors import AudioError
from soundstorm.semantic.heard import check_spoken
from tests.audio.sounds import RATE, noise, tone, voice

SCALE = (220.0, 246.9, 261.6, 293.7, 329.6, 392.0, 440.0)  # a minor scale, without its last but one
TUNE = (0, 2, 4, 2, 5, 4, 3, 1, 0, 4, 6, 4, 2, 3, 1, 0, 2, 4, 6, 5, 3, 2, 1, 0)
CHORDS = ((220.0, 277.2, 329.6), (196.0, 246.9, 293.7), (261.6, 329.6, 392.0), (174.6, 220.0, 261.6)) * 3


def note(hertz: float, seconds: float) -> Tensor:
    """Five harmonics that begin within 10 ms and die away."""
    at = torch.arange(round(seconds * RATE)) / RATE
    sound = sum(tone(seconds, 0.1 / harmonic, harmonic * hertz) for harmonic in range(1, 6))
    return sound * (at / 0.01).clamp(max=1.0) * torch.exp(-3 * at)


MUSIC = {
    "quick melody": torch.cat([note(SCALE[step], 0.25) for step in TUNE]),
    "slow melody": torch.cat([note(SCALE[step], 0.5) for step in TUNE[:12]]),
    "low melody": torch.cat([note(SCALE[step] / 2, 0.5) for step in TUNE[:12]]),
    "chords": torch.cat([sum(note(hertz, 0.5) for hertz in chord) for chord in CHORDS]),
}


@pytest.mark.parametrize("name", MUSIC)
def test_music_is_refused_though_its_notes_pass_for_syllables(pipeline, name):
    assert prepare_prompt(MUSIC[name], RATE, 640).end > 2  # by the marks of the signal it is speech
    with pytest.raises(AudioError, match=r"without music.* no speech is heard in this one from \d"):
        pipeline.encode_prompt(MUSIC[name])


def spoken(pipeline, waveform: Tensor) -> None:
    prompt = prepare_prompt(waveform, RATE, 640)
    check_spoken(pipeline.semantic, pipeline.semantic_tokens(prompt.waveform), prompt)


def test_speech_passes_quiet_noisy_and_in_a_language_that_nobody_knows(pipeline, prompt_folder):
    """Backwards it holds sounds of speech, but no words of any language."""
    for path in sorted(prompt_folder.glob("*.flac")):
        speech = read_audio(path, RATE)
        hiss = noise(len(speech) / RATE, float(speech.square().mean().sqrt()))[: len(speech)]  # 3 dB softer
        for waveform in (speech, speech * 0.05, speech + hiss, speech.flip(0)):
            spoken(pipeline, waveform)


def test_a_voice_that_says_one_vowel_all_the_time_is_not_speech(pipeline):
    with pytest.raises(AudioError, match="no speech is heard"):
        spoken(pipeline, voice(4.0))


@pytest.mark.parametrize("name", MUSIC)
def test_speech_behind_longer_music_becomes_the_prompt(pipeline, prompt_folder, name):
    speech = read_audio(prompt_folder / "woman-6078.flac", RATE)
    music = torch.cat([MUSIC[name]] * 2)[: 8 * RATE]
    voice = pipeline.encode_prompt(torch.cat([music, torch.zeros(RATE), speech]), 4.0)
    assert voice.prepared.start > 8.5
