import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from soundstorm.audio import active_level
from soundstorm.corpus import Clip, is_full_band, read_manifest
from soundstorm.errors import FileError
from soundstorm.training.data import PreparedAudio, SpeakerSequences, draw_crops
from tests.disk import full_after
from tests.manifests import GOOD, manifest, ramp


@pytest.fixture
def audio(tmp_path) -> PreparedAudio:
    """Two clips: a of 16,000 samples (25 x 640) and b of 1,000 (padded to 2 x 640)."""
    folder = manifest(tmp_path, GOOD, GOOD.replace("a.wav\tours", "b.wav\tlibrispeech-dev"))
    return PreparedAudio(read_manifest(folder), tmp_path / "prepared", multiple=640)


def test_clips_are_padded_to_whole_tokens(audio):
    assert len(audio) == 2
    assert [audio.samples_of(clip) for clip in (0, 1)] == [16_000, 1280]
    assert audio.waveform(0).shape == (16_000,) and not audio.waveform(1)[1000:].any()


def test_crops_come_back_exactly(audio):
    """The ramp 0, 1, .. around zero, at one level: evenly spaced, up to the rounding of whole samples."""
    whole, other = audio.waveform(0), audio.waveform(1)
    step = (whole[-1] - whole[0]) / 15_999
    assert (whole - whole[0] - step * torch.arange(16_000)).abs().max() < 1.01 / 32768
    assert torch.equal(audio.waveform(0, 640, 320), whole[640:960])
    assert torch.equal(audio.waveform(1, 10, 100), other[10:110])


def test_all_clips_are_as_loud_as_prompts_are(tmp_path):
    """-23 dBFS where somebody speaks, of clips 12 dB apart."""
    tone = 0.4 * np.sin(np.arange(16_000) * 0.2)
    for name, gain in (("a.wav", 1.0), ("b.wav", 0.25)):
        soundfile.write(tmp_path / name, gain * tone, 16_000, subtype="PCM_16")
    clips = [Clip(tmp_path / name, "ours", "s1", "f", 1.0, "", "CC0", "train") for name in ("a.wav", "b.wav")]
    audio = PreparedAudio(clips, tmp_path / "prepared", multiple=640)
    for clip in (0, 1):
        assert active_level(audio.waveform(clip), 16_000) == pytest.approx(-23, abs=0.01)


def test_a_crop_ends_in_silence_and_never_in_the_next_clip(audio):
    crop = audio.waveform(0, 15_900, 300)
    assert torch.equal(crop[:100], audio.waveform(0)[15_900:]) and not crop[100:].any()


def test_audio_is_decoded_once(audio, tmp_path):
    recording = tmp_path / "a.wav"
    found = recording.stat()
    recording.write_bytes(bytes(found.st_size))  # nothing left to decode
    os.utime(recording, ns=(found.st_atime_ns, found.st_mtime_ns))
    again = PreparedAudio(audio.clips, tmp_path / "prepared", multiple=640)
    assert torch.equal(again.waveform(0), audio.waveform(0))


def test_a_recording_that_was_replaced_is_decoded_anew_however_alike_the_files(audio, tmp_path):
    soundfile.write(tmp_path / "a.wav", ramp(16_000)[::-1], 16_000, subtype="PCM_16")
    again = PreparedAudio(audio.clips, tmp_path / "prepared", multiple=640)
    assert torch.equal(again.waveform(0), audio.waveform(0).flip(0))
    assert again.file != audio.file  # by which what is made of it is kept, too


@pytest.mark.parametrize("ending", ["i16", "npy"])
@pytest.mark.parametrize("damage", [lambda whole: whole[:100], lambda whole: b"", lambda whole: whole[:-2]])
def test_damaged_audio_is_decoded_again_and_this_is_said(audio, tmp_path, caplog, ending, damage):
    expected = audio.waveform(0)
    file = audio.file.with_suffix(f".{ending}")
    file.write_bytes(damage(file.read_bytes()))
    again = PreparedAudio(audio.clips, tmp_path / "prepared", multiple=640)
    assert torch.equal(again.waveform(0), expected)
    assert "is damaged" in caplog.text
    assert sorted(path.suffix for path in (tmp_path / "prepared").iterdir()) == [".i16", ".npy"]


def test_a_full_disk_is_one_sentence_and_leaves_nothing(audio, tmp_path):
    """The two clips are 34,560 bytes."""
    with full_after(20_000), pytest.raises(FileError, match="free some space"):
        PreparedAudio(audio.clips, tmp_path / "other", multiple=640)
    assert list((tmp_path / "other").iterdir()) == []


def test_other_clips_are_decoded_anew(audio, tmp_path):
    one = PreparedAudio(audio.clips[1:], tmp_path / "prepared", multiple=640)
    assert len(one) == 1 and torch.equal(one.waveform(0), audio.waveform(1))


def test_only_keeps_the_audio_of_the_chosen_clips(audio):
    band_limited = audio.only(lambda clip: not is_full_band(clip))
    assert [clip.path.name for clip in band_limited.clips] == ["b.wav"] and len(audio) == 2
    assert torch.equal(band_limited.waveform(0), audio.waveform(1))


def test_crops_lie_on_the_grid_inside_their_clips(audio):
    crops = draw_crops(audio, np.random.default_rng(0), count=500, length=3200, multiple=640)
    starts = {clip: {start for drawn, start in crops if drawn == clip} for clip in (0, 1)}
    assert starts[0] == set(range(0, 16_000 - 3200 + 1, 640))  # all 21 places come up
    assert starts[1] == {0}  # shorter than a crop: taken whole


def test_clips_are_drawn_in_proportion_to_their_length(audio):
    crops = draw_crops(audio, np.random.default_rng(0), count=5000, length=640)
    share = sum(clip == 0 for clip, _ in crops) / 5000
    assert share == pytest.approx(16_000 / 17_280, abs=0.02)


def sequences(lengths, speakers):
    clips = [
        Clip(Path(f"{index}"), "corpus", speaker, "f", 1.0, "", "cc0", "train")
        for index, speaker in enumerate(speakers)
    ]
    return SpeakerSequences(clips, lengths)


def test_a_stretch_is_a_crop_where_one_clip_is_long_enough():
    drawn = [sequences([50, 50], "ab").draw(np.random.default_rng(seed), 20) for seed in range(200)]
    assert all(len(pieces) == 1 and pieces[0][2] - pieces[0][1] == 20 for pieces in drawn)
    assert {pieces[0][1] for pieces in drawn} >= {0, 30} and max(pieces[0][2] for pieces in drawn) == 50


def test_a_longer_stretch_joins_different_clips_of_one_speaker():
    for seed in range(50):
        pieces = sequences([10, 15, 10, 9], "aaab").draw(np.random.default_rng(seed), 30)
        clips = [clip for clip, _, _ in pieces]
        assert len(set(clips)) == len(clips) == 3 and 3 not in clips  # b has too little to say
        assert sum(stop - start for _, start, stop in pieces) == 30


def test_a_stretch_ends_where_nobody_has_more_to_say():
    pieces = sequences([10, 5], "ab").draw(np.random.default_rng(0), 30)
    assert pieces == [(0, 0, 10)]
