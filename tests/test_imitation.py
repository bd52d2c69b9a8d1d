"""What is made of a clip for a classifier: with small untrained models, which speak nonsense."""

import numpy as np

from soundstorm.corpus import read_manifest
from soundstorm.errors import UserError
from soundstorm.imitation import HEARINGS, heard_imitations, imitable, imitate
from soundstorm.safety.watermark import Watermark

RATE = 16_000


def test_of_a_clip_are_made_what_the_codec_keeps_and_an_imitation(talkers, recorded_twice, monkeypatch):
    clips = imitable(read_manifest(recorded_twice, "train"))
    of_file = {clip.path: clip.speaker for clip in clips}
    encode, sounds, lenders = talkers.encode_prompt, {}, []
    monkeypatch.setattr(
        talkers, "encode_prompt", lambda path, *most: lenders.append(of_file[path]) or encode(path, *most)
    )
    for number, clip in enumerate(clips):
        try:
            made = [*imitate(talkers, clips, number)]
        except UserError:
            continue
        assert (lenders[-1] == clip.speaker) == (made[2].source != "another voice")
        assert [sound.source for sound in made[:2]] == ["recording", "codec"]
        sounds[made[2].source] = made
        assert len(made[0].waveform) == len(made[1].waveform) == int(3.2 * RATE)
    assert set(sounds) == {"own voice", "another voice", "text"}
    for source in ("own voice", "another voice"):
        assert abs(len(sounds[source][2].waveform) - 3.2 * RATE) <= 0.04 * RATE


def test_what_is_heard_of_imitations_is_kept_clip_by_clip_and_gone_on_with(
    talkers, recorded_twice, tmp_path, monkeypatch
):
    """The models are loaded without their watermark, where a clip is missing, and only there."""
    loaded = []

    def load(weights, watermark):
        loaded.append(watermark)
        return talkers

    monkeypatch.setattr("soundstorm.imitation.SoundStormPipeline.from_pretrained", load)
    counts = {"train": 2, "valid": 1}
    folder = heard_imitations(recorded_twice, tmp_path, counts=counts)
    kept = sorted(folder.iterdir())
    assert loaded == [False] and 2 <= len(kept) <= 3
    for file in kept:
        with np.load(file) as heard:
            assert heard["features"].shape == (3 * HEARINGS, 3 * 2)
            assert heard["generated"].tolist() == [False] * 2 * HEARINGS + [True] * HEARINGS
            assert np.isfinite(heard["features"]).all()

    kept[0].unlink()
    before = kept[1].stat().st_mtime_ns
    assert heard_imitations(recorded_twice, tmp_path, counts=counts) == folder
    assert loaded == [False, False]
    assert kept[0].exists() and kept[1].stat().st_mtime_ns == before


def test_half_of_both_kinds_carry_the_mark(talkers, recorded_twice, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "soundstorm.imitation.SoundStormPipeline.from_pretrained", lambda weights, watermark: talkers
    )
    monkeypatch.setattr(talkers, "watermark", False)
    marked = []
    mark = Watermark.mark
    monkeypatch.setattr(
        Watermark, "mark", lambda self, sound, rate: marked.append(len(sound)) or mark(self, sound, rate)
    )
    monkeypatch.setattr("soundstorm.imitation.MARKED", 1.0)
    monkeypatch.setattr("soundstorm.imitation.HEARINGS", 1)
    folder = heard_imitations(recorded_twice, tmp_path, counts={"train": 1, "valid": 1})
    assert len(marked) == 3 * len(list(folder.iterdir()))
