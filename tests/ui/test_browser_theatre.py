"""The theatre in the page: what if, comparing, the address, what can be taken away, two visitors at once."""

import re

import pytest
from playwright.sync_api import expect

from soundstorm.trace import Trace
from soundstorm.ui.runs import bundled_runs
from soundstorm.ui.voices import SEVERAL_VOICES
from tests.browser import drawn

STATE = "document.querySelector('#theatre .theatre').player.state"

# The lesson finds its theatre when it is let in.
LATE_LESSON = """
Object.defineProperty(HTMLElement.prototype, "mountLesson", {
  set(mount) { window.letIn = () => { Object.defineProperty(this, "mountLesson", { value: mount }); }; },
});
"""

# The last of two wishes is for what is still there when it is said. An answer may be overtaken by the next.
ASK_FOR_ANOTHER_AND_BACK = """
async () => {
  const { openRun } = document.querySelector("#theatre .theatre");
  const another = openRun("1-paper").catch(() => {});
  await openRun("2-greedy");
  await Promise.race([another, new Promise((done) => setTimeout(done, 3000))]);
}
"""


def theatre_of(page, run=None):
    """The theatre with a run on its stage: the one every visit begins with, or the one the address names."""
    theatre = page.locator("#theatre .theatre")
    expect(theatre).to_have_attribute("data-run-a", run or bundled_runs()[0].name)
    expect(theatre).to_have_attribute("data-state", "ready")
    if theatre.get_attribute("data-plain") == "true":
        page.locator("#hero .inside").click()
    return theatre


def decode_region(page, frames, answer="decoded again"):
    """Paint the last frames at levels 7 and 8 and have them decoded again."""
    page.evaluate(f"""() => {{
      const {{ player }} = document.querySelector("#theatre .theatre"), {{ a }} = player.state;
      player.set({{ region: {{ levels: [7, 8], frames: [a.frames - {frames}, a.frames - 1] }} }});
    }}""")
    page.locator("#theatre [data-slot=whatif] .go").click()
    expect(page.locator("#theatre [data-slot=whatif] .note")).to_contain_text(answer)


def test_the_address_opens_a_trace_at_its_step_and_cell_and_follows_the_visitor(visit, complaints):
    page = visit("?trace=2-greedy&level=3&iteration=1&cell=3.300")
    theatre = theatre_of(page, "2-greedy")
    expect(theatre).to_have_attribute("data-level", "3")
    expect(theatre).to_have_attribute("data-cell", "3,300")
    expect(page.locator("#run-a input")).to_have_value(re.compile("Greedy"))

    page.evaluate("document.querySelector('#theatre .theatre').player.goto({ level: 5, frame: 210 })")
    expect(page).to_have_url(re.compile(r"trace=2-greedy&level=5&iteration=1&cell=5\.210"))
    page.evaluate(f"{STATE.removesuffix('.state')}.set({{ sounding: true }})")
    page.locator("#tab-codec-button").click()
    page.wait_for_function(f"!{STATE}.sounding")  # whoever cannot stop it must not hear it
    page.evaluate(ASK_FOR_ANOTHER_AND_BACK)
    assert theatre.get_attribute("data-run-a") == "2-greedy"

    # a step of one level, a cell of another; the lesson, which nobody has opened, takes none of it away
    page = visit("?trace=1-paper&level=1&iteration=8&cell=5.210", script=LATE_LESSON)
    again = theatre_of(page, "1-paper")
    expect(again).to_have_attribute("data-cell", "5,210")
    for name, value in (("level", "1"), ("iteration", "8")):
        expect(again).to_have_attribute(f"data-{name}", value)
    page.evaluate("letIn()")
    expect(page.locator("[data-slot=lesson] .lesson")).to_have_count(1)
    drawn(page)
    assert again.get_attribute("data-cell") == "5,210"
    assert complaints == []


@pytest.mark.parametrize(
    ("width", "height", "beside"),
    [(1366, 650, ("canvas.phonemes", "canvas.wave", ".inspector .reason")), (390, 844, ("canvas.phonemes",))],
)
def test_a_cell_in_the_address_is_brought_onto_the_screen(visit, complaints, width, height, beside):
    page = visit("?trace=2-greedy&level=3&iteration=1&cell=3.300", width=width, height=height)
    theatre = theatre_of(page, "2-greedy")
    expect(theatre).to_have_attribute("data-cell", "3,300")
    assert page.evaluate(f"{STATE}.a.promptFrames") <= 300  # a generated one
    for part in (".cursor", "canvas.grid", *beside):
        expect(theatre.locator(part)).to_be_in_viewport(ratio=1)
    assert complaints == []


