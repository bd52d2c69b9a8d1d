"""The whole chain with the bundled checkpoint."""

import pytest
import torch

from soundstorm import Schedule, SoundStormPipeline, Trace
from soundstorm.audio import read_audio
from soundstorm.errors import AudioError, TextError, UserError
from soundstorm.pipeline import finish
from soundstorm.text.script import read_script

SENTENCE = "The birch canoe slid on the smooth planks."
QUICK = Schedule(iterations=(4, 1, 1, 1, 1, 1, 1, 1))


@pytest.fixture(scope="module")
def result(pipeline, prompt_path):
    return pipeline(SENTENCE, prompt=prompt_path, seed=1, schedule=QUICK)


def test_a_sentence_becomes_speech_of_its_length(result):
    # 29 phonemes at 8 to 20 a second
    assert 29 / 20 < len(result.waveform) / result.sample_rate < 29 / 8 + 1
    assert result.waveform.dtype == torch.float32 and result.waveform.abs().max() <= 1
    assert result.codes.shape[2] == 2 * result.semantic.shape[1] == len(result.waveform) // 320
    assert result.timings.audio_seconds == len(result.waveform) / result.sample_rate
    assert 0 < result.timings.acoustic < result.timings.total


def test_it_is_as_loud_as_speech(result):
    # trained on speech at -23 dBFS; a whole sentence with its pauses lies a little below
    level = 10 * torch.log10(result.waveform.square().mean())
    assert -36 < level < -16


def test_steps_show_the_prompt_and_lead_to_the_result(pipeline, prompt_path, result):
    decoding = pipeline.stream(SENTENCE, prompt=prompt_path, seed=1, schedule=QUICK)
    assert decoding.result is None
    steps = list(decoding)
    assert [step.level for step in steps if step.level_done] == list(range(1, 9))
    for step in steps:
        assert torch.equal(step.codes[:, :, : decoding.prompt_frames], decoding.prompt.codes)
    assert torch.equal(steps[-1].codes[:, :, decoding.prompt_frames :], result.codes)
    assert torch.equal(decoding.result.waveform, result.waveform)


def test_of_several_readings_the_best_recognised_is_spoken(pipeline, prompt_path):
    script = read_script("Good morning, Maria.")
    voice = pipeline.encode_prompt(prompt_path)
    spoken = pipeline.semantic.end_of_speech(voice.semantic[0])
    assert spoken < voice.semantic.shape[1]  # the prompt ends in silence, which the text stage is not told of
    [readings] = pipeline.text.generate(script.spelling, voice.semantic[0, :spoken], seed=4)
    losses = [pipeline.semantic.misreading(reading.semantic, script.heard_ids) for reading in readings]
    assert len(set(losses)) > 1
    trace = pipeline.stream(script, voice, seed=4).trace
    assert torch.equal(trace.target_semantic, readings[losses.index(min(losses))].semantic)
    assert trace.script == script


def test_another_seed_is_another_take(pipeline, prompt_path, result):
    other = pipeline(SENTENCE, prompt=prompt_path, seed=2, schedule=QUICK)
    assert not torch.equal(other.waveform[:16000], result.waveform[:16000])


def test_the_words_are_spoken_at_the_pace_that_was_asked_for(pipeline, prompt_path):
    script, voice = read_script("Good morning, Maria."), pipeline.encode_prompt(prompt_path)
    prompt = voice.semantic[0, : pipeline.semantic.end_of_speech(voice.semantic[0])]
    for pace in (0.7, 1.4):
        said = pipeline.stream(script, voice, seed=4, pace=pace).trace.target_semantic
        [readings] = pipeline.text.generate(script.spelling, prompt, seed=4, pace=pace)
        assert any(torch.equal(said, reading.semantic) for reading in readings)
    with pytest.raises(TextError, match="pace"):
        pipeline.stream(script, voice, pace=2.0)


