"""Models of the paper's sizes, 12 levels at 24 kHz, go wherever the bundled ones go (with random weights)."""

import pytest
import soundfile
import torch

from soundstorm import SoundStormPipeline, Trace
from soundstorm.acoustic import SoundStorm, SoundStormConfig
from soundstorm.acoustic.schedule import PAPER
from soundstorm.audio import read_audio
from soundstorm.codec import SoundStream, SoundStreamConfig
from soundstorm.corpus import Clip
from soundstorm.errors import CheckpointError, UserError
from soundstorm.evaluation.parts import speed
from soundstorm.evaluation.parts.takes import keep, read_take
from soundstorm.evaluation.parts.utterances import Utterance
from soundstorm.pipeline import finish
from soundstorm.player.export import write_html, write_png
from soundstorm.trace.sound import listen
from soundstorm.ui.codec.handlers import CodecHandlers
from soundstorm.ui.laboratory.handlers import LaboratoryHandlers
from soundstorm.ui.laboratory.schedule import describe_schedule, preset_values
from soundstorm.ui.running import put_run
from soundstorm.ui.speak.handlers import SpeakHandlers
from soundstorm.ui.stage import Stage
from soundstorm.whatif import redecode_region, replace_token

LEVELS, RATE = 12, 24_000
DEFAULT, PAPERS = (2, *[1] * 11), (16, *[1] * 11)
CODEC = SoundStreamConfig(
    sample_rate=RATE,
    hop=480,
    n_fft=960,
    phase_iterations=1,
    levels=LEVELS,
    latent_dim=8,
    width=32,
    encoder_blocks=1,
    decoder_blocks=1,
)


@pytest.fixture(scope="module")
def twelve(pipeline) -> SoundStormPipeline:
    """Codec and SoundStorm of 12 levels with the bundled text stage and tokenizer, which hears at 16 kHz."""
    torch.manual_seed(0)
    sizes = {"width": 32, "heads": 2, "blocks": 1, "feedforward": 64}
    storm = SoundStorm(
        SoundStormConfig(levels=LEVELS, semantic_size=pipeline.semantic.codebook_size, **sizes)
    )
    return SoundStormPipeline(SoundStream(CODEC).eval(), pipeline.semantic, pipeline.text, storm.eval())


@pytest.fixture(scope="module")
def spoken(twelve, prompt_path) -> Trace:
    """Two words with the paper's schedule, with sound."""
    said = twelve.stream("Hello there.", prompt_path, seed=1, schedule=PAPER, candidates=5)
    return twelve.add_sound(finish(said).trace)


def test_a_sentence_takes_the_papers_27_passes(twelve, spoken):
    assert len(spoken.iterations) == 27 and spoken.finished
    assert (spoken.levels, spoken.schedule.iterations) == (LEVELS, PAPERS)
    assert (spoken.sample_rate, spoken.hop) == (RATE, 480)


def test_prompts_and_sources_are_heard_by_the_tokenizer_at_its_own_rate(twelve, pipeline, prompt_path):
    own, at_16_khz = twelve.encode_prompt(prompt_path), pipeline.encode_prompt(prompt_path)
    assert own.codes.shape[2] == 2 * own.semantic.shape[1]
    assert len(own.prepared.waveform) % (2 * 480) == 0
    alike = (own.semantic[0, :100] == at_16_khz.semantic[0, :100]).float().mean()
    assert alike > 0.8  # resampled twice, so not to the bit
    source = read_audio(prompt_path, RATE)[:RATE]
    converted = finish(twelve.convert(source, own)).trace
    assert converted.target_frames == 50 and converted.schedule.iterations == DEFAULT


def test_its_trace_is_a_file_with_all_levels_to_hear(spoken, tmp_path):
    spoken.save(tmp_path / "a.sstrace")
    again = Trace.load(tmp_path / "a.sstrace")
    assert torch.equal(again.codes, spoken.codes) and again.schedule == spoken.schedule
    assert set(map(str, range(1, 13))) | {"difference.12", "prompt"} <= set(again.audio)
    assert len(listen(again, "12")) == again.target_frames * 480
    write_png(again, tmp_path / "a.png")
    write_html(again, tmp_path / "a.html")


