import copy
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import soundfile
import torch
from torchaudio.functional import resample

from soundstorm import Trace, examples
from soundstorm.audio.tags import read_tags
from soundstorm.bundled import ASSETS, CHECKPOINTS
from soundstorm.checkpoint import load_pretrained
from soundstorm.consistency.model import Consistency
from soundstorm.dialogue import longest_dialogue
from soundstorm.examples import (
    CLIPS,
    DIALOGUES,
    EXAMPLES,
    SENTENCE,
    SENTENCES,
    write_clips,
    write_dialogue_traces,
    write_example_traces,
    write_sentence_traces,
)
from soundstorm.race import PAIR
from soundstorm.text.dialogue import read_dialogue
from soundstorm.text.script import read_script
from soundstorm.trace.sound import listen
from soundstorm.trace.turns import turn_waveform


def check(traces: dict[str, Trace], sentence: str) -> None:
    """The same words, decoded in the ways that their names stand for."""
    paper = traces["1-paper"]
    assert paper.transcript == sentence
    assert len(paper.iterations) == 16 + 7 and len(traces["2-greedy"].iterations) == 8
    for name, trace in traces.items():
        example = examples.EXAMPLES[name]
        assert (trace.title, trace.seed) == (example.title, example.seed)
        assert trace.schedule == example.schedule.over(8)
        assert torch.equal(trace.target_semantic, paper.target_semantic) and trace.words == paper.words
        assert torch.equal(trace.semantic, paper.semantic) == (name != "7-other-voice")
        assert len(trace.audio) == 8 + 7 + 1 and trace.edit is None
        assert name == "1-paper" or not torch.equal(trace.codes, paper.codes)
    # the schedules count: linear keeps an even share of the frames in every iteration
    frames = paper.frames - paper.prompt_frames
    assert traces["5-linear"].iterations[0].hidden_after == int(frames * 15 / 16)


def test_examples_are_the_same_words_decoded_in_other_ways(
    pipeline, tmp_path, monkeypatch, short_prompt_path
):
    """Three of them, one with the settings of three, of a shorter sentence after a shorter prompt."""
    some = {name: EXAMPLES[name] for name in ("1-paper", "2-greedy", "5-linear")}
    some["5-linear"] = replace(some["5-linear"], temperature=1.6, seed=8)
    some = {name: replace(example, prompt=short_prompt_path) for name, example in some.items()}
    monkeypatch.setattr(examples, "EXAMPLES", some)
    monkeypatch.setattr(examples, "SENTENCE", "Good morning.")
    monkeypatch.setattr(examples, "PROMPT", short_prompt_path)
    written = write_example_traces(pipeline, tmp_path / "traces")
    traces = {path.stem: Trace.load(path) for path in written}
    assert set(traces) == set(some)
    check(traces, "Good morning.")


def test_the_bundled_examples_are_the_first_harvard_sentence_in_seven_ways_and_two_others():
    paths = sorted((ASSETS / "traces").glob("*.sstrace"))
    traces = {path.stem: Trace.load(path) for path in paths}
    race = [Path(name).stem for name in PAIR]
    assert set(traces) == {*EXAMPLES, *SENTENCES, *race}
    for name, sentence in SENTENCES.items():
        assert (traces[name].title, traces[name].transcript) == (sentence.title, sentence.words)
    check({name: traces[name] for name in EXAMPLES}, SENTENCE)
    assert len(traces["3-slow-motion"].iterations) == 32 + 7
    assert 1.4 < traces["1-paper"].seconds < 5
    assert sum(path.stat().st_size for path in paths) < 4_000_000


def test_the_bundled_race_is_the_sentence_in_both_ways():
    storm, audiolm = (Trace.load(ASSETS / "traces" / name) for name in PAIR)
    assert storm.transcript == audiolm.transcript == SENTENCE
    assert torch.equal(storm.semantic, audiolm.semantic) and storm.prompt_frames == audiolm.prompt_frames
    written = torch.cat([done.written for done in audiolm.iterations])
    assert len(written.unique()) == len(written) == 8 * audiolm.target_frames  # one token at a time
    assert len(storm.iterations) == 16 + 7 and all(done.written is None for done in storm.iterations)
    for trace in (storm, audiolm):
        assert len(trace.audio) == 8 + 7 + 1