def test_the_trace_replays_the_run(result, tmp_path):
    result.trace.save(tmp_path / "a.sstrace")
    *_, last = Trace.load(tmp_path / "a.sstrace").steps()
    assert torch.equal(last.codes[:, :, result.prompt_frames :], result.codes)


def test_every_prefix_of_levels_is_playable(pipeline, result):
    for levels in range(1, 9):
        waveform = pipeline.decode_audio(result.codes[:, :levels])
        assert waveform.shape == result.waveform.shape and waveform.abs().max() > 0.01


def test_the_end_of_the_prompt_is_the_context_of_what_follows_it(pipeline, prompt_path, result):
    prompt = pipeline.encode_prompt(prompt_path).codes
    whole = torch.cat([prompt, result.codes], dim=2)
    frames = prompt.shape[2]
    heard = pipeline.decode_audio(whole, frames)
    torch.testing.assert_close(heard, result.waveform, atol=1e-5, rtol=0)
    for changed, matters in ((frames - 1, True), (frames - pipeline.codec.context_frames - 1, False)):
        other = whole.clone()
        other[:, 0, changed] = (other[:, 0, changed] + 1) % 1024
        assert torch.equal(pipeline.decode_audio(other, frames), heard) != matters


def test_a_waveform_is_as_good_as_a_file(pipeline, prompt_path):
    from_file = pipeline.encode_prompt(prompt_path)
    from_waveform = pipeline.encode_prompt(read_audio(prompt_path, 16_000))
    assert torch.equal(from_file.codes, from_waveform.codes)


def test_conversion_keeps_the_length_of_its_source(pipeline, prompt_path, prompt_folder):
    source = read_audio(next(path for path in sorted(prompt_folder.glob("woman*"))), 16_000)
    converted = finish(pipeline.convert(source, prompt=prompt_path, schedule=QUICK))
    assert len(converted.waveform) == -(-len(source) // 640) * 640
    assert converted.trace.transcript == ""


def test_how_loud_a_source_is_makes_no_difference(pipeline, prompt_path, prompt_folder):
    source = read_audio(next(path for path in sorted(prompt_folder.glob("woman*"))), 16_000)[:32_000]
    loud, quiet = (
        pipeline.convert(source * gain, prompt=prompt_path).trace.target_semantic for gain in (1, 2**-4)
    )
    assert torch.equal(loud, quiet)


def test_converted_speech_says_what_the_source_says(pipeline, prompt_path, prompt_folder):
    from soundstorm.text.distance import edit_distance

    source = read_audio(next(path for path in sorted(prompt_folder.glob("woman*"))), 16_000)
    converted = finish(pipeline.convert(source, prompt=prompt_path))
    said = pipeline.semantic.recognise(source[None])[0]
    heard = pipeline.semantic.recognise(converted.waveform[None])[0]
    backwards = pipeline.semantic.recognise(converted.waveform.flip(0)[None])[0]
    assert edit_distance(said, heard) < edit_distance(said, backwards)


@pytest.mark.parametrize("transcript", ["", "   ", "?!", "你好", "word " * 100])
def test_transcripts_that_cannot_be_spoken_are_refused(pipeline, prompt_path, transcript):
    with pytest.raises(TextError):
        pipeline.stream(transcript, prompt=prompt_path)


def test_unusable_prompts_are_refused(pipeline, tmp_path):
    for prompt in (torch.zeros(32000), torch.randn(4000) * 0.1, torch.ones(32000), tmp_path / "missing.wav"):
        with pytest.raises(AudioError):
            pipeline.encode_prompt(prompt)


def test_unusable_sources_are_refused(pipeline, prompt_path):
    for source in (torch.zeros(100), torch.randn(31 * 16000) * 0.1, torch.zeros(32000)):
        with pytest.raises(UserError):
            pipeline.convert(source, prompt=prompt_path)


def test_from_pretrained_takes_a_folder(pipeline, tmp_path):
    with pytest.raises(UserError):
        SoundStormPipeline.from_pretrained(tmp_path)
