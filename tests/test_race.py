"""The same words in both ways, with small untrained models."""

import json
from dataclasses import replace

import pytest
import torch
from matplotlib.figure import Figure
from PIL import Image
from typer.testing import CliRunner

from soundstorm import SoundStormPipeline, Trace, examples
from soundstorm.acoustic.engine import PRECISIONS
from soundstorm.acoustic.schedule import PAPER
from soundstorm.audiolm import AudioLM
from soundstorm.checkpoint import save_pretrained
from soundstorm.cli import app
from soundstorm.errors import CheckpointError, UserError
from soundstorm.evaluation.report import figures_soundstorm
from soundstorm.evaluation.run import possible_parts
from soundstorm.pipeline import finish
from soundstorm.race import PAIR, race_words, run, run_race
from soundstorm.race.figure import draw_race
from soundstorm.trace.sound import listen
from tests.audiolm.small import LEVELS, small_audiolm, small_babbler


@pytest.fixture(scope="module")
def babbler():
    return small_babbler()


@pytest.fixture(scope="module")
def race(babbler):
    return run_race(babbler, None, 1.0, seed=3)


def test_both_decode_the_same_semantic_tokens(race):
    assert torch.equal(race.storm.semantic, race.audiolm.semantic)
    assert race.storm.finished and race.audiolm.finished and race.seconds == 1.0
    assert len(race.storm.iterations) == 16 + LEVELS - 1 and len(race.audiolm.iterations) == LEVELS


def test_the_stages_take_as_long_as_the_trace_says(race):
    last = max(int(done.written.max()) for done in race.audiolm.iterations) / 1e6
    assert race.coarse + race.fine == pytest.approx(last, abs=1e-5)
    coarse = max(int(done.written.max()) for done in race.audiolm.iterations[:4]) / 1e6
    assert race.coarse == pytest.approx(coarse, abs=1e-5) and 0 < race.fine
    assert race.times_faster == pytest.approx(
        last / sum(done.seconds for done in race.storm.iterations), 1e-3
    )


def test_every_length_of_the_figure_is_run_after_a_short_one_each_with_a_seed_of_its_own(monkeypatch):
    """What runs is not asked: the paper's lengths take minutes."""
    asked = []
    monkeypatch.setattr(run, "begin_race", lambda *given: asked.append(given[2:4]) or iter(()))
    monkeypatch.setattr(run, "_over", lambda racing: racing)
    list(run.measure_lengths(None, None, seed=5))
    assert asked == [(1.0, 5), (5, 5), (10, 6), (15, 7), (20, 8), (25, 9), (30, 10)]


@pytest.mark.parametrize("seconds", [0.5, 61, float("nan")])
def test_as_long_as_the_figure_and_no_longer_than_a_minute(babbler, monkeypatch, seconds):
    monkeypatch.setattr(run, "semantic_continuation", lambda *given: torch.zeros(1, 25, dtype=torch.long))
    for length in (*run.LENGTHS, 60):
        run.begin_race(babbler, None, length)
    with pytest.raises(UserError, match="1 to 60 seconds"):
        run.begin_race(babbler, None, seconds)


@pytest.fixture(scope="module")
def racing(pipeline):
    """The bundled models with small stages of AudioLM."""
    torch.manual_seed(0)
    audiolm = small_audiolm(pipeline.semantic, pipeline.levels)
    return SoundStormPipeline(pipeline.codec, pipeline.semantic, pipeline.text, pipeline.storm, audiolm)


def test_a_sentence_is_said_in_both_ways(racing, short_prompt_path):
    race = race_words(racing, "Good morning.", short_prompt_path, seed=1)
    said = finish(racing.stream("Good morning.", short_prompt_path, seed=1, schedule=PAPER)).trace
    assert torch.equal(race.storm.codes, said.codes) and torch.equal(race.audiolm.semantic, said.semantic)
    assert race.audiolm.words == race.storm.words == said.words
    for trace in (race.storm, race.audiolm):
        sound = listen(trace, "8")
        assert len(sound) == trace.target_frames * trace.hop and sound.abs().max() > 0.001


