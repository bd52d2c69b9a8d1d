"""What a teacher can take out of the way by the address."""

import re
from pathlib import Path

import pytest

from soundstorm.audiolm.stages import STAGES
from soundstorm.player import player_markup
from soundstorm.ui import build_app

WORKSHOP = Path(__file__).resolve().parents[2] / "docs" / "workshop.md"
# Without these a tab has no purpose; a teacher hides the tab.
ESSENTIAL = {"generate", "another", "stop", "run-as-a", "lab-stop", "codec-audio", "detect-audio"} | {
    "dialogue-generate",
    "dialogue-another",
    "dialogue-stop",
}
CONTROLS = set(
    "audio button checkbox downloadbutton dropdown number radio slider textbox uploadbutton".split()
)


@pytest.fixture(scope="module")
def blocks():
    return list(build_app(lambda: None, STAGES).blocks.values())


def hidden_by(block) -> set[str]:
    """The names that hide a component, because of itself or of what it stands in."""
    names = set()
    while block is not None:
        classes = [name for name in (block.elem_classes or []) if name.startswith("hide-")]
        names |= {name.removeprefix("hide-") for name in classes}
        if block.get_block_name() == "tabitem" and (block.elem_id or "").startswith("tab-"):
            names.add(block.elem_id.removeprefix("tab-"))
        block = block.parent
    return names


def test_the_teachers_page_lists_every_name_and_no_other(blocks):
    table = re.search(r"\| where \| names for `hide=` \|\n\|[-|]+\|\n((?:\|.*\n)+)", WORKSHOP.read_text())[1]
    listed = set(re.findall(r"`(\w+)`", table))
    slots = set(re.findall(r'data-slot="(\w+)"', player_markup())) - {"grid", "lesson", "task"}
    assert listed == slots | {name for block in blocks for name in hidden_by(block)}


def test_every_control_can_be_hidden_by_more_than_its_tab(blocks):
    tabs = {"speak", "dialogue", "laboratory", "codec", "detect", "lesson"}
    controls = [block for block in blocks if block.get_block_name() in CONTROLS]
    assert len(controls) > 20
    stuck = [block.elem_id for block in controls if not hidden_by(block) - tabs]
    assert set(stuck) == ESSENTIAL
