"""Phonemes of a clip for ABX: both kinds of tokens are cut at the same moments."""

from types import SimpleNamespace

import soundfile
import torch

from soundstorm.audio import read_audio
from soundstorm.evaluation.parts.semantic import segments_of


def test_a_phoneme_has_two_frames_for_every_semantic_token_however_long_the_clip(
    pipeline, prompt_path, tmp_path
):
    """Cut in the middle of a semantic token, where the codec would have one frame less than twice as many."""
    waveform = read_audio(prompt_path, 16_000)[: 640 * 60 + 200]
    soundfile.write(tmp_path / "clip.wav", waveform.numpy(), 16_000)
    clip = SimpleNamespace(path=tmp_path / "clip.wav", transcript="Good morning.", speaker="ann")
    found = segments_of(pipeline, clip)
    semantic, acoustic = (
        [len(segment.features) for segment in found[name]] for name in ("semantic", "acoustic")
    )
    assert sum(semantic) == 60 and acoustic == [2 * length for length in semantic]
    assert [segment.phoneme for segment in found["semantic"]] == [one.phoneme for one in found["acoustic"]]
    assert torch.isfinite(found["acoustic"][0].features).all()
