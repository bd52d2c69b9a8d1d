"""Who sees which run, and what stands around the theatre."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from soundstorm.errors import UserError
from soundstorm.ui.runs import Run, bundled_runs, keep
from soundstorm.ui.stage import (
    NO_RUN,
    OPENED_FOR_ALL,
    Made,
    Stage,
    around,
    choose_a,
    choose_b,
    theatre_value,
    upload,
)


@pytest.fixture
def run(spoken, tmp_path) -> Run:
    return keep(spoken, tmp_path)


@pytest.fixture
def other(spoken, tmp_path) -> Run:
    return keep(spoken, tmp_path)


def test_a_visit_begins_with_the_first_bundled_run_alone():
    stage = Stage.opening()
    assert (stage.a, stage.b, stage.own) == (bundled_runs()[0], None, ())


def test_a_new_run_takes_the_screen_or_stands_beside_it(run, other):
    stage = Stage.opening().with_a(run)
    assert (stage.a, stage.b, stage.at) == (run, None, "end")
    beside = stage.with_b(other)
    assert (beside.a, beside.b) == (run, other)
    assert beside.own == (other, run)


def test_a_run_stands_where_it_was_asked_for_unless_its_visitor_has_turned_to_another_one(
    run, other, spoken, tmp_path
):
    new = keep(spoken, tmp_path)
    both = Stage.opening().with_a(run).with_b(other)
    for place, expected in (("alone", (new, None)), ("a", (new, other)), ("b", (run, new))):
        stage, as_asked = both.put(Made(new, place, seen=both))
        assert as_asked and (stage.a, stage.b) == expected
        for turned in (both.with_a(other), both.with_b(run)):
            stage, as_asked = turned.put(Made(new, place, seen=both))
            assert not as_asked and (stage.a, stage.b) == (turned.a, turned.b)
            assert stage.own[0] == new
    # whoever closed B has nothing there to lose
    assert replace(both, b=None).put(Made(new, "b", seen=both))[1]


def test_a_run_that_was_made_before_it_by_the_same_visitor_keeps_no_run_from_the_stage(
    run, other, spoken, tmp_path
):
    """The first is put onto the stage when the second has begun already."""
    new, seen = keep(spoken, tmp_path), Stage.opening()
    for place in ("alone", "a"):
        stage, as_asked = seen.with_a(run).put(Made(new, place, seen))
        assert as_asked and (stage.a, stage.b, stage.own) == (new, None, (new, run))
    stage, as_asked = seen.with_b(run).put(Made(new, "b", seen))
    assert as_asked and (stage.a, stage.b) == (seen.a, new)
    # beside another than the one that it was made to be compared with it would say nothing
    assert not seen.with_a(run).put(Made(new, "b", seen))[1]
    # these are what the visitor turned to
    opened, before = upload(seen, other.path), seen.with_a(run)
    assert not opened.put(Made(new, "alone", seen))[1]
    assert not choose_a(before, bundled_runs()[1].name).put(Made(new, "alone", before))[1]
    assert not choose_a(before.with_a(other), run.name).put(Made(new, "alone", before.with_a(other)))[1]


def test_a_visitor_finds_bundled_runs_and_own_ones_and_nobody_elses(run, other):
    stage = Stage.opening().with_a(run)
    assert stage.find(run.name) == run
    assert stage.find(bundled_runs()[0].name) == bundled_runs()[0]
    for seek in (stage.find, partial(choose_a, stage), partial(choose_b, stage)):
        with pytest.raises(UserError, match="There is no run"):
            seek(other.name)


def test_choosing_never_compares_a_run_with_itself(run, other):
    stage = Stage.opening().with_a(run).with_b(other)
    assert choose_a(stage, other.name).b is None
    assert choose_b(stage, run.name).b is None
    assert choose_b(stage, NO_RUN).b is None
    assert choose_b(stage, bundled_runs()[0].name).b == bundled_runs()[0]


def test_an_edit_must_be_of_the_run_on_the_screen(run, other):
    stage = Stage.opening().with_a(run)
    assert stage.required(run.name) == stage.required() == run
    with pytest.raises(UserError, match="not the one the server has"):
        stage.with_a(other).required(run.name)
    with pytest.raises(UserError, match="removed after an hour"):  # from a stage that was forgotten
        Stage.opening().required(run.name)
    with pytest.raises(UserError, match="Choose a run"):
        Stage(None).required()


def test_the_theatre_receives_files_not_numbers(run, other):
    value = theatre_value(Stage.opening().with_a(run).with_b(other))
    assert value["a"]["name"] == run.name
    assert value["a"]["file"]["meta"] == {"_type": "gradio.FileData"}
    assert value["b"]["file"]["path"] == other.path
    assert value["at"] == "end"
    assert "1-paper" in value["bundled"]
    assert theatre_value(Stage(None))["a"] is None


def test_what_is_on_the_stage_can_be_taken_away_as_a_trace_and_as_a_page(run, other, tmp_path):
    of_a, of_b, trace_file, page_file, _ = around(Stage.opening().with_a(run).with_b(other), tmp_path)
    assert (of_a["value"], of_b["value"]) == (run.name, other.name)
    assert ("2. Hello there. (seed 3)", other.name) in of_a["choices"]
    assert of_b["choices"][0] == ("nothing", NO_RUN)
    assert set(of_a["choices"]) - set(of_b["choices"]) == {
        ("1. Hello there. (seed 3)", run.name)  # nothing is compared with itself
    }
    assert trace_file == {"value": run.path, "interactive": True}
    page = Path(page_file["value"]).read_text(encoding="utf-8")
    assert page.startswith("<!") and "Hello there." in page
    assert len(page) < 3_000_000


def test_a_page_is_written_once_for_all_who_have_the_same_runs_on_their_stage(run, other, tmp_path):
    cache = tmp_path / "cache"
    stages = [Stage.opening(), Stage.opening(), Stage.opening().with_a(run), Stage.opening().with_a(other)]
    pages = [around(stage, cache).save_page["value"] for stage in stages]
    assert pages[0] == pages[1]
    assert len(set(pages)) == 3
    assert [path.name for path in cache.rglob("*.html")] == ["soundstorm.html"] * 3


def test_one_upload_makes_one_page_however_often_it_is_opened(run, tmp_path):
    cache, stage = tmp_path / "cache", Stage.opening()
    for _ in range(3):
        stage = upload(stage, run.path).permit(True)
        around(stage, cache)
    assert [path.name for path in cache.rglob("*.html")] == ["soundstorm.html"]
    assert len(stage.own) == 1


def test_the_oldest_pages_make_room_for_new_ones(spoken, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    stages = [Stage.opening(), *(Stage.opening().with_a(keep(spoken, tmp_path)) for _ in range(3))]
    pages = []
    for age, stage in enumerate(stages):
        pages.append(Path(around(stage, cache).save_page["value"]))
        os.utime(pages[-1], (age, age))
        monkeypatch.setattr("soundstorm.ui.stage.MOST_PAGE_BYTES", 2.5 * pages[-1].stat().st_size)
    assert [page.is_file() for page in pages] == [True, False, True, True]  # what is bundled stays


def test_a_run_that_was_removed_cannot_be_taken_away(run, tmp_path):
    Path(run.path).unlink()
    update = around(Stage.opening().with_a(run), tmp_path)
    assert not update.save_trace["interactive"] and not update.save_page["interactive"]


def test_an_upload_comes_onto_the_screen_from_its_start(run):
    stage = upload(Stage.opening(), run.path)
    assert stage.a.seed == run.seed
    assert stage.at == "start"
    assert stage.a in stage.own


def test_an_opened_run_is_decoded_again_with_permission_alone(run, tmp_path):
    assert Stage.opening().with_a(run).to_decode(run.name) == run  # made here: permission was given then
    stage = upload(Stage.opening(), run.path)
    assert around(stage, tmp_path).permission == {"value": False, "visible": True}
    with pytest.raises(UserError, match="Tick below the player"):
        stage.to_decode()
    permitted = stage.permit(True)
    assert permitted.to_decode() == permitted.own[0] == permitted.a
    assert around(permitted, tmp_path).permission == {"value": True, "visible": True}
    for permission in (False, None, "true"):
        with pytest.raises(UserError, match="Tick below the player"):
            permitted.permit(permission).to_decode()


def test_nobody_permits_what_was_not_spoken_here(run, tmp_path):
    stage = upload(Stage.opening(), run.path, OPENED_FOR_ALL)
    assert not around(stage, tmp_path).permission["visible"]
    with pytest.raises(UserError, match="Decode a run again that was made here"):
        stage.permit(True).to_decode()
    assert not around(Stage.opening(), tmp_path).permission["visible"]
