"""The grid, the inspector and the charts: what they show, and that pointing in one shows in the others."""

import re

import pytest
import torch
from playwright.sync_api import expect

from tests.browser import drawn

FRAMES, LEVELS, PROMPT = 60, 4, 10


@pytest.fixture
def theatre(player_page, load, decoded):
    """The player after the second iteration of level 1."""
    assert load(decoded.data)
    player_page.evaluate("player.goto({ step: 1 })")
    return player_page.locator(".theatre")


def point_at(theatre, level, frame):
    """Where a cell is, on the page."""
    grid = theatre.locator("canvas.grid")
    grid.scroll_into_view_if_needed()
    drawn(theatre.page)
    box = grid.bounding_box()
    x = box["x"] + (frame + 0.5) / FRAMES * box["width"]
    return x, box["y"] + (LEVELS - level + 0.5) / LEVELS * box["height"]


def a_frame(decoded, kept, step=1):
    """Some frame that the step kept, or hid again."""
    hidden = decoded.steps[step].mask[0, 0]
    opened = decoded.steps[step].open[0]
    return int((opened & (hidden ^ kept)).nonzero()[3, 0])


def test_a_click_chooses_a_cell_and_the_inspector_says_why(theatre, player_page, decoded):
    frame = a_frame(decoded, kept=False)
    player_page.mouse.click(*point_at(theatre, 1, frame))
    expect(theatre).to_have_attribute("data-cell", f"1,{frame}")
    inspector = theatre.locator(".inspector")
    step = decoded.steps[1]
    expect(inspector.locator("h3")).to_contain_text(f"Level 1, frame {frame}, {(frame - PROMPT) / 50:.2f} s")
    expect(inspector.locator(".chip")).to_have_text("hidden again")
    score, threshold = float(step.score[0, frame]), float(step.threshold[0])
    shown = f"{score:.2f}".replace("-", "−"), f"{threshold:.2f}".replace("-", "−")
    expect(inspector.locator(".reason")).to_contain_text(f"its score {shown[0]} is below")
    expect(inspector.locator(".reason")).to_contain_text(f"threshold {shown[1]}")
    sampled = int(step.sampled[0, frame])
    expect(inspector.locator(".candidates li.sampled .token")).to_have_text(str(sampled))
    ids = step.candidates[0][0, frame].tolist()
    for index, token in enumerate(ids):
        expect(inspector.locator(".candidates .token").nth(index)).to_have_text(str(token))
    expect(inspector.locator(".facts")).to_contain_text(f"{float(step.confidence[0, frame]):.3f}")
    # its history: every iteration that sampled it, and each leads there
    visits = [index for index, one in enumerate(decoded.steps) if one.level == 1 and one.open[0, frame]]
    expect(inspector.locator(".history button")).to_have_count(len(visits))
    inspector.locator(".history button").last.click()
    expect(theatre).to_have_attribute("data-step", str(visits[-1]))
    expect(inspector.locator(".chip")).to_have_text("kept now")


def test_reasons_of_cells_that_were_never_weighed(theatre, player_page):
    reason = theatre.locator(".inspector .reason")
    player_page.mouse.click(*point_at(theatre, 2, 3))
    expect(reason).to_contain_text("voice prompt")
    player_page.mouse.click(*point_at(theatre, 3, 30))
    expect(reason).to_have_text("Masked: level 3 waits until level 2 is complete.")
    player_page.evaluate("player.goto({ step: -1 })")
    expect(reason).to_have_text("Masked: the decoding has not begun.")


def test_the_last_iteration_of_a_level_keeps_everything(theatre, player_page, decoded):
    player_page.evaluate("player.goto({ step: 5 })")
    frame = int(decoded.steps[5].open[0].nonzero()[0, 0])
    player_page.mouse.click(*point_at(theatre, 1, frame))
    expect(theatre.locator(".inspector .reason")).to_have_text(
        "Kept: the last iteration of a level takes the most probable token and everything stays."
    )


def test_arrow_keys_move_from_cell_to_cell(theatre, player_page):
    grid = theatre.get_by_role("application")
    grid.focus()
    for key, cell in [
        ("ArrowRight", "1,10"),  # the first cell after the prompt, at the active level
        ("ArrowRight", "1,11"),
        ("ArrowUp", "2,11"),
        ("ArrowLeft", "2,10"),
        ("Shift+ArrowRight", "2,20"),
        ("PageUp", "4,20"),
        ("ArrowUp", "4,20"),
        ("End", "4,59"),
        ("PageDown", "1,59"),
        ("Home", "1,0"),
        ("Escape", ""),
    ]:
        player_page.keyboard.press(key)
        expect(theatre).to_have_attribute("data-cell", cell)
    expect(theatre).to_have_attribute("data-step", "1")
    player_page.keyboard.press(".")
    expect(theatre).to_have_attribute("data-step", "2")


