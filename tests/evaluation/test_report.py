"""Reports: figures by key, beside their targets, on a page that needs nothing else."""

import json
import re

import pytest

from soundstorm.errors import UserError
from soundstorm.evaluation.part import clip_rows, intervals, lookup, plain
from soundstorm.evaluation.report import write_report
from soundstorm.evaluation.statistics import Estimate
from soundstorm.evaluation.targets import TARGETS, compare_targets

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
    setup["recogniser"] = "PocketSphinx"
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


def test_rows_are_found_by_what_they_hold(report):
    report["clips"] = {"text": [{"kind": "speech", "seed": 1}, {"kind": "codec", "seed": 1}]}
    assert clip_rows(report, "text", kind="speech", seed=1) == [{"kind": "speech", "seed": 1}]
    assert clip_rows(report, "text", kind="recording") == clip_rows(report, "codec") == []


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