def test_in_float32_a_seed_gives_the_tokens_that_it_gave(pipeline):
    """What makes a stage faster must not alter them; another processor may round a near tie otherwise."""
    trace, audiolm = (Trace.load(ASSETS / "traces" / name) for name in ("1-paper.sstrace", PAIR[1]))
    given, spoken = trace.given[:, : trace.prompt_frames], trace.semantic[: trace.prompt_frames // 2]
    again = pipeline.best_reading(read_script(trace.transcript), spoken, trace.seed)
    assert torch.equal(torch.cat([spoken, again.semantic]), trace.semantic)

    storm = copy.deepcopy(pipeline.storm).float().compute_in("float32")
    steps = storm.decode(trace.semantic[None], given[None], trace.schedule, trace.seed)
    pairs = list(zip(trace.iterations, steps, strict=True))
    same = [float((step.sampled[step.open] == done.sampled).float().mean()) for done, step in pairs]
    assert same[0] > 0.99 and min(same) > 0.9

    said = pipeline.audiolm.speak(audiolm.semantic, given, audiolm.seed)
    coarse = audiolm.codes[0, :, audiolm.prompt_frames :]
    assert all(new.token == coarse[new.level - 1, new.frame] for new in islice(said, 40))


def test_other_sentences_are_written_with_their_words_and_sound(talkers, tmp_path, monkeypatch):
    first = dict(list(SENTENCES.items())[:1])
    monkeypatch.setattr(examples, "SENTENCES", first)
    (path,) = write_sentence_traces(talkers, tmp_path)
    trace = Trace.load(path)
    assert path.stem in first and (trace.title, trace.transcript) == (
        first[path.stem].title,
        first[path.stem].words,
    )
    assert len(trace.audio) == 2 + 1 + 1  # levels of two, alone and together
    assert trace.schedule.iterations == (16, 1)  # as the paper has it


def test_the_clips_of_the_card_are_its_sentences_in_their_voices_and_tell_what_they_are(talkers, tmp_path):
    card = (CHECKPOINTS / "workshop" / "README.md").read_text(encoding="utf-8")
    paths = list(write_clips(talkers, tmp_path))
    for path, clip in zip(paths, CLIPS.values(), strict=True):
        listed = f"[{clip.words}](../../assets/examples/{path.name}), in the voice of [{clip.prompt.stem}]"
        assert listed in card and (ASSETS / "examples" / path.name).is_file()
        assert soundfile.info(path).duration > 0.1 and "AI-generated" in str(read_tags(path))


@pytest.mark.parametrize(("name", "turns"), [("breakfast", 8), ("sleep", 6)])
def test_the_papers_dialogues_fit_with_two_prompts(name, turns):
    text = (ASSETS / "dialogues" / f"{name}.txt").read_text(encoding="utf-8")
    script = read_dialogue(text, max_seconds=longest_dialogue(2))
    assert [turn.speaker for turn in script.turns] == [1, 2] * (turns // 2)
    assert set(DIALOGUES) == {path.stem for path in (ASSETS / "dialogues").glob("*.txt")}


def test_the_dialogues_are_written_with_their_turns_and_sound(talkers, tmp_path):
    traces = {path.stem: Trace.load(path) for path in write_dialogue_traces(talkers, tmp_path)}
    assert set(traces) == set(DIALOGUES)
    for trace in traces.values():
        assert [who for who, _ in trace.prompts] == [1, 2]
        assert trace.seconds > 1 and len(trace.audio) == 2 + 1 + 1  # levels of two, alone and together


@torch.inference_mode()
def test_in_the_bundled_dialogues_every_turn_has_its_speaker_s_voice():
    """By the embedding that the evaluation judges constancy with, of turns of a second and more."""
    model = load_pretrained(Consistency, CHECKPOINTS / "evaluation" / "consistency")
    nearer = []
    for path in sorted((ASSETS / "dialogues").glob("*.sstrace")):
        trace = Trace.load(path)
        said, given = listen(trace, str(trace.levels)), listen(trace, "prompt")

        def embed(sound: torch.Tensor, rate: int = trace.sample_rate) -> torch.Tensor:
            return model.embed(resample(sound, rate, model.config.sample_rate)[None])[0]

        prompts = [embed(given[first * trace.hop : end * trace.hop]) for _, (first, end) in trace.prompts]
        for number, turn in enumerate(trace.script.turns):
            sound = turn_waveform(trace, said, number)
            if len(sound) >= trace.sample_rate:
                near = torch.stack([embed(sound) @ prompt for prompt in prompts])
                nearer.append(int(near.argmax()) == turn.speaker - 1)
    assert len(nearer) >= 8 and sum(nearer) >= 0.9 * len(nearer)
