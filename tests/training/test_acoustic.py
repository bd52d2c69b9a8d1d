import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from soundstorm.acoustic import SoundStorm, SoundStormConfig
from soundstorm.acoustic.masking import draw_paper_mask
from soundstorm.checkpoint import save_pretrained
from soundstorm.codec import SoundStream, SoundStreamConfig
from soundstorm.errors import CheckpointError
from soundstorm.semantic import WhisperTokenizer
from soundstorm.training import acoustic
from soundstorm.training.acoustic import AcousticRecipe, collate, soften, start_from_codebooks, train
from soundstorm.training.loop import start_from_weights
from soundstorm.training.tokens import Piece
from tests.semantic.small import SMALL_WHISPER
from tests.training.small import save_small_models

SIZE = {"width": 32, "heads": 2, "feedforward": 64}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """With a codec of two levels of 16 entries, and a tokenizer."""
    return save_small_models(tmp_path_factory.mktemp("trained"), levels=2)


@pytest.fixture(scope="module")
def recipe(data, folder) -> AcousticRecipe:
    """Batches of three stretches of 1.28 s: 64 frames, 32 semantic tokens."""
    config = SoundStormConfig(blocks=1, **SIZE)
    return AcousticRecipe(
        data, folder, folder / "codec", folder / "semantic", config, 3.84, (1.28,), "workshop"
    )


def test_clips_are_tokenized_once_with_two_frames_a_semantic_token(recipe):
    """2.5 s are 62.5 semantic tokens: 63 with the padding, and 126 frames; every voice has another."""
    clips = recipe.clips
    assert [codes.shape for codes in clips.codes[:3]] == [(2, 126)] * 3
    assert [semantic.shape for semantic in clips.semantic[:3]] == [(63,)] * 3
    assert len(clips.codes) == 6 and len({clip.speaker for clip in clips.clips}) == 6
    for clip, semantic in zip(clips.clips[3:], clips.semantic[3:], strict=True):
        assert len(semantic) == pytest.approx(62.5 / clip.speed, abs=1)


def test_sizes_are_those_of_the_codec_and_of_the_tokenizer(recipe, data, tmp_path, monkeypatch):
    """4 x 3 semantic tokens of 80 ms, which are four of the codec's frames."""
    codec = SoundStreamConfig(levels=3, codebook_size=8, width=32, encoder_blocks=1, decoder_blocks=1)
    save_pretrained(SoundStream(codec), tmp_path / "codec")
    semantic = replace(SMALL_WHISPER, frames_per_token=4, quantizer_steps=(4, 3))
    save_pretrained(WhisperTokenizer(semantic), tmp_path / "semantic")
    monkeypatch.setattr(acoustic, "tokenize_corpus", lambda *given: (recipe.clips, recipe.valid))
    config = SoundStormConfig(blocks=1, **SIZE)
    trained = (tmp_path / part for part in ("codec", "semantic"))
    sized = AcousticRecipe(data, tmp_path, *trained, config, 3.84, (1.28,), "workshop")
    assert (
        sized.model.config
        == sized.config
        == replace(config, levels=3, codebook_size=8, semantic_size=12, frames_per_semantic=4)
    )
    assert sized.softened.shape == (3, 8, 8)


def test_stretches_take_the_codes_and_the_semantic_tokens_of_the_same_time(recipe):
    stretch = recipe.clips.stretch([(1, 3, 23, 0), (0, 0, 12, 1)])
    assert np.array_equal(stretch.codes[:, :40], recipe.clips.codes[1][:, 6:46])
    assert np.array_equal(stretch.codes[:, 40:], recipe.clips.codes[0][:, :24])
    assert np.array_equal(stretch.semantic[:20], recipe.clips.semantic[1][3:23])
    assert np.array_equal(stretch.semantic[20:], recipe.clips.semantic[0][:12])
    assert stretch.speakers.tolist() == [0] * 40 + [1] * 24


