"""The stage: which runs the theatre shows to one visitor, and how they get there.

Everything a visitor made is listed in that visitor's `Stage`, a session state; nothing else leads to it.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from soundstorm.errors import TraceError, UserError
from soundstorm.files import make_folder, write_whole
from soundstorm.player.page import export_page
from soundstorm.ui.leftovers import RUNS
from soundstorm.ui.runs import OPEN, REMOVED, Run, bundled_runs, open_upload
from soundstorm.ui.runtime import served

NO_RUN = "none"
MOST_PAGE_BYTES = 500_000_000  # of all pages to take away; a page has 2 to 27 MB
OPENED = (
    "Tick below the player that you have the speakers' permission to clone the voices of the run that "
    "you opened."
)
OPENED_FOR_ALL = (
    "Decode a run again that was made here: on this server the speakers of an opened one have not been heard."
)
SECRET = secrets.token_hex(12)  # of this process: nobody can guess the address of a page


@dataclass(frozen=True)
class LongText:
    """A text that a visitor had spoken part by part: a sound alone, no run that could stand on the stage.

    name: unguessable. words: that it begins with. differs: what tells it from others. sound: path of its
    WAV file.
    """

    name: str
    words: str
    differs: str
    sound: str


@dataclass(frozen=True)
class Stage:
    """What one visitor looks at.

    a: on the screen. b: beside it. own: made or opened by this visitor, latest first.
    at: where a opens, "start" or "end". texts: that this visitor had spoken, latest first.
    """

    a: Run | None
    b: Run | None = None
    own: tuple[Run, ...] = ()
    at: str = "start"
    texts: tuple[LongText, ...] = ()

    @classmethod
    def opening(cls) -> Stage:
        """As every visit begins: a bundled run."""
        return cls(next(iter(bundled_runs()), None))

    def with_a(self, run: Run, at: str = "end") -> Stage:
        """A new run of this visitor on the screen, alone."""
        return replace(self, a=run, b=None, own=self._with(run), at=at)

    def with_b(self, run: Run) -> Stage:
        """A new run of this visitor beside the one on the screen."""
        return replace(self, b=run, own=self._with(run), at="end")

    def without(self, name: str) -> Stage:
        """A run or text of this visitor off the list, and the run off the screen if it is there."""
        own = tuple(run for run in self.own if run.name != name)
        texts = tuple(text for text in self.texts if text.name != name)
        a = self.a if self.a is None or self.a.name != name else next(iter([*own, *bundled_runs()]), None)
        b = None if self.b is None or self.b.name == name or self.b == a else self.b
        return replace(self, a=a, b=b, own=own, texts=texts)

    def put(self, made: Made) -> tuple[Stage, bool]:
        """A run that took its time onto the stage as it is now, and whether it stands where it was asked for.

        Whoever brought another run onto the stage meanwhile keeps it, and finds the new one in the list.
        A run that was made meanwhile came by itself; but what is to stand beside another stands beside no
        third one.
        """
        seen, came = made.seen, [run for run in self.own if run not in made.seen.own and not run.opened]
        expected = [seen.a] if made.place == "b" else [seen.a, *came]
        if self.a not in expected or self.b not in [None, seen.b, *came]:
            return replace(self, own=self._with(made.run)), False
        if made.place == "b":
            return self.with_b(made.run), True
        return replace(self.with_a(made.run), b=self.b if made.place == "a" else None), True

    def find(self, name: str) -> Run:
        """A run of this visitor or a bundled one.

        Raises:
            UserError: when there is none of that name.
        """
        for run in (*self.own, *bundled_runs()):
            if run.name == name:
                return run
        raise UserError(
            f"There is no run “{str(name)[:40]}” here: choose one of the list, or open the file you saved "
            f"with “{OPEN}” (the server forgets a visitor's own after an hour)."
        )

    def required(self, name: str | None = None) -> Run:
        """The run on the screen, which must be the one called `name` if a name is given.

        Raises:
            UserError: when there is none, or it is another one.
        """
        if self.a is None:
            raise UserError("Choose a run first, or generate one.")
        if name is not None and name != self.a.name:
            if name and name not in [run.name for run in (*self.own, *bundled_runs())]:
                raise UserError(REMOVED)
            raise UserError(
                f"The run on the screen is not the one the server has: open its file with “{OPEN}”, or "
                "choose another under the player, then ask again."
            )
        return self.a

    def to_decode(self, name: str | None = None) -> Run:
        """The run on the screen, as `required`, if its voices may be cloned.

        Raises:
            UserError: when they may not, or there is none.
        """
        run = self.required(name)
        if run.refusal:
            raise UserError(run.refusal)
        return run

    def permit(self, permission: bool) -> Stage:
        """The run on the screen with the permission to decode it again, or without it."""
        run = self.a
        if run is None or not run.opened or run.refusal == OPENED_FOR_ALL:
            return self
        permitted = replace(run, refusal="" if permission is True else OPENED)
        own = tuple(permitted if one == run else one for one in self.own)
        return replace(self, a=permitted, own=own)

    def _with(self, run: Run) -> tuple[Run, ...]:
        return (run, *self.own)


@dataclass(frozen=True)
class Made:
    """A run that was made while its visitor may have turned to another one.

    place: where it was asked for: on the screen "alone", on it as "a" with what is beside it, or as "b".
    seen: the stage as it was then.
    """

    run: Run
    place: Literal["alone", "a", "b"]
    seen: Stage


class Around(NamedTuple):
    """Attributes of what stands around the theatre: two choices of runs, two files to take away, a tick."""

    run_a: dict[str, Any]
    run_b: dict[str, Any]
    save_trace: dict[str, Any]
    save_page: dict[str, Any]
    permission: dict[str, Any]


def theatre_value(stage: Stage, answer: dict | None = None) -> dict:
    """What static/theatre.js receives: the traces as files; the answer to a request, if this is one."""
    return {
        "a": _slot(stage.a),
        "b": _slot(stage.b),
        "at": stage.at,
        "bundled": [run.name for run in bundled_runs()],
        "answer": answer,
    }


def around(stage: Stage, cache: Path) -> Around:
    """What stands around the theatre; the page to take away is written into `cache`."""
    runs = [(_numbered(stage, run), run.name) for run in (*stage.own, *bundled_runs())]
    others = [(title, name) for title, name in runs if stage.a is None or name != stage.a.name]
    page = page_of([run for run in (stage.a, stage.b) if run], cache)
    return Around(
        {"choices": runs, "value": stage.a.name if stage.a else None},
        {"choices": [("nothing", NO_RUN), *others], "value": stage.b.name if stage.b else NO_RUN},
        {"value": stage.a.path if page else None, "interactive": page is not None},
        {"value": page, "interactive": page is not None},
        {
            "value": bool(stage.a and not stage.a.refusal),
            "visible": bool(stage.a and stage.a.opened and stage.a.refusal != OPENED_FOR_ALL),
        },
    )


def choose_a(stage: Stage, name: str) -> Stage:
    """Another run onto the screen; the same run beside itself would compare nothing.

    Raises:
        UserError: when this visitor has no such run.
    """
    run = stage.find(name)
    if run == stage.a:
        return stage
    return replace(stage, a=run, b=None if stage.b == run else stage.b, at="start")


def choose_b(stage: Stage, name: str | None) -> Stage:
    """Another run beside the one on the screen, or none.

    Raises:
        UserError: when this visitor has no such run.
    """
    run = None if name in (None, NO_RUN) else stage.find(name)
    return replace(stage, b=None if run == stage.a else run)


def upload(stage: Stage, path: str | None, refusal: str = OPENED) -> Stage:
    """An uploaded trace onto the screen.

    refusal: why its voices may not be cloned.

    Raises:
        TraceError: when there is no file, or it is not a trace.
    """
    if not path:
        raise TraceError("Choose the file of a recorded run.")
    run = open_upload(path, refusal)
    # opened anew it stands in the list once, and its permission is asked for anew
    others = tuple(own for own in stage.own if own.name != run.name)
    return replace(stage, own=others).with_a(run, at="start")


def _slot(run: Run | None) -> dict | None:
    return None if run is None else {"name": run.name, "file": served(Path(run.path))}


def _numbered(stage: Stage, run: Run) -> str:
    """A visitor's runs are counted, because many of them say the same words."""
    if run not in stage.own:
        return run.title
    return f"{len(stage.own) - stage.own.index(run)}. {run.words} ({run.differs})"


