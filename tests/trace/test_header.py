"""What a trace's header says of script and schedule, also in files that older versions wrote."""

from dataclasses import replace

import pytest

from soundstorm.acoustic import Schedule
from soundstorm.safety.origin import UNKNOWN, Origin
from soundstorm.text.script import Script, Turn, Word
from soundstorm.trace import Trace
from tests.trace.files import put_together, refuse, take_apart


def test_a_dialogue_comes_back_turn_by_turn(recorded):
    trace, _ = recorded
    words = (Word("he", (0, 2)), Word("lo", (3, 4)))
    trace.script = Script("He? | Lo!", ("h", "ə", "?", "oʊ", "!"), words, (Turn(1, (0, 1)), Turn(2, (1, 2))))
    again = Trace.from_bytes(trace.to_bytes())
    assert again.script == trace.script and again.script.speakers == [1, 2]


def test_guidance_is_recorded_and_none_where_older_versions_wrote_nothing_of_it(recorded):
    trace, _ = recorded
    assert (
        Trace.from_bytes(
            replace(trace, schedule=Schedule((5, 2, 1), guidance=1.5)).to_bytes()
        ).schedule.guidance
        == 1.5
    )
    header, body = take_apart(trace.to_bytes())
    header["schedule"]["guidance"] = 5.5
    refuse(put_together(header, body), "schedule")
    del header["schedule"]["guidance"]
    assert Trace.from_bytes(put_together(header, body)).schedule.guidance == 0.0


def test_the_models_and_their_licence_are_recorded_and_not_known_in_older_files(recorded):
    trace, _ = recorded
    header, body = take_apart(trace.to_bytes())
    assert header["origin"] == {"model": "someone/models", "licence": "apache-2.0"}
    assert Trace.from_bytes(trace.to_bytes()).origin == Origin("someone/models", "apache-2.0")
    for wrong in ("someone", {"model": "a"}, {"model": "a\nb", "licence": ""}, {"model": 3, "licence": ""}):
        header["origin"] = wrong
        refuse(put_together(header, body), r"origin|model|licence")
    header["origin"] = None
    assert Trace.from_bytes(put_together(header, body)).origin == UNKNOWN
    del header["origin"]
    assert Trace.from_bytes(put_together(header, body)).origin == UNKNOWN


def test_a_file_without_turns_is_one_speakers(recorded):
    """As those were that older versions wrote."""
    header, body = take_apart(recorded[0].to_bytes())
    del header["turns"]
    assert Trace.from_bytes(put_together(header, body)).script == recorded[0].script


def test_a_file_without_prompts_is_the_first_speakers(recorded):
    """As those were that older versions wrote."""
    header, body = take_apart(recorded[0].to_bytes())
    del header["prompts"]
    assert Trace.from_bytes(put_together(header, body)).prompts == ()


@pytest.mark.parametrize(
    "prompts", [[[1, [0, 5]]], [[1, [0, 7]]], [[0, [0, 6]]], [[1, [0, 4]], [2, [3, 6]]], [[1, [0, 6], 2]], 5]
)
def test_prompts_that_are_not_all_of_its_frames_are_refused(recorded, prompts):
    header, body = take_apart(recorded[0].to_bytes())
    refuse(put_together(header | {"prompts": prompts}, body))


@pytest.mark.parametrize(
    "turns",
    [[], [[1, [0, 2]]], [[0, [0, 1]]], [["A", [0, 1]]], [[1, [0, 0]]], [[1, [0, 1]], [2, [0, 1]]], [[1]]],
)
def test_turns_that_are_none_of_the_words_are_refused(recorded, turns):
    header, body = take_apart(recorded[0].to_bytes())
    refuse(put_together(header | {"turns": turns}, body), "fit together")


@pytest.mark.parametrize("word", ["\ud800", "a\nb", "a" * 101, 7])
def test_a_word_is_a_text_like_others(recorded, word):
    """Half of a pair of surrogates can stand in JSON, and in no page that is made of it."""
    header, body = take_apart(recorded[0].to_bytes())
    header["words"][0][0] = word
    refuse(put_together(header, body), "words and phonemes")


@pytest.mark.parametrize("iterations", [[4, 2, 1], [5, 1, 1]])
def test_no_level_has_more_steps_than_its_schedule(recorded, iterations):
    header, body = take_apart(recorded[0].to_bytes())
    assert header["schedule"]["iterations"] == [5, 2, 1]
    header["schedule"]["iterations"] = iterations
    refuse(put_together(header, body), "do not follow its schedule")