def test_a_batch_is_a_function_of_its_random_numbers(recipe):
    first, again = (recipe.batch(np.random.default_rng(7), 0) for _ in range(2))
    assert first["codes"].shape == (3, 2, 64) and first["semantic"].shape == (3, 32)
    assert all(torch.equal(first[name], again[name]) for name in first)


def two_speakers(rng: np.random.Generator, length: int) -> tuple[list[Piece], int]:
    """A prompt of ten tokens and a turn."""
    return [(0, 0, 10, 0), (1, 0, length - 10, 1)], 10


def test_a_batch_has_one_length_where_no_speaker_has_as_much_as_is_asked_for(recipe, monkeypatch):
    """Dialogues go on for as long as they are asked to, one speaker for 63 semantic tokens at most here."""
    longest = max(len(semantic) for semantic in recipe.clips.semantic)
    monkeypatch.setattr(recipe, "lengths", (2 * longest,))
    monkeypatch.setattr(recipe, "batch_tokens", 8 * longest)
    monkeypatch.setattr(recipe, "dialogue_share", 0.5)

    monkeypatch.setattr(recipe.dialogues, "draw", two_speakers)
    batch = recipe.batch(np.random.default_rng(0), 0)
    assert batch["semantic"].shape == (8, longest)


def test_a_batch_hides_and_asks_for_what_its_mask_says(recipe):
    stretches = [recipe.clips.stretch([(clip, 0, 32, 0)]) for clip in range(3)]
    mask = draw_paper_mask(3, 2, 64, torch.Generator().manual_seed(0))
    batch = collate(stretches, mask)
    for name in ("prompt_frames", "hidden", "target"):
        assert torch.equal(batch[name], getattr(mask, name)), name
    assert torch.equal(batch["codes"][1], stretches[1].codes)


def test_a_dialogue_s_prompts_end_where_its_first_turn_begins(recipe, monkeypatch):
    """Ten semantic tokens of two frames each; of a single speaker the mask decides."""
    known = []

    def draw_mask(*arguments):
        known.extend(arguments[4].tolist())
        return draw_paper_mask(*arguments)

    monkeypatch.setattr(recipe, "draw_mask", draw_mask)
    monkeypatch.setattr(recipe, "dialogue_share", 0.5)
    monkeypatch.setattr(recipe.dialogues, "draw", two_speakers)
    batches = [recipe.batch(np.random.default_rng(seed), 0) for seed in range(4)]
    assert {*known} == {20, -1}
    prompts = torch.cat([batch["prompt_frames"] for batch in batches])
    assert {*prompts[torch.tensor(known) >= 0].tolist()} == {20}


def test_the_loss_is_a_mean_over_all_targets_of_all_levels(recipe):
    """Softened targets in the workshop's recipe, whose loss is another one than that of the tokens alone."""
    batch = recipe.batch(np.random.default_rng(1), 0)
    loss, _ = recipe.loss("acoustic", recipe.networks, batch, 0)
    softened, sharp = (recipe.model(**batch, softened=table) for table in (recipe.softened, None))
    assert loss.item() == pytest.approx(float(softened[0].sum() / softened[1].sum()), rel=1e-5)
    assert loss.item() != pytest.approx(float(sharp[0].sum() / sharp[1].sum()), rel=1e-3)


def test_softened_targets_are_sent_to_a_device_once(recipe, monkeypatch):
    monkeypatch.setattr(recipe, "softened", recipe.softened)  # which is put back
    first, again = (recipe._softened(torch.device("meta")) for _ in range(2))
    assert first is again and first.device.type == "meta"


