import torch

from soundstorm.nn.transformer import CausalTransformer, KeyValueCache


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
    """A prompt of four tokens at once, then one token at a time."""
    transformer, tokens = small(), torch.randn(1, 10, 32)
    cache = KeyValueCache(blocks=2)
    pieces = [transformer(tokens[:, :4], cache)]
    pieces += [transformer(tokens[:, place : place + 1], cache) for place in range(4, 10)]
    assert cache.length == 10
    torch.testing.assert_close(torch.cat(pieces, dim=1), transformer(tokens), atol=1e-5, rtol=1e-5)


def test_two_caches_do_not_mix():
    transformer, mine, yours = small(), torch.randn(1, 5, 32), torch.randn(1, 5, 32)
    my_cache, your_cache = KeyValueCache(blocks=2), KeyValueCache(blocks=2)
    transformer(mine[:, :4], my_cache)
    transformer(yours[:, :4], your_cache)
    last = transformer(mine[:, 4:], my_cache)
    torch.testing.assert_close(last, transformer(mine)[:, 4:], atol=1e-5, rtol=1e-5)
