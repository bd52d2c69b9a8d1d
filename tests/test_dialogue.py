"""Dialogues with small untrained models: who speaks when is right by construction."""

from dataclasses import replace

import pytest
import torch

from soundstorm import Schedule, SoundStormPipeline, Trace, redecode_turn, replace_turn
from soundstorm.audio import read_audio
from soundstorm.codec import SoundStream
from soundstorm.errors import CheckpointError, TextError, UserError
from soundstorm.pipeline import finish
from soundstorm.text.dialogue import read_dialogue
from soundstorm.text.model import GeneratedSemantic
from soundstorm.trace.turns import speakers_of, turn_frames

QUICK = Schedule((2, 1))
TEXT = "Oh wow. | Uh-huh? | I am."


@pytest.fixture(scope="module")
def prompts(prompt_folder) -> list[torch.Tensor]:
    """Three voices of 3.2, 2.4 and 2 s."""
    names, seconds = ("man-8629", "woman-6078", "man-5750"), (3.2, 2.4, 2.0)
    return [
        read_audio(prompt_folder / f"{name}.flac", 16_000)[: round(length * 16_000)]
        for name, length in zip(names, seconds, strict=True)
    ]


@pytest.fixture(scope="module")
def spoken(talkers, prompts) -> Trace:
    return finish(talkers.dialogue(TEXT, prompts[:2], seed=3, schedule=QUICK, candidates=2)).trace


def test_all_prompts_come_first_then_the_turns(talkers, prompts, spoken):
    voices = [talkers.encode_prompt(prompt) for prompt in prompts[:2]]
    codes, semantic = (
        torch.cat([getattr(voice, name) for voice in voices], dim=-1)[0] for name in ("codes", "semantic")
    )
    assert spoken.prompt_frames == codes.shape[1] and torch.equal(spoken.codes[0, :, : codes.shape[1]], codes)
    assert torch.equal(spoken.semantic[: len(semantic)], semantic)
    first = voices[0].codes.shape[2]
    assert spoken.prompts == ((1, (0, first)), (2, (first, codes.shape[1])))
    assert [turn.speaker for turn in spoken.script.turns] == [1, 2, 1]


def test_every_frame_is_of_the_speaker_whose_turn_its_phoneme_is_in(spoken):
    """Phonemes oʊ w aʊ . | ʌ h ʌ ? | aɪ æ m . : the turns begin at places 0, 4 and 9."""
    assert spoken.phonemes == tuple("oʊ w aʊ . | ʌ h ʌ ? | aɪ æ m .".split())
    told = [0 if place < 4 or place >= 9 else 1 for place in spoken.phoneme.tolist() for _ in range(2)]
    assert speakers_of(spoken)[spoken.prompt_frames :].tolist() == told
    ends = [turn_frames(spoken, turn) for turn in range(3)]
    assert ends[0][0] == 0 and ends[-1][1] == spoken.target_frames
    assert [end for _, end in ends[:-1]] == [first for first, _ in ends[1:]]


def test_soundstorm_is_told_who_speaks(talkers, prompts, spoken, monkeypatch):
    told = []
    given = talkers.storm._given
    monkeypatch.setattr(
        talkers.storm,
        "_given",
        lambda semantic, speakers, frames: told.append(speakers) or given(semantic, speakers, frames),
    )
    finish(talkers.dialogue(TEXT, prompts[:2], seed=3, schedule=QUICK))
    finish(redecode_turn(talkers, spoken, 1, seed=4))
    assert len(told) == 2  # once a decoding
    assert all(torch.equal(speakers[0], speakers_of(spoken)) for speakers in told)


def test_the_same_seed_is_the_same_dialogue_and_other_voices_are_another(talkers, prompts, spoken):
    named = {"Anna": prompts[0], "Ben": prompts[1]}
    again = finish(talkers.dialogue("Anna: Oh wow. Ben: Uh-huh? Anna: I am.", named, 3, QUICK)).trace
    assert torch.equal(again.codes, spoken.codes)
    other = finish(talkers.dialogue(TEXT, prompts[1::-1], 3, QUICK)).trace
    assert not torch.equal(other.target_semantic[:10], spoken.target_semantic[:10])


