"""Reports: figures by key, beside their targets, on a page that needs nothing else."""

import json
import re

import pytest

from soundstorm.errors import UserError
from soundstorm.evaluation.report.html import write_report
from soundstorm.evaluation.report.part import intervals, lookup, plain
from soundstorm.evaluation.report.statistics import Estimate
from soundstorm.evaluation.report.targets import TARGETS, compare_targets

FIGURES = {
    "levels": {
        str(levels): {"pesq_wb": Estimate(1 + levels / 5, 1, 3, 3, 2), "stoi": Estimate(0.8, 0.7, 0.9, 3, 2)}
        for levels in (1, 8)
    },
    "codebooks": {str(level): {"usage": 0.5, "entropy": 9.0} for level in range(1, 9)},
    "more_levels_sound_better": True,
    "least_usage": 0.5,
    "odd": float("nan"),
}


@pytest.fixture
def report() -> dict:
    figures = {"codec": plain(FIGURES)}
    setup = {"checkpoint": "<mine>", "split": "valid", "date": "today", "machine": {"cores": 2}}
    setup["recogniser"] = "Whisper"
    targets = compare_targets(figures)
    return figures | {
        "intervals": intervals(FIGURES, "codec"),
        "targets": targets,
        "setup": setup,
        "clips": {},
    }


def test_figures_are_plain_numbers_at_dotted_keys(report):
    assert lookup(report, "codec.levels.8.pesq_wb") == 2.6
    assert lookup(report, "codec.odd") is None
    assert lookup(report, "text.error_rate") is None
    assert report["intervals"]["codec.levels.8.pesq_wb"] == {"low": 1, "high": 3, "clips": 3, "speakers": 2}


def test_only_what_was_measured_is_compared(report):
    met = {row["key"]: row["met"] for row in report["targets"]}
    assert met == {"codec.levels.8.pesq_wb": True, "codec.levels.8.stoi": False, "codec.least_usage": False}


def test_bars_hold_at_their_edge():
    bars = {target.key: target for target in TARGETS}
    assert bars["codec.levels.8.stoi"].met(0.92)
    assert not bars["codec.levels.8.stoi"].met(0.9199)
    assert bars["text.failures"].met(0.02)
    assert not bars["text.failures"].met(0.05)


def test_the_bars_are_those_of_the_project():
    bars = {target.key: (target.relation, target.bar) for target in TARGETS}
    assert bars["acoustic.all.same_voice.added_error_rate"] == ("at most", 0.10)
    assert bars["acoustic.all.conversion.added_error_rate"] == ("at most", 0.15)
    assert bars["text.all.error_rate"] == ("at most", 0.08)
    assert bars["acoustic.long.same_voice.consistency_loss"] == ("at most", 0.1)
    assert bars["speed.first_grid"] == ("at most", 1.0)
    for source in ("acoustic.all.same_voice", "acoustic.all.conversion", "text.all"):
        assert bars[f"{source}.voice_share"] == bars[f"{source}.nearest"] == ("at least", 0.9)
        assert bars[f"{source}.quality_loss"] == ("at most", 0.1)


def test_a_text_is_shown_with_what_was_heard_of_it(report, tmp_path):
    row = {"sentence": "Hello <there>.", "prompt": "a.flac", "errors": 1, "words": 2, "heard": "hello where"}
    row |= {"seconds": 1.0, "expected_seconds": 1.1, "silent": False, "cut_off": True}
    row |= {"repeated": False, "too_long": False}
    report |= {"text": {}, "clips": {"text": [row]}}
    page = write_report(report, tmp_path)[1].read_text()
    assert "Hello &lt;there&gt;." in page and "hello where" in page and "cut off" in page
    assert "paper: SoundStorm" in page


def test_audiolm_alone_has_its_tables_beside_the_papers(report, tmp_path):
    measured = {"short": {"audiolm": {"voice": 0.5}}, "all": {"audiolm": {"error_multiple": 4.5}}}
    report |= {"audiolm": measured, "clips": {"audiolm": []}}
    page = write_report(report, tmp_path)[1].read_text()
    assert "paper: SoundStorm" in page and "ours: AudioLM&#x27;s acoustic stages" in page
    assert ">2.3</td>" in page and ">4.50</td>" in page


def test_the_page_shows_every_target_and_loads_nothing(report, tmp_path):
    data, page = write_report(report, tmp_path / "new")
    assert json.loads(data.read_text()) == report
    html = page.read_text()
    assert all(row["label"] in html for row in report["targets"])
    assert "&lt;mine&gt;" in html
    assert html.count("<svg") == 2
    assert not re.search(r"<(script|link|img|iframe)|@import|url\(\s*['\"]?http|(src|href)=\"http", html)


def test_a_folder_that_cannot_be_made_is_one_sentence(report, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="choose another --out"):
        write_report(report, tmp_path / "file" / "report")
