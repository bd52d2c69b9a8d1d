"""The small print beside the form."""

import re

import pytest
import torch

from soundstorm.audio import write_audio
from soundstorm.pipeline import Timings
from soundstorm.text.symbols import PHONEMES
from soundstorm.ui.runtime import WAITING, note
from soundstorm.ui.speak.describe import (
    describe_prompt,
    describe_recordings,
    describe_transcript,
    left_out_sentence,
    timing_facts,
    waiting_prompt,
    waiting_recordings,
)


def test_a_transcript_is_measured_in_phonemes_and_seconds():
    line = describe_transcript("Hello there.", 1.0)
    assert "7 phonemes, about 1 of 20 s" in line
    assert "error" not in line


def test_the_pace_decides_how_long_it_is_and_whether_in_parts():
    """Seventeen seconds at the usual pace are one part, and twenty-three at 0.7 are two."""
    sentence = "The quick brown fox jumps over the lazy dog. "
    usual, slow = (describe_transcript(sentence * 5, 1.0, pace) for pace in (1.0, 0.7))
    assert "of 20 s of speech" in usual and "in 2 parts" in slow
    longer = [describe_transcript(sentence * 7, 1.0, pace) for pace in (1.0, 0.7)]
    seconds = [int(re.search(r"about (\d+)", line)[1]) for line in longer]
    assert seconds[1] == pytest.approx(seconds[0] / 0.7, abs=0.5 / 0.7 + 0.5)  # both rounded


def test_what_is_not_read_is_named():
    first, second = "1\n00:00:01,000 --> 00:00:04,000", "2\n00:00:05,000 --> 00:00:08,200"
    line = describe_transcript(f"{first}\nWe went.[1]\n\n{second}\nSmith² left early.", 1.0)
    assert line.endswith("00:00:04,000, 2 00:00:05,000 --&gt; 00:00:08,200, [1] and 1 more.</p>")
    assert " Left out: 1 00:00:01,000 --&gt;" in line
    assert "Left out" not in describe_transcript("We went. Smith left* early, 3 < 4.", 1.0)
    assert left_out_sentence(["x" * 41]) == f" Left out: {'x' * 39}…."
    linked = describe_transcript('See [the page](https://page.org/a "A page") now.', 1.0)
    assert linked.endswith(" Left out: https://page.org/a.</p>")
    long = describe_transcript("It was so.[1] " * 60, 1.0)
    assert "parts" in long and long.endswith(" Left out: [1].</p>")


def test_speech_never_takes_no_time_at_all():
    assert "about 1 of 20 s of speech" in describe_transcript("Hi.", 1.0)


def test_a_page_of_text_says_how_long_it_takes_before_anything_runs():
    """Eleven sentences of 3.0 s and ten pauses of 0.4 s are 37 s; the first part is 15 s of it or less."""
    page = (" ".join(["one"] * 9) + " one. ") * 11
    line = describe_transcript(page, 2.0)
    assert "of 3,000 characters" in line and "of speech in 3 parts" in line and "error" not in line
    seconds, ready, first = map(int, re.findall(r"about (\d+) s", line))
    assert ready == pytest.approx(2 * seconds, abs=1) and first <= 2 * 17
    assert "3,000 characters" in describe_transcript("a" * 3_001, 1.0)


def test_a_new_voice_takes_the_place_of_the_one_before_at_once():
    assert waiting_prompt("voice.wav") == {"grid": None, "caption": WAITING, "error": False}
    assert waiting_prompt(None)["caption"] == ""


def test_a_transcript_that_cannot_be_spoken_says_so_while_it_is_typed():
    assert "你" in describe_transcript("Hello 你", 1.0)
    assert "error" in describe_transcript("Hello 你", 1.0)


def test_notes_are_escaped():
    assert note("<script>") == '<p class="note">&lt;script&gt;</p>'
    assert note("") == ""


def test_timings_name_every_stage_and_the_real_time_factor():
    facts = timing_facts(Timings(prompt=0.25, text=0.5, acoustic=1.0, codec=0.25, audio_seconds=4.0))
    assert facts == [
        "prompt 0.25 s",
        "text 0.50 s",
        "SoundStorm 1.00 s",
        "codec 0.25 s",
        "4.0 s of speech in 2.0 s: real-time factor 0.50",
    ]


def test_what_the_tokenizer_heard_in_a_voice_is_written_in_phonemes(pipeline, prompt_path):
    told = describe_prompt(lambda: pipeline, None, str(prompt_path))
    heard = told["heard"].split(" ")
    assert set(heard) <= set(PHONEMES) and len(heard) > 30  # of 84 letters


def test_of_several_recordings_each_has_its_own_lines(pipeline, prompt_path, tmp_path):
    write_audio(tmp_path / "silence.wav", torch.zeros(32_000), 16_000)
    recordings = None, str(prompt_path), str(tmp_path / "silence.wav")
    lines = describe_recordings(lambda: pipeline, ("A: ", "B: ", "C: "), 4.0, *recordings)
    heard = describe_prompt(lambda: pipeline, None, str(prompt_path), 4.0)["heard"]
    assert re.findall(">([^<]+)</p>", lines)[1] == f"Heard by the tokenizer: /{heard}/"
    assert lines.count("<p ") == 3 and ">B: Using" in lines and ">C: Record" in lines and "A: " not in lines
    assert waiting_recordings(*recordings) == note(WAITING) and waiting_recordings(None) == ""


@pytest.mark.parametrize("kind", ["tone", "music"])
def test_a_sound_without_speech_is_refused_in_one_clear_sentence(pipeline, tmp_path, kind):
    seconds = torch.arange(4 * 16_000) / 16_000
    chord = [440.0] if kind == "tone" else [220.0, 277.2, 329.6, 440.0]
    sound = sum(torch.sin(2 * torch.pi * hertz * seconds) for hertz in chord) * 0.1
    write_audio(tmp_path / "sound.wav", sound, 16_000)
    told = describe_prompt(lambda: pipeline, None, str(tmp_path / "sound.wav"))
    assert told["error"] and "no speech" in told["caption"]