def test_a_turn_is_decoded_again_and_the_rest_stays(talkers, spoken):
    again = finish(redecode_turn(talkers, spoken, 1, seed=8)).trace
    first, end = (spoken.prompt_frames + frame for frame in turn_frames(spoken, 1))
    changed = (again.codes != spoken.codes)[0].any(dim=0).nonzero()[:, 0]
    assert first <= int(changed.min()) and int(changed.max()) < end
    assert again.edit == {"kind": "region", "cells": 2 * (end - first)}
    assert again.script == spoken.script and again.prompts == spoken.prompts


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_a_turn_says_something_else_and_the_rest_stays(talkers, spoken, turn):
    again = finish(replace_turn(talkers, spoken, turn, "No, never!")).trace
    assert again.finished and [one.speaker for one in again.script.turns] == [1, 2, 1]
    assert again.transcript.split(" | ")[turn] == "No, never!"
    for other in {0, 1, 2} - {turn}:
        old, new = (
            trace.codes[0, :, trace.prompt_frames :][:, slice(*turn_frames(trace, other))]
            for trace in (spoken, again)
        )
        assert torch.equal(old, new)
    first, end = turn_frames(again, turn)
    own = again.phoneme[first // 2 : end // 2].unique()
    start, last = again.script.turn_places[turn]
    assert own.tolist() == list(range(start, last))  # from the marker to the mark, all of them
    assert Trace.from_bytes(again.to_bytes()).script == again.script


def test_what_a_turn_may_not_say_is_refused(talkers, spoken):
    for text, hint in (("", "empty"), ("Oh. | No.", "one speaker says"), ("oh " * 300, "Shorten the text")):
        with pytest.raises(UserError, match=hint):
            replace_turn(talkers, spoken, 1, text)
    with pytest.raises(UserError, match="one of the 3 turns"):
        replace_turn(talkers, spoken, 3, "Oh.")
    unfinished = replace(spoken, iterations=spoken.iterations[:1])
    with pytest.raises(UserError, match="finished"):
        replace_turn(talkers, unfinished, 1, "Oh.")


@pytest.mark.parametrize(("room", "is_enough"), [(-5.0, False), (0.9, False), (1.1, True)])
def test_other_words_need_room_beside_the_rest_of_the_dialogue(talkers, spoken, monkeypatch, room, is_enough):
    first, end = turn_frames(spoken, 1)
    rest = (spoken.frames - (end - first)) / 50  # 320 of 16,000 samples a frame
    monkeypatch.setattr("soundstorm.whatif.MAX_SECONDS", rest + room)
    if is_enough:
        assert replace_turn(talkers, spoken, 1, "Oh.").trace.transcript == "Oh wow. | Oh. | I am."
        return
    with pytest.raises(UserError, match=rf"^Decode this turn again as it is: .* {rest:.1f} seconds"):
        replace_turn(talkers, spoken, 1, "Oh.")


def test_a_dialogue_has_a_pace(talkers, prompts, spoken, paces):
    """Which the text stage is given; slowly spoken, less fits."""
    talkers.dialogue(TEXT, prompts[:2], pace=0.8)
    replace_turn(talkers, spoken, 1, "No, never!", pace=1.2)
    assert paces == [0.8, 1.2]
    with pytest.raises(TextError, match="about 19 seconds"):  # 27 * 0.7
        talkers.dialogue(" | ".join(["I"] * 60), prompts[:2], pace=0.7)
    with pytest.raises(TextError, match="Choose a pace"):
        talkers.dialogue(TEXT, prompts[:2], pace=2.0)


def test_turns_are_brought_together_before_they_are_decoded(talkers, monkeypatch):
    """Between oʊ . and n oʊ ! it is quiet for 40 tokens, of which at most 10 and what still sounds stay."""
    script = read_dialogue("Oh. | No!")
    phoneme = torch.tensor([*[0] * 10, 1, *[2] * 40, *[3] * 4, 4])
    heard = torch.zeros(len(phoneme), dtype=torch.bool)
    heard[[8, 52, 54]] = True
    tokens = torch.arange(len(phoneme))
    own = [(begin <= phoneme) & (phoneme < end) for begin, end in script.sentence_places]
    spoken = [[GeneratedSemantic(tokens[one], phoneme[one])] for one in own]
    monkeypatch.setattr(talkers.text, "generate", lambda *given, **more: spoken)
    monkeypatch.setattr(talkers.semantic, "hears", lambda tokens: heard)
    monkeypatch.setattr(talkers.semantic, "misreading", lambda tokens, ids: 0.0)
    best = talkers.best_reading(script, torch.zeros(0, dtype=torch.long), 0)
    assert len(best.semantic) <= len(phoneme) - (41 - 2 * 2 - 10)


def test_prompts_give_way_to_a_long_dialogue(talkers, prompts):
    """ "I" takes 0.16 s and a gap 0.2 s: 70 turns take 25 s, which leaves 2.5 s for each of two prompts."""
    decoding = talkers.dialogue(" | ".join(["I"] * 70), [prompts[0], talkers.encode_prompt(prompts[0])])
    assert [len(voice.prepared.waveform) <= 2.5 * 16_000 for voice in decoding.voices] == [True, True]
    # 27 s and two of 1.5 s are 30 s
    with pytest.raises(TextError, match=r"about 27 seconds of speech.*about 28\.$"):
        talkers.dialogue(" | ".join(["I"] * 78), prompts[:2])
    with pytest.raises(TextError, match="about 27 seconds"):
        talkers.dialogue(read_dialogue(" | ".join(["I"] * 78)), prompts[:2])
    assert talkers.dialogue(TEXT, prompts[:2]).voices[0].codes.shape[2] > 2.5 * 50


@pytest.mark.parametrize("seconds", [1.6, 1.8, 2.1])
def test_prompts_end_with_a_token_at_any_sample_rate(talkers, prompts, seconds):
    """At 24 kHz a token is 960 samples and a frame 480."""
    codec = SoundStream(replace(talkers.codec.config, sample_rate=24_000, hop=480, n_fft=960)).eval()
    pipeline = SoundStormPipeline(codec, talkers.semantic, talkers.text, talkers.storm)
    voice = pipeline.encode_prompt(torch.cat([prompts[0], prompts[0]]), seconds)
    assert len(voice.prepared.waveform) % 960 == 0
    assert voice.codes.shape[2] == 2 * voice.semantic.shape[1] == len(voice.prepared.waveform) // 480


def test_who_has_no_prompt_is_named(talkers, prompts):
    with pytest.raises(TextError, match="Add a prompt for C"):
        talkers.dialogue("A: Oh. B: No. C: Yes.", prompts[:2])
    script = read_dialogue("Oh. | No. | Yes.", "ABC")
    with pytest.raises(TextError, match="3 speak, and there are 2 prompts"):
        talkers.dialogue(script, prompts[:2])
    with pytest.raises(TextError, match="two to 4 speakers, not for 1"):
        talkers.dialogue(TEXT, prompts[:1])
    assert {int(who) for who in speakers_of(talkers.dialogue(script, prompts).trace)} == {0, 1, 2}


def test_models_of_one_speaker_are_refused(talkers, prompts, spoken):
    from soundstorm.acoustic import SoundStorm

    alone = SoundStorm(replace(talkers.storm.config, speakers=1)).eval()
    pipeline = SoundStormPipeline(talkers.codec, talkers.semantic, talkers.text, alone)
    with pytest.raises(CheckpointError, match="knows 1, and 2 are to speak"):
        pipeline.dialogue(TEXT, prompts[:2])
    with pytest.raises(UserError, match="it has 2 speakers, and this model 1"):
        redecode_turn(pipeline, spoken, 1)
