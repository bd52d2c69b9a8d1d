"""What is told by the sound alone: in pieces, at any loudness, and of bundled sounds by the bundled one."""

import pytest
import torch

from soundstorm.audio import read_audio
from soundstorm.bundled import ASSETS
from soundstorm.checkpoint import load_pretrained
from soundstorm.errors import CheckpointError
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.safety.classifier import Classifier, ClassifierConfig, Ear, features, pieces, spread_out
from soundstorm.trace import Trace
from soundstorm.trace.sound import listen

RATE = 16_000


@pytest.fixture(scope="module")
def ear(talkers):
    torch.manual_seed(0)
    return Ear(talkers.codec, talkers.semantic, talkers.storm, Classifier(ClassifierConfig(6)))


@pytest.fixture(scope="module")
def recording(prompt_path):
    return read_audio(prompt_path, RATE)


def test_a_long_sound_is_heard_in_pieces_to_its_end():
    sound = torch.arange(25 * RATE)
    parts = pieces(sound, 10 * RATE)
    assert [int(part[0]) for part in parts] == [0, 10 * RATE, 15 * RATE]
    assert {len(part) for part in parts} == {10 * RATE}
    assert [len(part) for part in pieces(sound[: 4 * RATE], 10 * RATE)] == [4 * RATE]


def test_of_many_pieces_six_are_heard_from_the_first_to_the_last():
    assert spread_out(list(range(11))) == [0, 2, 4, 6, 8, 10]
    assert spread_out([1, 2, 3]) == [1, 2, 3]


def test_the_piece_that_sounds_most_like_it_counts(ear, recording):
    first, second = recording.repeat(2)[: 10 * RATE], torch.randn(10 * RATE) / 20
    alone = [ear.probability(sound, RATE) for sound in (first, second)]
    assert abs(alone[0] - alone[1]) > 1e-3
    assert ear.probability(torch.cat([first, second]), RATE) == pytest.approx(max(alone), abs=1e-4)


def test_loudness_and_an_offset_tell_nothing(ear, recording):
    models = ear.codec, ear.semantic, ear.storm
    heard = features(*models, recording, RATE)
    assert heard.shape == (6,)
    assert torch.allclose(features(*models, recording / 8 + 0.01, RATE), heard, atol=1e-2)


def test_a_classifier_goes_with_its_models_and_with_no_others(talkers, ear, tmp_path):
    models = talkers.codec, talkers.semantic, talkers.text, talkers.storm
    own = SoundStormPipeline(*models, classifier=ear.classifier)
    assert own.ear == ear and talkers.ear is None
    own.save_pretrained(tmp_path)
    kept = load_pretrained(Classifier, tmp_path / "classifier")
    assert torch.equal(kept.layers[0].weight, ear.classifier.layers[0].weight)
    with pytest.raises(CheckpointError, match=r"classifier and SoundStorm do not fit together \(24 and 6\)"):
        SoundStormPipeline(*models, classifier=Classifier(ClassifierConfig(24)))


@pytest.mark.parametrize("path", sorted((ASSETS / "prompts").glob("*.flac")), ids=lambda path: path.stem)
def test_bundled_recordings_are_recordings(pipeline, path):
    assert pipeline.ear.probability(read_audio(path, RATE), RATE) < 0.5


# AudioLM's stages have hardly begun to learn: what they make often surprises SoundStorm as people do
DECODED = sorted(set((ASSETS / "traces").glob("*.sstrace")) - {ASSETS / "traces" / "race-audiolm.sstrace"})


@pytest.mark.parametrize("path", DECODED[::3], ids=lambda path: path.stem)
def test_bundled_runs_were_generated(pipeline, path):
    trace = Trace.load(path)
    assert pipeline.ear.probability(listen(trace, str(trace.levels)), trace.sample_rate) > 0.5
