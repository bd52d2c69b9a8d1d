"""The SPEAR-TTS stage, with small untrained weights: its reading position is right by construction."""

import math
from itertools import chain

import pytest
import torch

from soundstorm.checkpoint import load_pretrained, save_pretrained
from soundstorm.errors import TextError
from soundstorm.text.model import TextToSemantic, TextToSemanticConfig
from soundstorm.text.symbols import symbol_ids

SMALL = TextToSemanticConfig(
    semantic_size=50, width=32, heads=2, feedforward=64, encoder_blocks=1, decoder_blocks=2
)
WORDS = [["h", "ə", "l", "oʊ"], ["w", "ɚ", "l", "d"]]


@pytest.fixture
def text():
    torch.manual_seed(0)
    return TextToSemantic(SMALL).eval()


def test_every_phoneme_is_spoken_once_in_order(text):
    [readings] = text.generate(WORDS, seed=3, samples=6)
    assert 5 <= len(readings) <= 6  # the slowest is given up, unless two end together
    for spoken in readings:
        assert spoken.phoneme.unique_consecutive().tolist() == list(range(8))
        assert len(spoken.semantic) == len(spoken.phoneme)
        assert ((spoken.semantic >= 0) & (spoken.semantic < 50)).all()
    assert len({tuple(spoken.semantic.tolist()) for spoken in readings}) == len(readings)


def test_a_reading_that_lingers_behind_the_first_to_end_is_given_up(text):
    torch.nn.init.zeros_(text.advance_head.weight)
    torch.nn.init.constant_(text.advance_head.bias, math.log(0.2 / 0.8))  # 40 tokens in the mean, 13 off
    ended = [text.generate(WORDS, seed=seed, samples=6)[0] for seed in range(20)]
    for readings in ended:
        lengths = [len(spoken.semantic) for spoken in readings]
        assert max(lengths) <= 1.5 * min(lengths)
    assert min(map(len, ended)) < 5  # the slowest alone would leave five


@pytest.mark.parametrize(("words", "phonemes"), [(WORDS, 8), ([["h", "aɪ"], [","]], 2)])
def test_a_reading_that_falls_silent_within_a_word_is_taken_only_if_all_do(
    text, monkeypatch, words, phonemes
):
    torch.nn.init.zeros_(text.advance_head.weight)
    torch.nn.init.constant_(text.advance_head.bias, math.log(0.2 / 0.8))

    def longest(seed):  # a pause at a mark may last
        return [int(one.phoneme.bincount()[:phonemes].max()) for one in text.generate(words, seed=seed)[0]]

    free = [longest(seed) for seed in range(20)]
    monkeypatch.setattr("soundstorm.text.model.LONGEST_PHONEME", 7)
    bounded = [longest(seed) for seed in range(20)]
    assert {max(lengths) > 7 for lengths in free} == {True, False}
    assert all(max(lengths) < 7 or set(lengths) == {7} for lengths in bounded)


def test_whoever_stays_on_a_phoneme_goes_on_after_a_second(text, monkeypatch):
    torch.nn.init.constant_(text.advance_head.bias, -1e4)  # never by itself
    monkeypatch.setattr("soundstorm.text.model.LONGEST_PHONEME", 4)
    told = [spoken.phoneme.tolist() for spoken in text.generate(WORDS)[0]]
    assert told == [[place for place in range(8) for _ in range(4)]] * 4
    with pytest.raises(TextError, match="another seed"):  # a pause at a mark may last
        text.generate([*WORDS, ["."]])


def test_sentences_are_spoken_side_by_side_each_as_long_as_it_takes(text):
    """At 0.2 a time 5 tokens a phoneme in the mean: two phonemes end long before six."""
    torch.nn.init.zeros_(text.advance_head.weight)
    torch.nn.init.constant_(text.advance_head.bias, math.log(0.2 / 0.8))
    for seed in range(20):
        short, long = text.generate(WORDS, seed=seed, samples=6, sentences=[(0, 2), (2, 8)])
        for readings, phonemes in ((short, range(2)), (long, range(2, 8))):
            assert all(one.phoneme.unique_consecutive().tolist() == [*phonemes] for one in readings)
            lengths = [len(one.semantic) for one in readings]
            assert max(lengths) <= 1.5 * min(lengths) and len(lengths) <= 5
        assert max(len(one.semantic) for one in short) < max(len(one.semantic) for one in long)


