"""Dialogues over tokens that count: clip c holds the semantic tokens 100 c, 100 c + 1, .."""

import hashlib
import shutil
from itertools import pairwise
from types import SimpleNamespace
from unittest.mock import MagicMock

import numpy as np
import pytest
import torch

from soundstorm.checkpoint import save_pretrained
from soundstorm.codec import SoundStream, SoundStreamConfig
from soundstorm.corpus import Clip
from soundstorm.errors import CheckpointError
from soundstorm.training import tokens
from soundstorm.training.tokens import Dialogues, TokenizedClips, TokenModels, _speech_edges
from tests.training.small import save_small_models

SPEAKERS, CLIPS_EACH, TOKENS = 6, 3, 80
EDGE = 10  # tokens of silence at both ends of a clip


@pytest.fixture(scope="module")
def clips() -> TokenizedClips:
    count = SPEAKERS * CLIPS_EACH
    return TokenizedClips(
        [Clip("", "", f"speaker {index // CLIPS_EACH}", "f", 3.2, "", "", "train") for index in range(count)],
        [np.full((2, 2 * TOKENS), index, dtype=np.int16) for index in range(count)],
        [np.arange(100 * index, 100 * index + TOKENS, dtype=np.int16) for index in range(count)],
        np.array([(EDGE, TOKENS - EDGE)] * count),
    )


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"sample_rate": 24_000}, "codec of 16000 Hz, .*: this one has 24000"),
        ({"hop": 256, "n_fft": 512}, "semantic token of 640 samples: this one's have 256"),
    ],
)
def test_a_codec_whose_frames_do_not_go_with_semantic_tokens_is_refused(tmp_path, sizes, message):
    models = save_small_models(tmp_path, levels=1)
    codec = SoundStreamConfig(levels=1, width=32, encoder_blocks=1, decoder_blocks=1, **sizes)
    save_pretrained(SoundStream(codec), models / "codec")
    with pytest.raises(CheckpointError, match=message):
        TokenModels.load(models / "codec", models / "semantic")


@pytest.mark.parametrize("damage", [lambda whole: whole[:-9], lambda whole: b"", lambda whole: whole[9:]])
def test_damaged_tokens_are_made_again_and_this_is_said(tmp_path, monkeypatch, caplog, damage):
    """The tokens that are made stand for those of three clips."""
    folder = save_small_models(tmp_path, levels=2)
    models = TokenModels.load(folder / "codec", folder / "semantic")
    digests = [
        hashlib.sha256((folder / part / "model.safetensors").read_bytes()).digest()
        for part in ("codec", "semantic")
    ]
    for part in ("codec", "semantic"):  # they are read once
        shutil.rmtree(folder / part)
    audio = MagicMock(clips=[SimpleNamespace(path="a", speed=1.0)] * 3, sample_rate=16_000)
    audio.__len__.return_value = 3
    kept = {"codes": np.zeros((2, 6)), "semantic": np.arange(3), "speech": np.zeros((3, 2))}
    lengths = {"frames": [2, 2, 2], "tokens": [1, 1, 1]}
    monkeypatch.setattr(tokens, "PreparedFeatures", lambda *_: None)
    monkeypatch.setattr(tokens, "_tokenize", lambda *given: np.savez(given[-1], **kept, **lengths))

    def prepare():
        return TokenizedClips.prepare(audio, tmp_path, models)

    audio.whole.file.name, audio.places = "decoded.i16", np.arange(3)
    prepare()
    (file,) = tmp_path.glob("*.npz")
    key = b"".join(digests) + b"decoded.i16 [0, 1, 2] False"  # tokens of earlier versions are found
    assert file.stem == f"tokens-{hashlib.sha256(key).hexdigest()[:16]}"
    file.write_bytes(damage(file.read_bytes()))
    assert [int(semantic[0]) for semantic in prepare().semantic] == [0, 1, 2]
    assert f"{file} is damaged" in caplog.text
    np.savez(file, **kept, frames=[2, 4], tokens=[1, 2])  # of other clips
    assert len(prepare().semantic) == 3
    audio.whole.file.name = "decoded anew.i16"
    prepare()
    assert len(list(tmp_path.glob("*.npz"))) == 2


@pytest.fixture(scope="module")
def all_drawn(clips):
    dialogues = Dialogues(clips, seconds_per_token=0.04)
    return [dialogues.draw(np.random.default_rng(seed), 400) for seed in range(400)]


@pytest.fixture(scope="module")
def drawn(all_drawn):
    """Those with prompts."""
    return [(pieces, prompt) for pieces, prompt in all_drawn if prompt]


def test_silence_at_a_clips_edges_is_told_from_its_speech():
    """A tone from 1.0 to 2.0 s in 3 s of silence: tokens 25 to 50 of 40 ms."""
    waveform = torch.zeros(48_000)
    waveform[16_000:32_000] = 0.1 * torch.sin(torch.arange(16_000) * 0.2)
    assert _speech_edges(waveform, 16_000, 640) == (25, 50)


def test_a_dialogue_is_as_long_as_asked_for(all_drawn):
    for pieces, prompt in all_drawn:
        assert sum(stop - start for _, start, stop, _ in pieces) == 400
        assert 0 <= prompt <= 200


def test_one_dialogue_in_ten_begins_with_its_first_turn(all_drawn):
    share = np.mean([prompt == 0 for _, prompt in all_drawn])
    assert share == pytest.approx(0.1, abs=4 * 0.3 / np.sqrt(len(all_drawn)))


def test_everybody_s_prompt_stands_first_and_every_voice_keeps_its_place(drawn, clips):
    for pieces, prompt in drawn:
        speakers = len({who for *_, who in pieces})
        assert 2 <= speakers <= 4
        assert [who for *_, who in pieces[:speakers]] == list(range(speakers))
        assert sum(stop - start for _, start, stop, _ in pieces[:speakers]) == prompt
        voices = {(clips.clips[clip].speaker, who) for clip, _, _, who in pieces}
        assert len(voices) == speakers


def test_no_prompt_shows_what_is_to_be_guessed(drawn):
    for pieces, _ in drawn:
        speakers = len({who for *_, who in pieces})
        assert not {clip for clip, *_ in pieces[:speakers]} & {clip for clip, *_ in pieces[speakers:]}


def test_nobody_takes_two_turns_in_a_row(drawn):
    for pieces, _ in drawn:
        turns = [who for *_, who in pieces[len({who for *_, who in pieces}) :]]
        assert all(one != other for one, other in pairwise(turns))


def test_gaps_are_as_long_as_people_leave_them(drawn):
    """At each side of a turn 0 to 5 tokens of silence: gaps of 0 to 0.4 s, 0.2 s on average."""
    gaps = []
    for pieces, _ in drawn:
        for (_, _, stop, _), (_, start, _, _) in pairwise(pieces):
            after, before = stop - (TOKENS - EDGE), EDGE - start
            assert after <= 5 and before <= 5
            if after >= 0:  # the turn before was not cut short
                gaps.append(0.04 * (after + before))
    assert 0 <= min(gaps) and max(gaps) <= 0.4
    assert np.mean(gaps) == pytest.approx(0.2, abs=0.01)


def test_most_dialogues_have_two_speakers(drawn):
    share = np.mean([len({who for *_, who in pieces}) == 2 for pieces, _ in drawn])
    assert share == pytest.approx(0.7, abs=4 * 0.46 / np.sqrt(len(drawn)))
