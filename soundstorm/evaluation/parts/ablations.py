"""What the choices of decoding are worth: iterations, temperature, noise, .. (SoundStorm, section 4.3).

Every setting decodes the same short clips from their true semantic tokens after their first 3 s, with the
same seeds; one setting at a time differs from the default. How many levels need not be made, because they are
those of the recording, tells at which level words and voice are lost. A faster precision is worth using if
words and voice do not change: the intervals of their changes hold zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

from tqdm import tqdm

from soundstorm.acoustic import Schedule, SoundStorm
from soundstorm.acoustic.engine import has_int8
from soundstorm.evaluation.instruments.spectrum import mel_distance
from soundstorm.evaluation.instruments.voice import embed_voice
from soundstorm.evaluation.parts.hearing import hear
from soundstorm.evaluation.parts.judging import Speech, counts, judge, judge_words, summarise
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.parts.takes import keep, speak
from soundstorm.evaluation.parts.voices import other_voices
from soundstorm.evaluation.report.part import Part
from soundstorm.evaluation.report.statistics import Estimate, bootstrap_change, bootstrap_mean
from soundstorm.nn.precision import has_bfloat16_instructions

CLIPS = 4
FIRST_LEVEL = (1, 2, 4, 16)  # iterations
TEMPERATURES = (0.7, 1.0, 1.3)
NOISES = (0.0, 1.0, 4.0)
GUIDANCES = (0.0, 0.5, 1.0)
TRUE_LEVELS = (0, 1, 2, 4)


@dataclass(frozen=True)
class Setting:
    """A way to decode; `true_levels` coarsest levels are those of the recording.

    precision: of the passes; None for the pipeline's own.
    """

    schedule: Schedule = Schedule()
    true_levels: int = 0
    precision: str | None = None


def precisions(storm: SoundStorm) -> dict[str, SoundStorm]:
    """The model in every precision that is fast or the reference on its device, its own first."""
    weight, own = next(storm.parameters()), storm.engine.precision
    found = {own: storm}
    there = {
        "float32": True,
        "bfloat16": weight.is_cuda or has_bfloat16_instructions(),
        "int8": has_int8(weight.device),
    }
    for name in (name for name, is_there in there.items() if is_there and name != own):
        found[name] = SoundStorm(storm.config).to(weight.device).eval()
        found[name].load_state_dict(storm.state_dict())
        found[name].compute_in(name)
    return found


def sweeps(levels: int, own: str, *others: str) -> dict[str, dict[str, Setting]]:
    """The settings of every ablation of a model with `levels` levels, and precisions beside its own.

    A decimal point is written as _, for dotted keys.
    """

    def key(setting: float) -> str:
        return f"{setting:g}".replace(".", "_")

    finer = Schedule().iterations[1:]
    schedules = {
        "first_level": {key(count): Schedule((count, *finer)) for count in FIRST_LEVEL},
        "temperature": {key(value): Schedule(temperature=value) for value in TEMPERATURES},
        "noise": {key(value): Schedule(noise=value) for value in NOISES},
        "guidance": {key(value): Schedule(guidance=value) for value in GUIDANCES},
        "shape": {shape: Schedule(shape=shape) for shape in ("cosine", "linear")},
    }
    by_schedule = {
        name: {setting: Setting(schedule) for setting, schedule in sweep.items()}
        for name, sweep in schedules.items()
    }
    true = {key(count): Setting(true_levels=count) for count in TRUE_LEVELS if count < levels}
    precision = {own: Setting()} | {name: Setting(precision=name) for name in others}
    return by_schedule | {"true_levels": true, "precision": precision}


def settings_of(setting: Setting) -> dict[str, Any]:
    """A setting in the rows of a report."""
    iterations = setting.schedule.written
    changed = {"true_levels": setting.true_levels, "precision": setting.precision}
    return asdict(setting.schedule) | {"iterations": iterations} | changed


def measure_ablations(study: Study) -> Part:
    """All figures, the distance to the codec's reconstruction and the seconds of every setting."""
    storms = precisions(study.pipeline.storm)
    by_sweep = sweeps(study.pipeline.levels, *storms)
    settings = list(dict.fromkeys(setting for sweep in by_sweep.values() for setting in sweep.values()))
    takes = [take for take in study.takes if take.length == "short"][: study.count or CLIPS]
    rows, waveforms = [], []
    for take in tqdm(takes, desc="ablations", unit="clip"):
        voice = embed_voice(take.heard_prompt), other_voices(study.voices, take.speaker)
        kept = keep(study.pipeline, take)
        before = hear(study.pipeline, take.codes[:, :, : take.prompt_frames])
        waveforms += [take.heard_rest, kept]
        rows.append(row_of(take, None) | judge(Speech(kept, before, *voice)) | {"mel_distance": 0.0})
        for setting in settings:
            storm = storms[setting.precision] if setting.precision else study.pipeline.storm
            start = perf_counter()
            codes = speak(storm, take, setting.schedule, setting.true_levels)
            seconds = perf_counter() - start
            waveforms.append(hear(study.pipeline, codes, take.prompt_frames))
            measured = {"mel_distance": mel_distance(kept, waveforms[-1]), "seconds": seconds}
            judged = judge(Speech(waveforms[-1], before, *voice))
            rows.append(row_of(take, setting) | judged | measured)
    heard, place = iter(study.recogniser.hear(waveforms)), iter(rows)
    for take in takes:
        reference = take.words(next(heard))
        for _ in (None, *settings):
            row = next(place)
            row |= judge_words(reference, next(heard))
    if not rows:
        return Part({})
    figures: dict[str, Any] = {"codec": figures_of(rows, None)}
    for name, sweep in by_sweep.items():
        reference = settings_of(sweep.get("float32", Setting()))
        figures[name] = {}
        for key, setting in sweep.items():
            settings = settings_of(setting)
            figures[name][key] = figures_of(rows, settings)
            if settings != reference:
                figures[name][key]["change"] = change_of(rows, settings, reference)
    return Part(figures, rows)


def row_of(take: Any, setting: Setting | None) -> dict[str, Any]:
    """Which speech a row is about: the codec's reconstruction without a setting."""
    return {
        "clip": take.utterance.path.name,
        "speaker": take.speaker,
        "prompt_speaker": take.speaker,
        "settings": settings_of(setting) if setting else None,
        "seed": take.seed,
        "seconds": 0.0,
    }


def figures_of(rows: Sequence[dict[str, Any]], settings: dict[str, Any] | None) -> dict[str, Any]:
    """Figures of one setting over all clips; `seconds` is SoundStorm's mean time for a clip."""
    own = [row for row in rows if row["settings"] == settings]
    distance = bootstrap_mean([row["mel_distance"] for row in own], [row["speaker"] for row in own])
    seconds = sum(row["seconds"] for row in own) / len(own)
    return summarise(own) | {"mel_distance": distance, "seconds": seconds}


def change_of(
    rows: Sequence[dict[str, Any]], settings: dict[str, Any], reference: dict[str, Any]
) -> dict[str, Estimate]:
    """How much more of the words is wrong, and how much nearer the voice is, than with other settings."""
    both = [[row for row in rows if row["settings"] == one] for one in (settings, reference)]
    found = {"voice": bootstrap_change(*(counts(own, "voice") for own in both))}
    worded = [[row for row in own if "words" in row] for own in both]
    if worded[0]:
        found["error_rate"] = bootstrap_change(*(counts(own, "errors", "words") for own in worded))
    return found
