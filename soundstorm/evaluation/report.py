"""report.json and report.html: one page that needs nothing beside it."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from soundstorm.errors import UserError
from soundstorm.evaluation.figures import figures_of
from soundstorm.evaluation.paper import CAVEAT, HEAD, paper_rows
from soundstorm.evaluation.part import clip_rows
from soundstorm.evaluation.text import FAILURES

EXPLAINED = {
    "error_rate": "wrong words (inserted, missing, replaced) per word of the transcript, and "
    "character_error_rate likewise, by a recogniser that had no part in the training and makes many "
    "errors of its own: read it beside the rate of recording (what was recorded) and codec (reconstruction)",
    "codec.levels.K": "the codec with its first K levels: PESQ-wb (1 to 4.6), STOI (0 to 1), mean absolute "
    "difference of log-mel spectrograms, bits a second; codec.recordings: what the recogniser makes of the "
    "same sentences before the codec",
    "codec.codebooks.K": "share of the entries of level K that occur, and their entropy in bits",
    "semantic.phoneme_error_rate": "edits per phoneme between the transcript and what the tokenizer's "
    "recogniser reads from the tokens of native speakers; _non_native: of Mandarin speakers",
    "semantic.probe": "share of clips whose speaker a linear probe names, from bags of tokens and from "
    "log-mel means, and the ratio of the two",
    "acoustic.unprompted, acoustic.prompted": "SoundStorm on true semantic tokens of short (4 to 10 s), mid "
    "(10 to 20 s), long (20 to 30 s, clips of one speaker joined where none is that long) and all clips of "
    "native speakers, without a prompt and after their first 3 s (to the end of the word), which do not "
    "count; beside it recording and codec. voice: cosine of Resemblyzer's embedding with the prompt's; "
    "consistency: cosine of the consistency model's; error_ratio: errors over those of codec; voice_share: "
    "voice over that of codec; consistency_loss: how much the recording's consistency is higher",
    "acoustic.conversion": "one speaker's tokens in another's voice: phoneme error rate of the result, of "
    "the codec's reconstruction of the source, and the difference; cosine of Resemblyzer's embedding with "
    "the prompt's (voice) and the source's (source_voice), and the share of pairs closer to the prompt",
    "ablations": "the same few clips from their true semantic tokens after a prompt of 3 s, with one "
    "setting of decoding changed at a time; all is of what follows the prompt. phoneme_error_rate is by the "
    "tokenizer's own recogniser, voice the cosine of Resemblyzer's embedding with the prompt's, mel_distance "
    "the mean absolute difference of log-mel from the codec's reconstruction, seconds what SoundStorm takes "
    "for a clip; codec is the reconstruction itself; 0_6 stands for 0.6",
    "text": "Harvard sentences spoken with prompts of this split; phoneme_error_rate is the tokenizer's own; "
    "failures: the share that is silent, cut off (5 phonemes missing at the end, or less than half the "
    "expected length), repeated (6 phonemes said twice) or longer than twice the expected length; "
    "relative_rate: speaking rate beside native readers'; recordings, codec: sentences of this split read by "
    "native speakers; ratio_to_recordings: word errors per word over those of the recordings",
    "speed": "seconds on the machine named above; by_length: what SoundStorm and the codec's decoder take "
    "for 5 to 30 s of speech after a prompt of 3 s, whose semantic tokens are repeated",
}
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
    data.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    page.write_text(render(report), encoding="utf-8")
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
    if "acoustic" in report:
        rows = [tuple(cell(text) for text in row) for row in paper_rows(report)]
        paper = f"<h2>Beside the paper</h2>{table(HEAD, rows)}<p>{escape(CAVEAT)}</p>"
    measured = table(("key", "value", "95 % interval", "clips", "speakers"), measured_rows(report))
    sentences = "<h2>Sentences</h2>" + table(SENTENCE_HEAD, sentence_rows(report)) if "text" in report else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>SoundStorm: evaluation</title><style>{STYLE}</style></head>
<body><h1>Evaluation</h1>
<p>Checkpoint <b>{escape(setup["checkpoint"])}</b>, split <b>{escape(setup["split"])}</b>, {setup["date"]}.
Intervals are 95 %, from 1000 draws of whole speakers. Recogniser: {escape(str(setup["recogniser"]))}.
<small>{escape(json.dumps(setup["machine"]))}</small></p>
<h2>Targets</h2>{table(("", "measured", "95 % interval", "target", ""), target_rows(report))}
{paper}
<h2>Figures</h2>{figures}
<h2>All figures</h2><div class="wide">{measured}</div>
<h2>What they mean</h2>{keys}
{sentences}
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

    for part in ("codec", "semantic", "acoustic", "ablations", "text", "speed"):
        visit(part, report.get(part, {}))
    return rows


SENTENCE_HEAD = ("sentence", "prompt", "wrong words", "of", "heard", "seconds", "expected", "failure")


def sentence_rows(report: dict[str, Any]) -> list[tuple[str, ...]]:
    """Every sentence of the text part."""
    rows = []
    for row in clip_rows(report, "text", kind="speech"):
        failures = [name.replace("_", " ") for name in FAILURES if row[name]]
        errors = [number(row[name]) for name in ("errors", "words")]
        seconds = [number(row[name]) for name in ("seconds", "expected_seconds")]
        said = (cell(row["sentence"]), cell(row["prompt"]), *errors, cell(row["heard"]))
        rows.append((*said, *seconds, cell(", ".join(failures))))
    return rows
