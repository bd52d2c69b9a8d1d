import pytest
import torch

from soundstorm.nn.attention import KeyValueCache
from soundstorm.nn.transformer import CausalTransformer


def small() -> CausalTransformer:
    torch.manual_seed(0)
    return CausalTransformer(width=32, heads=4, blocks=2, feedforward=64)


def test_the_past_does_not_hear_the_future():
    transformer, tokens = small(), torch.randn(1, 10, 32)
    changed = tokens.clone()
    changed[0, 6] = torch.randn(32)
    difference = (transformer(changed) - transformer(tokens)).abs().sum(dim=2)[0]
    assert (difference[:6] == 0).all() and (difference[6:] > 0).all()


def test_a_cache_gives_what_one_pass_gives():
    """A prompt of four tokens at once, three more, then one token at a time."""
    transformer, tokens = small(), torch.randn(1, 10, 32)
    caches = transformer.new_caches(10)
    pieces = [transformer(tokens[:, :4], caches)]
    pieces.append(transformer(tokens[:, 4:7], caches))
    pieces += [transformer(tokens[:, place : place + 1], caches) for place in range(7, 10)]
    assert [cache.length for cache in caches] == [10, 10]
    torch.testing.assert_close(torch.cat(pieces, dim=1), transformer(tokens), atol=1e-5, rtol=1e-5)


def test_attention_sees_distances_between_positions():
    """By default these are the places in the row; the same distances elsewhere give the same."""
    transformer, tokens = small(), torch.randn(1, 6, 32)
    places = torch.arange(6.0)
    expected = transformer(tokens)
    torch.testing.assert_close(transformer(tokens, positions=places + 50), expected, atol=1e-5, rtol=1e-5)
    assert (transformer(tokens, positions=places / 2) - expected).abs().amax() > 1e-3


def test_two_caches_do_not_mix():
    transformer, mine, yours = small(), torch.randn(1, 5, 32), torch.randn(1, 5, 32)
    my_cache, your_cache = transformer.new_caches(5), transformer.new_caches(5)
    transformer(mine[:, :4], my_cache)
    transformer(yours[:, :4], your_cache)
    last = transformer(mine[:, 4:], my_cache)
    torch.testing.assert_close(last, transformer(mine)[:, 4:], atol=1e-5, rtol=1e-5)


def test_a_cache_neither_copies_what_it_holds_nor_outgrows_its_room():
    cache = KeyValueCache(capacity=4)
    _, (first, _) = cache.append(torch.ones(1, 2, 3, 8), torch.ones(1, 2, 3, 8))
    _, (both, _) = cache.append(torch.zeros(1, 2, 1, 8), torch.zeros(1, 2, 1, 8))
    assert both.data_ptr() == first.data_ptr() and both.sum() == first.sum()
    with pytest.raises(ValueError, match="room for 4"):
        cache.append(torch.zeros(1, 2, 1, 8), torch.zeros(1, 2, 1, 8))


def test_several_sequences_go_on_from_one():
    """Each of three goes its own way, the first of them longer; what they began with is kept once."""
    transformer, begun, own = small(), torch.randn(1, 5, 32), torch.randn(3, 2, 32)
    caches = transformer.new_caches(8, rows=3)
    transformer(begun, caches)
    pieces = [transformer(own[:, place : place + 1], caches) for place in range(2)]
    further = transformer(own[:1, :1], caches)
    whole = transformer(torch.cat([begun.expand(3, -1, -1), own], dim=1))
    torch.testing.assert_close(torch.cat(pieces, dim=1), whole[:, 5:], atol=1e-5, rtol=1e-5)
    assert [(len(cache.shared[0]), cache.room[0].shape[::2]) for cache in caches] == [(1, (3, 3))] * 2
    longer = transformer(torch.cat([begun, own[:1], own[:1, :1]], dim=1))
    torch.testing.assert_close(further, longer[:, 7:], atol=1e-5, rtol=1e-5)
    caches = transformer.new_caches(8, rows=3)
    transformer(begun, caches)
    with pytest.raises(ValueError, match="1 rows follow the frames of 3"):
        transformer(begun[:, :1], caches)
