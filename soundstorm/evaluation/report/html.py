"""report.json and report.html: one page that needs nothing beside it."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from soundstorm.errors import UserError
from soundstorm.evaluation.parts.text import FAILURES
from soundstorm.evaluation.report.figures import figures_of
from soundstorm.evaluation.report.paper import (
    AUDIOLM_CAVEAT,
    AUDIOLM_HEAD,
    CAVEAT,
    HEAD,
    audiolm_rows,
    paper_rows,
)
from soundstorm.files import write_whole

# No script runs and nothing is fetched; matplotlib's drawings carry styles of their own.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

EXPLAINED = {
    "error_rate, character_error_rate": "wrong words and letters (inserted, missing, replaced) over those "
    "that should be said, by the recogniser named above, after Whisper's normalisation of both; where a clip "
    "has no transcript, what is heard of the recording should be said, and the recording itself is not "
    "counted",
    "quality, signal, background": "DNSMOS P.835: estimated opinion scores (1 to 5) of the whole, of the "
    "speech and of the background",
    "voice, nearest": "cosine of Resemblyzer's embedding with the prompt's; share of clips whose own "
    "prompt is nearer than those of all other voices (twelve together, or as many as `voices` says)",
    "consistency": "cosine of the consistency model's embeddings of the prompt and of every 3 s after it",
    "codec.levels.K": "the codec with its first K levels: PESQ-wb (1 to 4.6), STOI (0 to 1), mean absolute "
    "difference of log-mel spectrograms, bits a second; codec.recordings: the same clips before the codec",
    "codec.codebooks.K": "share of the entries of level K that occur, and their entropy in bits",
    "semantic.phoneme_error_rate": "edits per phoneme between the transcript and what the tokenizer's "
    "recogniser reads from the tokens of native speakers; _non_native: of Mandarin speakers",
    "semantic.probe": "share of clips whose speaker a linear probe names, from bags of tokens and from "
    "log-mel means, and the ratio of the two",
    "semantic.abx": "share of triples in which a phoneme's stretch is nearer to another phoneme's, by the "
    "embeddings of semantic and of all acoustic tokens, within a speaker and across two; where phonemes are "
    "is told by the tokenizer's own alignment, which favours its tokens",
    "acoustic.LENGTH.SOURCE": "what follows the first 3 to 4 s of short (5 to 10 s), mid (10 to 20 s), "
    "long (20 to 30 s) and all clips of native speakers, cut or joined where none is as long: as recorded, "
    "as the codec keeps it, as SoundStorm speaks its true semantic tokens after those seconds (same_voice) "
    "or after another speaker's prompt (conversion). added_error_rate: words wrong beyond the codec's; "
    "voice_share: voice over that of the codec; quality_loss, consistency_loss: how much higher the "
    "recording's are",
    "ablations": "short clips as in acoustic.short.same_voice, with one setting of decoding changed at a "
    "time; mel_distance: log-mel difference from the codec's reconstruction, seconds: what SoundStorm "
    "takes for a clip; codec is the reconstruction itself; 0_7 stands for 0.7; true_levels: the coarsest "
    "levels that are the recording's own and not made; precision: of the passes; change: of "
    "words and voice against the default setting, or against float32, on the same clips",
    "text": "texts of 2, 6 and 11 Harvard sentences, these in parts, with prompts of this "
    "split; phoneme_error_rate is the tokenizer's own; failures: the share that is silent, cut off (5 "
    "phonemes missing at the end, or less than half the expected length), repeated (6 phonemes said twice) "
    "or longer than twice the expected length; relative_rate: speaking rate beside native readers'; "
    "voice_share and quality_loss: beside the codec and the recordings of the acoustic part",
    "dialogue": "dialogues of six Harvard sentences by two speakers of this split; nearest: share of turns "
    "nearer to their own prompt than to the other's; voice: cosine with it; error_ratio: words wrong over "
    "those when either speaker says the same sentences alone, both heard in one piece; first_to_last: voice "
    "of a speaker's first turn less that of the last; gap: seconds of quiet where turns change, by the level "
    "of the sound; no_gap: "
    "share of changes with less than 0.05 s; drift: voice of the first 10 s of a minute of long form less "
    "that of the last, without the long_failed that did not come to their end; seam: share of a reading's "
    "moments that change less than those where its parts meet, 0.5 where these do not stand out; speed: "
    "seconds for 30 s of dialogue, end to end and of its stages, over_stages: end to end over their sum, "
    "over_turns: over the time of its turns said one by one",
    "audiolm.LENGTH.SOURCE": "the same takes, spoken from their true semantic tokens by SoundStorm and by "
    "AudioLM's coarse and fine stages, after the first 3 to 4 s and after nothing (unprompted: how much of a "
    "voice semantic tokens hold); error_multiple: words wrong over those of the codec's reconstruction",
    "audiolm.perplexity": "how many tokens the next semantic token of these takes might be, to AudioLM's "
    "semantic stage and to unigrams and bigrams, which are counted on so many minutes of the training split "
    "(training_minutes) and would know more of more",
    "classifier.changes.NAME": "generated speech of this split beside recordings through the codec, as many "
    "of each, after a change on the way; accuracy: share told right at a probability of 0.5; area: under the "
    "ROC. taken_for_generated: share of each source, unchanged",
    "speed": "seconds on the machine named above; by_length: what SoundStorm and the codec's decoder take "
    "for 5 to 30 s of speech after a prompt of 3 s, whose semantic tokens are repeated, with the paper's "
    "schedule; all else with the iterations that are named (iterations)",
}
PARTS = "codec semantic acoustic text dialogue audiolm classifier ablations speed".split()
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1c1f24; max-width: 60rem; margin: 2rem auto; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .25rem .8rem; text-align: left; }
th { border-bottom: 2px solid #1c1f24; }
td { border-bottom: 1px solid #d9dce1; }
td.number { text-align: right; }
.met { color: #1d6b3a; }
.missed { color: #b0413e; }
figure { margin: 1rem 0; }
svg { max-width: 100%; height: auto; }
.wide { overflow-x: auto; }
small { color: #5a606b; }
"""