def test_the_chosen_cell_is_spoken(theatre, player_page, decoded):
    frame = a_frame(decoded, kept=True)
    player_page.evaluate("frame => player.goto({ level: 1, iteration: 2, frame })", frame)
    step = decoded.steps[1]
    sentence = f"Level 1, frame {frame}, kept now, token {int(step.sampled[0, frame])}"
    expect(theatre.locator("[data-slot=grid] [role=status]")).to_contain_text(sentence)


def test_the_pointer_is_read_out(theatre, player_page):
    player_page.mouse.move(*point_at(theatre, 1, 40))
    expect(theatre.locator(".readout")).to_contain_text("Level 1, frame 40 · 0.60 s · /")
    player_page.mouse.move(2, 2)
    expect(theatre.locator(".readout")).to_be_empty()


def test_the_confidence_chart_and_the_grid_point_at_each_other(theatre, player_page, decoded):
    step = decoded.steps[1]
    frames = step.open[0].nonzero()[:, 0]
    order = frames[torch.argsort(step.score[0, frames], descending=True)].tolist()
    theatre.get_by_role("tab", name="Which stay").click()
    chart = theatre.get_by_role("slider", name="Tokens of this iteration")
    chart.focus()
    player_page.keyboard.press("Home")
    expect(theatre).to_have_attribute("data-cell", f"1,{order[0]}")
    player_page.keyboard.press("ArrowRight")
    expect(theatre).to_have_attribute("data-cell", f"1,{order[1]}")
    player_page.keyboard.press("End")
    expect(theatre).to_have_attribute("data-cell", f"1,{order[-1]}")
    chart.scroll_into_view_if_needed()
    drawn(player_page)
    box = chart.bounding_box()
    player_page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    assert player_page.evaluate("player.state.hover") == {"level": 1, "frame": order[-1]}
    drawn(player_page)
    expect(theatre.locator(".cells .hover")).to_be_hidden()  # the cursor is there already
    player_page.mouse.click(*point_at(theatre, 1, order[4]))
    expect(chart).to_have_attribute("aria-valuenow", "5")
    kept = len(order) - int(step.mask[0, 0].sum())
    expect(theatre.locator(".confidence .note")).to_contain_text(f"keeps {kept} of {len(order)}")
    theatre.get_by_label("Sorted by").select_option("confidence")
    by_confidence = frames[torch.argsort(step.confidence[0, frames], descending=True)].tolist()
    place = by_confidence.index(order[4]) + 1
    expect(chart).to_have_attribute("aria-valuenow", str(place))


def test_the_schedule_shows_planned_and_actual_counts(theatre, player_page, decoded):
    theatre.get_by_role("tab", name="Schedule").click()
    planned = decoded.trace.schedule.still_masked(1, FRAMES - PROMPT)[1]
    actual = int(decoded.steps[1].mask[0, 0].sum())
    expect(theatre.locator(".schedule .note")).to_have_text(
        f"Level 1, iteration 2 of 6: {int(decoded.steps[1].open.sum())} sampled, "
        f"{planned} planned to stay masked, {actual} did."
    )
    theatre.get_by_text("All counts as a table").click()
    rows = theatre.locator(".schedule tbody tr")
    expect(rows).to_have_count(10)
    expect(rows.nth(1)).to_have_attribute("aria-current", "step")
    for index, step in enumerate(decoded.steps):
        cells = rows.nth(index).locator("td")
        opened, masked = int(step.open.sum()), int(step.mask[0, step.level - 1].sum())
        for column, number in ((0, step.level), (2, opened), (3, opened - masked), (5, masked)):
            expect(cells.nth(column)).to_have_text(str(number))
    canvas = theatre.locator(".schedule canvas")
    drawn(player_page)
    canvas.click(position={"x": canvas.bounding_box()["width"] - 5, "y": 20})
    expect(theatre).to_have_attribute("data-step", "9")


def test_another_candidate_can_be_asked_for(theatre, player_page, decoded):
    frame = a_frame(decoded, kept=True)
    player_page.evaluate(
        """
        () => {
          player.set({ editable: true });
          player.on("candidate", (asked) => { window.asked = asked; });
        }
        """
    )
    player_page.mouse.click(*point_at(theatre, 1, frame))
    step = decoded.steps[1]
    other = next(
        token for token in step.candidates[0][0, frame].tolist() if token != int(step.sampled[0, frame])
    )
    theatre.get_by_role("button", name=f"Continue with token {other} here").click()
    assert player_page.evaluate("window.asked") == {"step": 1, "level": 1, "frame": frame, "token": other}