def test_the_address_hides_what_a_teacher_does_not_need(visit, complaints):
    page = visit("?hide=seed,codec,stage&keep=me")
    theatre_of(page)
    page.get_by_text("Advanced").click()
    expect(page.locator("#seed")).to_be_hidden()
    expect(page.locator("#iterations")).to_be_visible()
    expect(page.locator("#tab-codec-button")).to_be_hidden()
    expect(page.locator("#stage-bar")).to_be_hidden()
    page.evaluate("document.querySelector('#theatre .theatre').player.goto({ level: 2 })")
    expect(page).to_have_url(re.compile(r"hide=seed,codec,stage&keep=me&.*level=2"))
    assert complaints == []


def test_a_painted_region_is_decoded_again_beside_the_old_run(page, complaints):
    theatre = theatre_of(page)
    theatre.locator("[data-slot=whatif] button", has_text="Paint a region").click()
    theatre.locator("canvas.grid").scroll_into_view_if_needed()
    drawn(page)
    box = theatre.locator("canvas.grid").bounding_box()
    row = box["height"] / 8
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + row * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + row * 1.5, steps=4)
    page.mouse.up()
    expect(theatre.locator("[data-slot=whatif]")).not_to_have_attribute("data-cells", "0")
    theatre.locator("[data-slot=whatif] .go").click()
    note = theatre.locator("[data-slot=whatif] .note")
    expect(note).to_contain_text("stands beside the old one as B")
    expect(theatre).not_to_have_attribute("data-run-b", "")
    edited = page.evaluate(f"({{ edit: {STATE}.b.header.edit, sounds: {STATE}.b.sounds.size }})")
    assert edited["edit"]["kind"] == "region"
    assert edited["sounds"] >= 8
    expect(page.locator("#run-b input")).to_have_value(re.compile("region again"))

    # the new run can take the screen, alone
    page.locator("#run-a input").click()
    page.get_by_role("option", name=re.compile("region again")).click()
    expect(theatre).to_have_attribute("data-run-b", "")
    expect(theatre).not_to_have_attribute("data-run-a", bundled_runs()[0].name)
    assert complaints == []


def test_an_edit_can_be_stopped_and_asked_for_again(visit, complaints):
    page = visit("?trace=3-slow-motion")
    theatre = theatre_of(page, "3-slow-motion")
    paint = (
        "document.querySelector('#theatre .theatre').player.set({ region: { levels: [%d, 8], frames: %s } })"
    )
    frames = page.evaluate(f"[{STATE}.a.promptFrames, {STATE}.a.frames - 1]")
    tool = theatre.locator("[data-slot=whatif]")
    page.evaluate(paint % (1, frames))
    tool.locator(".go").click()
    expect(tool.locator(".note")).to_have_text("Decoding again.")
    tool.get_by_role("button", name="Stop").click()
    expect(tool.locator(".note")).to_have_text("Stopped: nothing was changed.")
    expect(tool.get_by_role("button", name="Stop")).to_be_hidden()
    page.evaluate(paint % (8, frames))
    tool.locator(".go").click()
    expect(tool.locator(".note")).to_contain_text("stands beside the old one as B")
    page.locator("#run-a input").click()
    expect(page.get_by_role("option", name=re.compile("region again"))).to_have_count(1)
    assert complaints == []


def test_another_candidate_continues_as_b_and_keyboards_can_paint(page, complaints):
    theatre = theatre_of(page)
    page.evaluate("""() => {
      const { player } = document.querySelector("#theatre .theatre");
      player.goto({ step: 0 });
      const frame = player.state.a.events.frame[3];
      player.set({ cell: { level: 1, frame } });
    }""")
    theatre.locator(".candidates button").first.click()
    expect(theatre.locator("[data-slot=whatif] .note")).to_contain_text("came out different")
    assert page.evaluate(f"{STATE}.b.header.edit.kind") == "token"

    paint = theatre.locator("[data-slot=whatif] button", has_text="Paint a region")
    paint.focus()
    page.keyboard.press("Enter")
    first = theatre.get_by_label("from level")
    first.fill("8")
    page.keyboard.press("Tab")
    page.wait_for_function(f"String({STATE}.region.levels) === '8,8'")
    assert complaints == []