def write_report(report: dict[str, Any], folder: str | Path) -> tuple[Path, Path]:
    """Write `report.json` and `report.html` into a folder, which is created; returns their paths."""
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The report cannot be written to {folder}: {error.strerror}; choose another --out."
        ) from error
    page, data = folder / "report.html", folder / "report.json"
    write_whole(data, json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    write_whole(page, render(report))
    return data, page


def render(report: dict[str, Any]) -> str:
    """The report as a self-contained HTML page."""
    setup = report["setup"]
    figures = "".join(
        f"<figure><figcaption>{escape(title)}</figcaption>{drawing}</figure>"
        for title, drawing in figures_of(report).items()
    )
    keys = table(("key", "meaning"), [(cell(key), cell(meaning)) for key, meaning in EXPLAINED.items()])
    paper = ""
    if {"acoustic", "audiolm", "text"} & report.keys():
        rows = [tuple(map(cell, row)) for row in paper_rows(report)]
        paper = f"<h2>Beside the paper</h2>{table(HEAD, rows)}<p>{escape(CAVEAT)}</p>"
    if "audiolm" in report:
        rows = [tuple(map(cell, row)) for row in audiolm_rows(report)]
        paper += f"<h2>Measured as AudioLM's paper does</h2>{table(AUDIOLM_HEAD, rows)}"
        paper += f"<p>{escape(AUDIOLM_CAVEAT)}</p>"
    measured = table(("key", "value", "95 % interval", "clips", "speakers"), measured_rows(report))
    texts = "<h2>Texts</h2>" + table(TEXT_HEAD, text_rows(report)) if "text" in report else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>SoundStorm: evaluation</title><style>{STYLE}</style></head>
<body><h1>Evaluation</h1>
<p>Checkpoint <b>{escape(setup["checkpoint"])}</b>, split <b>{escape(setup["split"])}</b>, {setup["date"]}.
Intervals are 95 %, from 1000 draws of whole speakers. Recogniser: {escape(str(setup["recogniser"]))}.
<small>{escape(json.dumps(setup["machine"]))}</small></p>
<h2>Targets</h2>{table(("", "measured", "95 % interval", "target", ""), target_rows(report))}
{paper}
<h2>Figures</h2>{figures}
<h2>All figures</h2><div class="wide">{measured}</div>
<h2>What they mean</h2>{keys}
{texts}
</body></html>
"""


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """An HTML table with rows of `cell`s."""
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"


def cell(text: str, style: str = "text") -> str:
    return f'<td class="{style}">{escape(text)}</td>'


def number(value: Any) -> str:
    """A right-aligned cell: three digits behind the point of small fractions, all else as it is."""
    if value is None:
        return cell("-", "number")
    if isinstance(value, bool):
        return cell("yes" if value else "no", "number")
    if isinstance(value, float):
        return cell(f"{value:.3f}" if abs(value) < 100 else f"{value:.0f}", "number")
    return cell(str(value), "number")


def interval(report: dict[str, Any], key: str) -> str:
    """A cell with the bounds of a key, empty where it has none."""
    bound = report["intervals"].get(key)
    return cell("" if bound is None or bound["low"] is None else f"{bound['low']:.3f} to {bound['high']:.3f}")


def target_rows(report: dict[str, Any]) -> list[tuple[str, ...]]:
    """Measured value beside target."""
    rows = []
    for row in report["targets"]:
        bar = f"{row['relation']} {row['target']:g}"
        verdict = "met" if row["met"] else "missed"
        figures = (number(row["value"]), interval(report, row["key"]))
        rows.append((cell(row["label"]), *figures, cell(bar), cell(verdict, verdict)))
    return rows


def measured_rows(report: dict[str, Any]) -> list[tuple[str, ...]]:
    """Every number of every part by its dotted key."""
    rows = []

    def visit(key: str, value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                visit(f"{key}.{name}", inner)
        elif not isinstance(value, str):
            bound = report["intervals"].get(key, {})
            counts = [cell(str(bound.get(name, "")), "number") for name in ("clips", "speakers")]
            rows.append((cell(key), number(value), interval(report, key), *counts))

    for part in PARTS:
        visit(part, report.get(part, {}))
    return rows


TEXT_HEAD = ("text", "prompt", "wrong words", "of", "heard", "seconds", "expected", "failure")


def text_rows(report: dict[str, Any]) -> list[tuple[str, ...]]:
    """Every text of the text part."""
    rows = []
    for row in report["clips"]["text"]:
        failures = [name.replace("_", " ") for name in FAILURES if row[name]]
        errors = [number(row[name]) for name in ("errors", "words")]
        seconds = [number(row[name]) for name in ("seconds", "expected_seconds")]
        said = (cell(row["sentence"]), cell(row["prompt"]), *errors, cell(row["heard"]))
        rows.append((*said, *seconds, cell(", ".join(failures))))
    return rows
