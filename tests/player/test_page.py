"""A page of long speech: what it does without, in which order, and that it says so."""

import base64
import re
from dataclasses import replace

import pytest

from soundstorm.player import page
from soundstorm.player.page import export_page
from soundstorm.trace import Trace

SOUNDS = {"1", "2", "3", "4", "difference.2", "difference.3", "difference.4", "prompt"}


def held(text: str) -> dict[str, set[str]]:
    """Names of the sounds in a page, by slot."""
    blocks = re.findall(r'data-trace="(\w)">([^<]*)</script>', text)
    return {slot: set(Trace.from_bytes(base64.b64decode(data)).audio) for slot, data in blocks}


def left_out(text: str) -> str:
    """What the page says that it does without."""
    found = re.search(r"not as sound, to keep this page under 3 MB: ([^<]*)<", text)
    return found[1] if found else ""


@pytest.fixture
def limit(monkeypatch):
    return lambda most: monkeypatch.setattr(page, "PAGE_BYTES", most)


def test_a_page_that_is_small_enough_holds_everything_and_says_nothing(spoken):
    text = export_page(spoken.trace, spoken.trace)
    assert held(text) == {"a": SOUNDS, "b": SOUNDS}
    assert left_out(text) == ""


def test_sounds_are_left_out_one_after_the_other_and_the_page_says_which(spoken, limit):
    prefixes = {"1", "2", "3", "4", "prompt"}
    expected = [
        ({"a": prefixes, "b": prefixes}, "what each level adds"),
        ({"a": prefixes, "b": {"4", "prompt"}}, "what each level adds, all levels of B but the last"),
        (
            {"a": prefixes - {"3"}, "b": {"4", "prompt"}},
            "what each level adds, all levels of B but the last, levels 3 and finer of A but the last",
        ),
    ]
    text = export_page(spoken.trace, spoken.trace)
    for sounds, said in expected:
        limit(len(text.encode()) - 1)
        text = export_page(spoken.trace, spoken.trace)
        assert (held(text), left_out(text)) == (sounds, said)


def test_alone_only_what_is_there_is_left_out(spoken, limit):
    limit(0)
    text = export_page(spoken.trace)
    assert held(text) == {"a": {"1", "2", "4", "prompt"}}
    assert left_out(text) == "what each level adds, levels 3 and finer of A but the last"
    assert left_out(export_page(replace(spoken.trace, audio={}))) == ""