def test_traces_and_pages_can_be_taken_away_and_a_trace_brought_back(page, complaints, tmp_path):
    theatre = theatre_of(page)
    with page.expect_download() as download:
        page.locator("#save-trace").click()
    path = tmp_path / "mine.sstrace"
    download.value.save_as(path)
    assert Trace.load(path).transcript == bundled_runs()[0].load().transcript
    with page.expect_download() as download:
        page.locator("#save-page").click()
    assert download.value.suggested_filename.endswith(".html")

    page.get_by_test_id("Open a recorded run (up to 20 MB)-upload-button").set_input_files(path)
    expect(theatre).not_to_have_attribute("data-run-a", bundled_runs()[0].name)
    expect(page).not_to_have_url(re.compile("trace="))
    permission = page.locator("#stage-permission").get_by_label(SEVERAL_VOICES)
    expect(permission).not_to_be_checked()
    decode_region(page, 4, "Tick below the player")
    page.locator("#tab-laboratory-button").click()
    refused = page.locator("#lab-notice [role=alert]")
    for change in (page.locator("#preset").get_by_label("greedy"), permission):
        page.locator("#run-as-a").click()
        expect(refused).to_contain_text("Tick below the player")
        change.check()
        expect(refused).to_have_count(0)  # its cause may be gone
    expect(theatre.locator("[data-slot=whatif] .note")).to_contain_text("are painted")  # in the player, too
    decode_region(page, 4)
    expect(theatre).not_to_have_attribute("data-run-b", "")

    foreign = tmp_path / "foreign.sstrace"
    foreign.write_bytes(b"RIFF")
    own = re.compile("^[0-9a-f]{24}$")
    expect(theatre).to_have_attribute("data-run-a", own)
    shown = theatre.get_attribute("data-run-a")
    page.get_by_test_id("Open a recorded run (up to 20 MB)-upload-button").set_input_files(foreign)
    expect(page.locator("#stage-notice [role=alert]")).to_contain_text("no recorded run")
    expect(theatre).to_have_attribute("data-run-a", shown)
    assert complaints == []


def test_two_visitors_at_once_never_see_each_others_runs(visit, complaints):
    one, two = visit(), visit("?trace=2-greedy")
    # the run that the address names: what is painted on the one before it leaves the stage with it
    theatres = theatre_of(one), theatre_of(two, "2-greedy")
    for page, frames in ((one, 10), (two, 6)):
        decode_region(page, frames)
    for theatre in theatres:
        expect(theatre).not_to_have_attribute("data-run-b", "")
    shown = [theatre.get_attribute("data-run-b") for theatre in theatres]
    assert shown[0] != shown[1]
    cells = [page.evaluate(f"{STATE}.b.header.edit.cells") for page in (one, two)]
    assert cells == [20, 12]
    for page, theirs in ((one, shown[1]), (two, shown[0])):
        # not even when a browser asks for the other's run by its name
        assert theirs not in page.content()
    expect(theatres[0]).to_have_attribute("data-run-a", bundled_runs()[0].name)
    expect(theatres[1]).to_have_attribute("data-run-a", "2-greedy")
    assert complaints == []


def test_a_run_that_the_lesson_opens_while_another_is_decoded_stays_on_the_stage(visit, complaints):
    page = visit("?trace=9-market")  # the longest, so that decoding it takes longer than opening another
    theatre, live = theatre_of(page, "9-market"), page.locator("#hero .hero")
    page.locator("#tab-laboratory-button").click()
    page.get_by_label("1", exact=True).fill("240")
    page.locator("#run-as-a").click()
    expect(live).to_have_attribute("data-phase", "decoding")
    page.evaluate("void document.querySelector('#theatre .theatre').openRun('2-greedy')")
    expect(live).to_have_attribute("data-phase", "decoding", timeout=1)  # not yet over
    expect(page.locator("#lab-notice")).to_contain_text("in the list of your runs")
    expect(live).to_have_attribute("data-phase", "welcome")
    expect(theatre).to_have_attribute("data-run-a", "2-greedy")
    page.locator("#run-a input").click()
    expect(page.get_by_role("option", name=re.compile(r"^1\. .*iterations 240,1"))).to_be_visible()
    assert complaints == []


def test_a_projector_has_large_type_on_the_whole_page_and_nothing_leaves_it(visit, complaints):
    page = visit(width=1280, height=720)
    theatre_of(page)
    height = "() => document.querySelector('#generate').getBoundingClientRect().height"
    before = page.evaluate(height)
    page.evaluate("document.querySelector('#theatre .theatre').player.set({ projector: true })")
    page.wait_for_function(
        f"before => document.body.hasAttribute('data-projector') && ({height})() > 1.3 * before", arg=before
    )
    for tab in ("laboratory", "codec", "speak"):
        page.locator(f"#tab-{tab}-button").click()
        drawn(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, tab
    assert complaints == []