def test_what_has_ended_is_no_longer_computed(text):
    """One token a phoneme, four readings: for two steps of both sentences, then of the longer one."""
    torch.nn.init.constant_(text.advance_head.bias, 1e4)
    rows = []
    text.decoder.register_forward_pre_hook(lambda _, given: rows.append(len(given[0])))
    short, long = text.generate(WORDS, sentences=[(0, 2), (2, 8)])
    assert rows == [1, 8, 8, 4, 4, 4, 4]
    assert [one.phoneme.tolist() for one in short + long] == [[0, 1]] * 4 + [[2, 3, 4, 5, 6, 7]] * 4


def test_every_sentence_comes_to_its_end_or_none_is_spoken(text, monkeypatch):
    torch.nn.init.constant_(text.advance_head.bias, -1e4)
    monkeypatch.setattr("soundstorm.text.model.LONGEST_PHONEME", 4)  # of words: a pause lasts for ever
    words, hello = [["h", "aɪ"], ["."], ["h", "aɪ"]], [["h", "aɪ"], ["h", "aɪ"]]
    assert [len(readings) for readings in text.generate(hello, sentences=[(0, 2), (2, 4)])] == [4, 4]
    with pytest.raises(TextError, match="another seed"):
        text.generate(words, sentences=[(0, 3), (3, 5)])


def test_same_seed_same_tokens(text):
    first, again, other = (text.generate(WORDS, seed=seed)[0][0] for seed in (1, 1, 2))
    assert torch.equal(first.semantic, again.semantic)
    assert not torch.equal(first.semantic[:8], other.semantic[:8])


def test_a_prompt_changes_what_is_said_next_but_is_not_repeated_in_the_result(text):
    prompt = torch.arange(20)
    [prompted, *_], [free, *_] = text.generate(WORDS, prompt, seed=1)[0], text.generate(WORDS, seed=1)[0]
    assert prompted.phoneme[0] == 0 and prompted.phoneme[-1] == 7
    assert not torch.equal(prompted.semantic[:8], free.semantic[:8])


def test_it_never_loops_forever(text):
    torch.nn.init.constant_(text.advance_head.bias, -1e4)  # never goes on to the next phoneme
    with pytest.raises(TextError, match="another seed"):
        text.generate(WORDS)


@pytest.mark.parametrize("pace", [0.7, 1.0, 1.4])
def test_the_pace_scales_the_time_spent_on_a_phoneme(text, pace):
    """Going on with probability 0.2 each time stays 5 tokens; at pace p, 1 / (1 - 0.8 ** p)."""
    torch.nn.init.zeros_(text.advance_head.weight)
    torch.nn.init.constant_(text.advance_head.bias, math.log(0.2 / 0.8))
    spoken = [text.generate(WORDS, seed=seed, samples=1, pace=pace)[0][0] for seed in range(40)]
    stay = sum(len(reading.semantic) for reading in spoken) / (8 * len(spoken))
    assert stay == pytest.approx(1 / (1 - 0.8**pace), rel=0.12)  # four standard errors of 320 phonemes: 0.1


@pytest.mark.parametrize("pace", [0.5, 1.5, float("nan")])
def test_an_impossible_pace_is_refused(text, pace):
    with pytest.raises(TextError, match=r"from 0\.7 to 1\.4"):
        text.generate(WORDS, pace=pace)


def test_going_on_every_time_gives_one_token_a_phoneme(text):
    torch.nn.init.constant_(text.advance_head.bias, 1e4)
    assert [spoken.phoneme.tolist() for spoken in text.generate(WORDS)[0]] == [list(range(8))] * 4


@pytest.mark.parametrize("sentences", [[(0, 8)], [(0, 3), (3, 8)]])
def test_generation_step_by_step_equals_training_in_one_pass(text, sentences):
    """The cached decoder must see what the parallel one sees: the prompt, and of its sentence all before."""
    phonemes, prompt = torch.tensor([symbol_ids(WORDS)]), torch.arange(7)
    starts = torch.tensor([[True, False, False, False, True, False, False, False]])
    for spoken in chain(*text.generate(WORDS, prompt, seed=5, top_k=1, sentences=sentences)):
        heard = torch.cat([torch.tensor([SMALL.begin_id]), prompt, spoken.semantic[:-1]])[None]
        position = torch.cat([torch.zeros(8, dtype=torch.long), spoken.phoneme + 1])[None]
        _, logits = text(phonemes, starts, heard, position)
        assert torch.equal(logits[0, 7:].argmax(dim=1), spoken.semantic)


def test_save_and_load_to_the_bit(text, tmp_path):
    save_pretrained(text, tmp_path)
    loaded = load_pretrained(TextToSemantic, tmp_path)
    mine, theirs = (model.generate(WORDS, seed=1)[0][0].semantic for model in (text, loaded))
    assert torch.equal(mine, theirs)