def test_the_papers_recipe_has_single_speakers(recipe, data, folder, monkeypatch, tmp_path):
    trained = []
    monkeypatch.setattr(acoustic, "run_loop", lambda recipe, *rest, **more: trained.append(recipe))
    monkeypatch.setattr(acoustic, "SoundStormConfig", lambda **given: replace(recipe.config, **given))
    monkeypatch.setattr(acoustic.Dialogues, "possible", True)
    for name in ("paper", "workshop"):
        train(data, tmp_path / name, folder / "codec", folder / "semantic", recipe=name, batch_seconds=3.84)
    paper, workshop = trained
    assert (paper.config.prompt_alone, workshop.config.prompt_alone) == (False, True)
    assert (paper.dialogue_share, workshop.dialogue_share) == (0.0, 0.2)
    assert paper.softened is None


def test_who_knows_nothing_loses_the_logarithm_of_the_codebook_size(recipe):
    for head in recipe.model.heads:
        nn.init.zeros_(head.weight)
        nn.init.zeros_(head.bias)
    loss, _ = recipe.loss("acoustic", recipe.networks, recipe.batch(np.random.default_rng(0), 0), 0)
    assert loss.item() == pytest.approx(math.log(16))


def test_tokens_start_as_far_apart_as_their_codewords():
    """Embeddings and output weights keep the distances of the codebook, up to one factor a level."""
    codec = SoundStream(
        SoundStreamConfig(width=32, encoder_blocks=1, decoder_blocks=1, levels=2, codebook_size=8)
    )
    config = SoundStormConfig(levels=2, codebook_size=8, width=96, heads=2, blocks=1, feedforward=64)
    storm = SoundStorm(config)
    start_from_codebooks(storm, codec.quantizer.codebooks)
    for level in range(2):
        codewords = codec.quantizer.codebooks[level].codewords
        for weight in (storm.level_embeddings[level].weight[:8], storm.heads[level].weight):
            ratio = torch.pdist(weight) / torch.pdist(codewords)
            torch.testing.assert_close(ratio, ratio[:1].expand_as(ratio), rtol=1e-4, atol=0)


def test_training_can_begin_with_the_weights_of_another(recipe, data, folder, monkeypatch):
    monkeypatch.setattr(acoustic, "soften", None)  # the paper's recipe cannot call it
    save_pretrained(recipe.model, folder / "acoustic")
    trained = (folder / part for part in ("codec", "semantic"))
    again = AcousticRecipe(
        data, folder, *trained, recipe.config, 3.84, (1.28, 1.28), "paper", start=folder / "acoustic"
    )
    for mine, theirs in zip(again.model.parameters(), recipe.model.parameters(), strict=True):
        assert torch.equal(mine, theirs) and mine.requires_grad
    assert again.model.training and again.draw_mask is draw_paper_mask
    assert again.softened is None and recipe.softened.shape == (2, 16, 16)


def test_what_sounds_alike_is_guessed_too():
    """exp(-d^2 / t): codewords 1 and 3 apart have weights whose logarithms are as 1 to 9."""
    weights = soften(torch.tensor([[0.0], [1.0], [3.0]]), kept=0.9)
    assert weights.sum(dim=1).tolist() == pytest.approx([1.0] * 3)
    assert weights.diagonal().mean().item() == pytest.approx(0.9, abs=1e-4)
    ratios = (weights[0] / weights[0, 0]).log()
    assert (ratios[2] / ratios[1]).item() == pytest.approx(9, rel=1e-3)


def test_weights_of_another_size_are_refused(recipe, tmp_path):
    save_pretrained(recipe.model, tmp_path)
    other = SoundStorm(SoundStormConfig(levels=2, codebook_size=16, blocks=2, **SIZE))
    with pytest.raises(CheckpointError, match="another size"):
        start_from_weights(other, tmp_path)


def test_every_level_is_validated(recipe):
    """An untrained network is not far from chance, ln 16."""
    figures = recipe.validate(recipe.model)
    assert set(figures) == {"level_1", "level_2"}
    assert all(0.5 * math.log(16) < figure < 2 * math.log(16) for figure in figures.values())
