"""A trace (or the lesson) and its player as one HTML file: opens by double click, asks for nothing else."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from soundstorm.player.assets import (
    LESSON_PAGE,
    PAGE,
    page_script,
    player_markup,
    player_style,
    read_static,
)
from soundstorm.trace import Trace

PAGE_BYTES = 3_000_000  # what a course page or a mail still takes
TAKEN_APART = "1-paper"  # the lesson's second step listens to what each of its levels adds

# Whether a page does without a sound: the name of its trace there, its own name, how many levels there are.
Spared = Callable[[str, str, int], bool]
# What a page that would be larger does without, one after the other, and what it says of that.
LEFT_OUT: tuple[tuple[str, Spared], ...] = (
    ("what each level adds", lambda slot, sound, levels: _is_difference(sound)),
    (
        "all levels of B but the last",
        lambda slot, sound, levels: slot == "b" and sound.isdecimal() and int(sound) < levels,
    ),
    (
        "levels 3 and finer of A but the last",
        lambda slot, sound, levels: slot == "a" and _is_fine(sound, levels),
    ),
)
LEFT_OUT_OF_LESSON: tuple[tuple[str, Spared], ...] = (
    (
        "what each level adds, but for step 2",
        lambda name, sound, levels: name != TAKEN_APART and _is_difference(sound),
    ),
    (
        "levels 3 and finer but the last, but for step 2",
        lambda name, sound, levels: name != TAKEN_APART and _is_fine(sound, levels),
    ),
)


def export_page(trace: Trace, compare: Trace | None = None) -> str:
    """The page as text: the player, the trace in slot A and, if there is one, another in slot B.

    Its Content-Security-Policy lets the page's own script and style run and nothing be fetched. Of long
    speech some sounds are left out, in the order of LEFT_OUT, until the page is under 3 MB; it says which.
    """
    traces = {"a": trace} if compare is None else {"a": trace, "b": compare}
    title = trace.title or trace.transcript or "A decoding"
    return _fitting(title, describe(trace), traces, PAGE, LEFT_OUT)


def export_lesson(traces: dict[str, Trace]) -> str:
    """The lesson as one page with the bundled traces, by the names of their files.

    It is kept under 3 MB like export_page, in the order of LEFT_OUT_OF_LESSON.
    """
    facts = "Nine steps, each with a question that is answered by touching the grid."
    return _fitting("How SoundStorm decodes", facts, traces, LESSON_PAGE, LEFT_OUT_OF_LESSON)


def _fitting(
    title: str, facts: str, traces: dict[str, Trace], entry: str, left_out: tuple[tuple[str, Spared], ...]
) -> str:
    """The page with as many sounds as it may have; `entry` is the module that it runs."""
    script = page_script(entry)
    page, missing = _fill(title, facts, traces, script), []
    for what, is_spared in left_out:
        if len(page.encode()) <= PAGE_BYTES:
            break
        lighter = {name: _without(trace, name, is_spared) for name, trace in traces.items()}
        if any(lighter[name] is not traces[name] for name in traces):
            traces, missing = lighter, [*missing, what]
            said = f"{facts} · not as sound, to keep this page under 3 MB: {', '.join(missing)}"
            page = _fill(title, said, traces, script)
    return page


def _without(trace: Trace, name: str, is_spared: Spared) -> Trace:
    """The trace without some of its sounds; itself when it has none of them."""
    kept = {sound: data for sound, data in trace.audio.items() if not is_spared(name, sound, trace.levels)}
    return trace if len(kept) == len(trace.audio) else replace(trace, audio=kept)


def _is_difference(sound: str) -> bool:
    return sound.startswith("difference")


def _is_fine(sound: str, levels: int) -> bool:
    """Whether it is of level 3 or finer, and not of the last."""
    return sound.isdecimal() and 3 <= int(sound) < levels


def _fill(title: str, facts: str, traces: dict[str, Trace], script: str) -> str:
    """page.html with everything in it; `script` is what runs, `traces` are the data it finds by name."""
    script = f"(() => {{\n{script}}})();"
    style = read_static("style/page.css") + player_style()
    parts = {
        "policy": f"default-src 'none'; script-src {_source(script)}; style-src {_source(style)}; "
        "base-uri 'none'; form-action 'none'",
        "title": html.escape(title),
        "origin": html.escape(_said_by(traces.values())),
        "facts": html.escape(facts),
        "style": style,
        "markup": player_markup(),
        "traces": "\n".join(_data_block(name, trace.to_bytes()) for name, trace in traces.items()),
        "script": script,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], read_static("page.html"))


def _said_by(traces: Iterable[Trace]) -> str:
    """What the page says of its sounds where programs look: that, and by which models, they are made."""
    return " · ".join(dict.fromkeys(trace.origin.tags(trace.seed)["comment"] for trace in traces))


def describe(trace: Trace) -> str:
    """What was decoded and how, on one line."""
    schedule = trace.schedule
    facts = [
        f"“{trace.transcript}”" if trace.transcript and trace.title else "",
        f"{trace.seconds:.1f} s of speech",
        f"{trace.levels} levels",
        f"iterations {', '.join(map(str, schedule.iterations))}",
        f"{schedule.shape} schedule",
        f"temperature {schedule.temperature:g}",
        f"noise {schedule.noise:g}",
        f"seed {trace.seed}",
    ]
    return " · ".join(fact for fact in facts if fact)


def _source(text: str) -> str:
    """The inline script or style as a Content-Security-Policy source."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _data_block(name: str, data: bytes) -> str:
    """Bytes in a script element of a type that no browser runs."""
    text = base64.b64encode(data).decode()
    return f'<script type="application/octet-stream;base64" data-trace="{html.escape(name)}">{text}</script>'
