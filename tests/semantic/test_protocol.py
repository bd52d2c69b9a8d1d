"""What any semantic tokenizer offers, by the bundled one."""

from soundstorm.semantic.protocol import Tokenizer


def test_the_bundled_tokenizer_offers_it(pipeline):
    tokenizer = pipeline.semantic
    assert isinstance(tokenizer, Tokenizer)
    # 25 tokens a second
    assert tokenizer.sample_rate == 25 * tokenizer.samples_per_token