def test_its_trace_can_be_edited(twelve, spoken):
    region = torch.zeros(LEVELS, spoken.target_frames, dtype=torch.bool)
    region[9:, 5:8] = True
    assert finish(redecode_region(twelve, spoken, region, seed=5)).trace.edit["cells"] == 9
    done = spoken.iterations[20]
    cell = {"level": done.level, "frame": int(done.frame[0]), "token": 7}
    assert finish(replace_token(twelve, spoken, step=20, **cell)).trace.finished


def test_the_app_runs_it_with_the_papers_schedule(twelve, prompt_path, tmp_path):
    handlers = SpeakHandlers(lambda: twelve, tmp_path)
    form = ("speak", None, str(prompt_path), True, "Hello there.", None, 5, "16", 0.0, 1.0)
    *updates, made, _ = handlers.run(Stage.opening(), *form)
    assert max(update.live["finished"] for update in updates if "finished" in update.live) == LEVELS
    stage = put_run(Stage.opening(), made.made).stage
    assert stage.a.levels == LEVELS

    # the laboratory has iterations to set for the levels of the bundled traces: the others take one
    *settings, _ = preset_values(8, "paper")
    assert "<b>27 forward passes</b> for 12 levels" in describe_schedule(stage, *settings)
    *_, last = LaboratoryHandlers(lambda: twelve, tmp_path).run_b(stage, stage.a.name, 1, *settings)
    assert put_run(stage, last.made).stage.b.schedule.iterations == PAPERS


def test_the_codec_tab_takes_a_sound_apart_into_its_levels(twelve, prompt_path, tmp_path):
    first, *_, last, _ = CodecHandlers(lambda: twelve, tmp_path).take(str(prompt_path))
    assert first.view["kilobits"][-1] == 6.0
    assert {"prefix.12", "difference.12"} <= set(last.view["sounds"])


def test_the_evaluation_reads_it_at_its_own_rate_and_hears_it_at_16_khz(twelve, prompt_path, monkeypatch):
    clip = Clip(prompt_path, "bundled", "anna", "f", 5.5, "", "CC0", "valid")
    take = read_take(twelve, Utterance((clip,)), "short", seed=1)
    assert len(take.recording) / RATE == pytest.approx(soundfile.info(prompt_path).duration, abs=0.04)
    assert len(take.recording) == 480 * take.codes.shape[2] == 960 * take.semantic.shape[1]
    assert 3.0 <= len(take.prompt) / RATE <= 4.0 and len(take.heard_prompt) == len(take.prompt) * 2 // 3
    assert len(keep(twelve, take)) == len(take.heard_rest) == len(take.rest) * 2 // 3

    convert, sources = twelve.convert, []
    monkeypatch.setattr(speed, "SECONDS", 1.0)
    monkeypatch.setattr(
        twelve, "convert", lambda source, **how: sources.append(source) or convert(source, **how)
    )
    assert speed.measure_storm(twelve, take.recording, seed=1) > 0
    assert [len(source) for source in sources] == [RATE]


def test_a_schedule_of_more_levels_is_refused_before_anything_is_decoded(twelve, spoken):
    from soundstorm import Schedule

    with pytest.raises(UserError, match="iterations for 13 levels, but this model has 12"):
        twelve.stream("Hello there.", torch.zeros(1), schedule=Schedule((1,) * 13))


def test_parts_that_do_not_fit_together_are_refused_with_what_does_not_fit(pipeline, twelve):
    for parts, hint in (
        ((twelve.codec, pipeline.semantic, pipeline.text, pipeline.storm), r"levels .*8 and 12"),
        ((pipeline.codec, pipeline.semantic, pipeline.text, twelve.storm), r"levels .*12 and 8"),
    ):
        with pytest.raises(CheckpointError, match=hint):
            SoundStormPipeline(*parts)
    strange = SoundStormConfig(semantic_size=7, width=32, heads=2, blocks=1, feedforward=64)
    with pytest.raises(CheckpointError, match="semantic tokens"):
        SoundStormPipeline(pipeline.codec, pipeline.semantic, pipeline.text, SoundStorm(strange))
