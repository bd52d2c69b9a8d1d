"""The small print beside the form."""

from soundstorm.pipeline import Timings
from soundstorm.ui.runtime import WAITING, note
from soundstorm.ui.speak.describe import describe_transcript, timings_table, waiting_prompt


def test_a_transcript_is_measured_in_phonemes_and_seconds():
    line = describe_transcript("Hello there.")
    assert "7 phonemes, about 1 of 20 s" in line
    assert "error" not in line


def test_speech_never_takes_no_time_at_all():
    assert "about 1 of 20 s of speech" in describe_transcript("Hi.")


def test_a_new_voice_takes_the_place_of_the_one_before_at_once():
    assert waiting_prompt("voice.wav") == {"grid": None, "caption": WAITING, "error": False}
    assert waiting_prompt(None)["caption"] == ""


def test_a_transcript_that_cannot_be_spoken_says_so_while_it_is_typed():
    assert "你" in describe_transcript("Hello 你")
    assert "error" in describe_transcript("Hello 你")


def test_notes_are_escaped():
    assert note("<script>") == '<p class="note">&lt;script&gt;</p>'
    assert note("") == ""


def test_timings_name_every_stage_and_the_real_time_factor():
    table = timings_table(Timings(prompt=0.25, text=0.5, acoustic=1.0, codec=0.25, audio_seconds=4.0))
    for words in (
        "Prompt encoding",
        "Text to semantic",
        "SoundStorm",
        "Codec",
        "0.25 s",
        "real-time factor 0.50",
    ):
        assert words in table
