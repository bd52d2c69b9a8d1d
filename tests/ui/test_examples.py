"""The bundled voices and sentences."""

from soundstorm.audio import prepare_prompt, read_audio
from soundstorm.text.normalise import check_transcript
from soundstorm.ui.examples import SENTENCES, example_voices


def test_every_bundled_voice_is_a_usable_prompt_with_a_licence():
    voices = example_voices()
    assert len({voice.speaker for voice in voices}) >= 4
    for voice in voices:
        prepare_prompt(read_audio(voice.path, 16_000), 16_000, 640)
        assert voice.licence


def test_every_example_sentence_can_be_spoken():
    for sentence in SENTENCES:
        assert check_transcript(sentence) == sentence


def test_a_voice_is_named_after_its_row(tmp_path):
    (tmp_path / "prompts.tsv").write_text(
        "file\tspeaker\tgender\tlicence\ttranscript\nann.wav\tAnn\tf\tCC0\tHello.\nbob.wav\tBob\tm\tCC0\tHi.\n"
    )
    voices = example_voices(tmp_path)
    assert [voice.label for voice in voices] == ["Woman Ann", "Man Bob"]
    assert voices[0].path == tmp_path / "ann.wav"