def page_of(runs: list[Run], cache: Path) -> str | None:
    """The self-contained page of one or two runs, as a file."""
    if not runs or not all(Path(run.path).is_file() for run in runs):  # removed; the player says so
        return None
    # One file for all who have these runs on their stage: a room in the lesson shares its pages.
    named = " ".join([SECRET, *(run.name for run in runs)])
    bundled = all(run in bundled_runs() for run in runs)
    path = cache / hashlib.sha256(named.encode()).hexdigest()[:24] / "soundstorm.html"
    if path.is_file():
        if bundled:  # a visitor's goes with its run
            path.touch()  # gradio empties the cache by age
        return str(path)
    try:
        page = export_page(*(run.load() for run in runs))
        make_folder(path.parent)
        if not bundled:
            make_room(cache, len(page))
            write_whole(path.with_name(RUNS), "\n".join(run.path for run in runs))
        write_whole(path, page)
    except UserError:
        return None
    return str(path)


def make_room(cache: Path, needed: int) -> None:
    """The oldest of visitors' pages go where all together would take more than `MOST_PAGE_BYTES`.

    Each can be made anew.
    """
    pages = [page for page in cache.glob("*/soundstorm.html") if page.with_name(RUNS).is_file()]
    latest_first = sorted(((page.stat(), page) for page in pages), key=lambda one: -one[0].st_mtime)
    for about, page in latest_first:
        needed += about.st_size
        if needed > MOST_PAGE_BYTES:
            shutil.rmtree(page.parent, ignore_errors=True)