def test_a_race_is_written_with_all_its_sounds(racing, short_prompt_path, tmp_path, monkeypatch):
    monkeypatch.setattr(examples, "SENTENCE", "Good morning.")
    monkeypatch.setattr(examples, "PROMPT", short_prompt_path)
    paths = list(examples.write_race_traces(racing, tmp_path))
    assert [path.name for path in paths] == list(PAIR)
    storm, audiolm = map(Trace.load, paths)
    assert (storm.one_by_one, audiolm.one_by_one) == (False, True)
    assert len(storm.audio) == len(audiolm.audio) == 8 + 7 + 1


def test_without_the_acoustic_stages_it_goes_on_and_does_not_race(racing, short_prompt_path):
    semantic = AudioLM(racing.audiolm.semantic, None, None, 25.0, 2)
    parts = racing.codec, racing.semantic, racing.text, racing.storm
    babbling = SoundStormPipeline(*parts, semantic)
    assert babbling.continue_speech(short_prompt_path, 1.0).semantic.shape[-1] == 25
    with pytest.raises(CheckpointError, match="--stage coarse"):
        babbling.continue_speech(short_prompt_path, 1.0, acoustic="audiolm")
    with pytest.raises(CheckpointError, match="--stage coarse"):
        race_words(babbling, "Good morning.", short_prompt_path)
    assert "audiolm" in possible_parts(racing) and "audiolm" not in possible_parts(babbling)


def test_stages_are_saved_and_loaded_as_far_as_there_are_any(racing, tmp_path):
    semantic = AudioLM(racing.audiolm.semantic, None, None, 25.0, 2)
    for name, stage in semantic.stages.items():
        save_pretrained(stage, tmp_path / name)
    assert not AudioLM.from_pretrained(tmp_path, 25.0, 2).speaks
    save_pretrained(racing.audiolm.coarse, tmp_path / "coarse")
    with pytest.raises(CheckpointError, match="fine"):
        AudioLM.from_pretrained(tmp_path, 25.0, 2)


def test_the_figure_has_a_line_a_stage(race):
    """Of three races of one length the median."""
    longer = replace(race, seconds=2.0, soundstorm=1.0, coarse=3.0, fine=1.0)
    slower, faster = (replace(longer, coarse=coarse) for coarse in (9.0, 0.0))
    axes = Figure().subplots()
    draw_race(axes, [race, slower, longer, faster])
    assert [len(line.get_xdata()) for line in axes.get_lines()] == [2] * 6
    lines = {line.get_label(): line.get_ydata()[1] for line in axes.get_lines()}
    assert lines["AudioLM, coarse"] == 3.0
    assert "4.0 times" in axes.get_title(loc="left")


def test_the_command_keeps_the_pair_and_draws_both_figures(babbler, tmp_path, monkeypatch):
    """Of 4 s without a prompt, one second is compared with the first three: in four races, for quartiles."""
    drawn = []
    draw_drift = figures_soundstorm.draw_drift
    monkeypatch.setattr(
        figures_soundstorm,
        "draw_drift",
        lambda axes, rows: drawn.append((axes, rows)) or draw_drift(axes, rows),
    )
    babbler.save_pretrained(tmp_path / "models")
    options = ["--seconds", "4", "--figure", str(tmp_path / "race.png"), "--traces", str(tmp_path)]
    command = ["race", "--checkpoint", str(tmp_path / "models"), "--json", *options]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    facts, *more = json.loads(result.stdout.splitlines()[-1])["lengths"]
    assert (
        facts["seconds"] == 4.0
        and len(more) == 3
        and facts["soundstorm"] > 0
        and facts["precision"] in PRECISIONS
    )
    assert Image.open(tmp_path / "race.png").size == (1200, 1260)
    [(below, rows)] = drawn
    assert [row["source"] for row in rows] == ["soundstorm", "audiolm"] * 4
    assert [[second for second, _ in row["drift"]] for row in rows] == [[0.5]] * 8
    assert [line.get_label() for line in below.lines] == ["SoundStorm", "AudioLM"]
    assert "without a prompt" in below.get_xlabel()
    assert [Trace.load(tmp_path / name).one_by_one for name in PAIR] == [False, True]
