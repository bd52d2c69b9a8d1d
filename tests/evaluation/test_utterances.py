"""Which speech is measured, and where short clips are joined."""

from pathlib import Path

from soundstorm.evaluation.utterances import native_sentences, utterances
from soundstorm.training.data import Clip


def clip(speaker: str, number: int, seconds: float, transcript: str = "hello", corpus: str = "read") -> Clip:
    path = Path(f"{speaker}-{number:02}.wav")
    return Clip(path, corpus, speaker, "f", seconds, transcript, "CC0", "valid")


def test_whole_clips_come_before_joined_ones():
    clips = [clip("anna", number, 8.0, f"word{number}") for number in range(6)] + [clip("bert", 0, 24.0)]
    whole, first, second = utterances(clips, 20.0, 30.0, 5)
    assert [part.path.name for part in whole.clips] == ["bert-00.wav"]
    assert [part.path.name for part in first.clips] == ["anna-00.wav", "anna-01.wav", "anna-02.wav"]
    assert [part.path.name for part in second.clips] == ["anna-03.wav", "anna-04.wav", "anna-05.wav"]
    assert first.transcript == "word0 word1 word2"
    assert first.speaker == "anna"


def test_joined_clips_are_never_too_long():
    """12 and 19 s are 31 s together: 19 s begins anew, and fits with the next 5 s."""
    clips = [clip("anna", number, seconds) for number, seconds in enumerate((12.0, 19.0, 5.0, 40.0, 9.0))]
    (joined,) = utterances(clips, 20.0, 30.0, 5)
    assert [part.seconds for part in joined.clips] == [19.0, 5.0]


def test_half_as_many_voices_without_a_transcript_join_in():
    clips = [clip(name, 0, 6.0) for name in "abcdef"] + [clip(name, 0, 6.0, "") for name in "uvwxyz"]
    chosen = utterances(clips, 4.0, 10.0, 4)
    assert [bool(utterance.transcript) for utterance in chosen] == [True] * 4 + [False] * 2


def test_speakers_of_english_as_a_second_language_only_where_there_are_no_others():
    others = [clip("zhao", 0, 5.0, corpus="speechocean762")]
    (chosen,) = utterances([*others, clip("anna", 0, 5.0)], 4.0, 10.0, 5)
    assert chosen.speaker == "anna"
    assert native_sentences(others, 3) == others


def test_sentences_are_short_and_transcribed():
    clips = [clip("anna", 0, 1.0), clip("anna", 1, 5.0), clip("anna", 2, 12.0), clip("bert", 0, 5.0, "")]
    assert native_sentences(clips, 9) == [clips[1]]