def test_a_token_is_explained_beside_the_grid_on_a_small_laptop(player_page, load, trace_path):
    player_page.set_viewport_size({"width": 1366, "height": 650})
    assert load(trace_path.read_bytes())
    player_page.evaluate("player.goto({ level: 1, iteration: 9, frame: 300 })")
    player_page.evaluate("document.querySelector('.theatre').scrollIntoView()")
    drawn(player_page)
    left = (".transport", "canvas.grid", "canvas.phonemes", "canvas.wave", "canvas.spectrogram", ".listen")
    for part in (*left, ".candidates"):
        box = player_page.locator(part).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 650, part


@pytest.mark.parametrize("paired", [False, True])
def test_painting_is_a_tool_at_the_grid_and_everything_fits_a_small_laptop(
    player_page, load, trace_path, paired
):
    player_page.set_viewport_size({"width": 1366, "height": 650})
    player_page.evaluate("""() => {
      player.destroy();
      window.player = mountPlayer(document.querySelector("main"), { onEdit: async () => "Done." });
    }""")
    assert load(trace_path.read_bytes())
    if paired:
        assert load(trace_path.with_name("6-other-seed.sstrace").read_bytes(), "b")
    player_page.evaluate("player.goto({ level: 1, iteration: 9, frame: 300 })")
    player_page.evaluate("document.querySelector('.theatre').scrollIntoView()")
    drawn(player_page)
    grid, paint = player_page.locator("canvas.grid"), player_page.get_by_role("button", name="Paint a region")
    beside = ("canvas.twin",) if paired else ("canvas.spectrogram",)
    for part in (".transport", ".paint", "canvas.grid", *beside, "canvas.wave", ".listen", ".candidates"):
        expect(player_page.locator(part)).to_be_in_viewport(ratio=1)
    above = grid.bounding_box()["y"] - paint.bounding_box()["y"] - paint.bounding_box()["height"]
    assert 0 <= above <= 16  # no row between them

    # a painted region opens a form over the grid, once the pointer has been lifted
    paint.click()
    drawn(player_page)
    box = grid.bounding_box()
    row = box["height"] / 8
    player_page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + row * 0.5)
    player_page.mouse.down()
    player_page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + row * 2.5, steps=4)
    player_page.mouse.up()
    assert player_page.evaluate("player.state.region.levels") == [6, 8]
    for part in (".go", "canvas.grid", *beside[:paired]):
        expect(player_page.locator(part)).to_be_in_viewport(ratio=1)


def test_knobs_reweigh_the_candidates_of_a_recorded_choice_at_once(theatre, player_page, decoded):
    step = decoded.trace.iterations[1]
    player_page.evaluate(f"player.goto({{ step: 1, frame: {int(step.frame[0])}, level: 1 }})")
    theatre.get_by_text("Try other settings").click()
    theatre.get_by_label("Top-k").fill("1")
    expect(theatre.locator(".candidates .percent").first).to_have_text("100 %")
    expect(theatre.locator(".candidates .percent").nth(1)).to_have_text("0 %")
    theatre.get_by_role("button", name="As it was").click()
    share = float(step.candidate_probabilities[0, 0])
    expect(theatre.locator(".candidates .percent").first).to_have_text(re.compile(f"^{share * 100:.0f}"[:2]))


def test_a_term_opens_its_meaning_when_it_is_pointed_at_or_focused(theatre, player_page):
    meaning = theatre.locator(".meaning")
    expect(meaning).to_be_hidden()
    theatre.get_by_role("button", name="semantic tokens").hover()
    expect(meaning).to_contain_text("what is spoken and when")
    player_page.mouse.move(1, 1)
    expect(meaning).to_be_hidden()
    theatre.get_by_role("button", name="masked", exact=True).focus()
    expect(meaning).to_contain_text("not decided yet")
    player_page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()


def test_the_knobs_of_a_choice_stay_as_they_are_where_there_is_none(theatre, player_page, decoded):
    frame = a_frame(decoded, kept=True)
    player_page.evaluate("(frame) => player.set({ cell: { level: 1, frame } })", frame)
    knobs = theatre.locator(".knobs")
    knobs.locator("summary").click()
    knobs.get_by_label("Temperature").fill("2")
    shares = theatre.locator(".candidates .percent")
    before = shares.all_text_contents()
    player_page.evaluate("player.goto({ step: -1 })")  # masked
    expect(knobs).to_be_hidden()
    player_page.evaluate("player.goto({ step: 1 })")
    expect(knobs.get_by_label("Top-k")).to_have_value("5")
    expect(shares).to_have_text(before)
