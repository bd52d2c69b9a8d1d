"""The command that makes a trace into something to take away."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from soundstorm.bundled import ASSETS
from soundstorm.cli.common import Json, app, check_folder, show
from soundstorm.errors import UserError


@app.command()
def export(
    trace: Annotated[
        Path | None, typer.Argument(help="Trace to export.", metavar="TRACE", dir_okay=False)
    ] = None,
    html: Annotated[
        bool, typer.Option("--html", help="A page with the player, which opens by double click.")
    ] = False,
    png: Annotated[bool, typer.Option("--png", help="A picture of one step.")] = False,
    gif: Annotated[bool, typer.Option("--gif", help="An animation of the decoding.")] = False,
    mp4: Annotated[
        bool, typer.Option("--mp4", help="A film of the decoding, then the speech; needs ffmpeg.")
    ] = False,
    lesson: Annotated[
        bool, typer.Option("--lesson", help="The lesson with the bundled traces, as a page; without TRACE.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="File to write; its ending follows the kind.", show_default="beside the trace"),
    ] = None,
    step: Annotated[
        int | None,
        typer.Option(help="Step of the picture, 0 before the first.", min=0, show_default="the last"),
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(help="Second trace, for the page to compare with.", dir_okay=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a trace as a page, a picture or a film; or the lesson as a page."""
    kinds = html or png or gif or mp4
    if lesson and (trace or kinds):
        raise UserError("--lesson takes the bundled traces: leave out TRACE, --html, --png, --gif and --mp4.")
    if not (kinds or lesson):
        raise UserError("Say what to write: add --html, --png, --gif or --mp4.")
    if trace is None and not lesson:
        raise UserError("Say which trace to export, for example assets/traces/1-paper.sstrace.")
    if step is not None and not png:
        raise UserError("--step chooses the step of a picture: add --png.")
    if compare is not None and not html:
        raise UserError("--compare puts a second trace into a page: add --html.")
    check_folder(out)
    if out is not None and out.is_dir():
        raise UserError(f"{out} is a folder: name the file to write, such as {out / 'run.html'}.")
    from soundstorm.player.export import write_gif, write_html, write_lesson, write_mp4, write_png
    from soundstorm.trace import Trace

    if lesson:
        place = (out or Path("lesson")).with_suffix(".html")
        show_sizes([write_lesson(ASSETS / "traces", place)], as_json)
        return
    recorded = Trace.load(trace)
    place = out or trace
    written: list[Path] = []
    if html:
        second = Trace.load(compare) if compare else None
        written.append(write_html(recorded, place.with_suffix(".html"), second))
    if png:
        written.append(write_png(recorded, place.with_suffix(".png"), step))
    if gif:
        written.append(write_gif(recorded, place.with_suffix(".gif")))
    if mp4:
        written.append(write_mp4(recorded, place.with_suffix(".mp4")))
    show_sizes(written, as_json)


def show_sizes(written: list[Path], as_json: bool) -> None:
    """Print what was written, and how much."""
    sizes = {str(file): file.stat().st_size for file in written}
    lines = [f"{file}: {size / 1000:,.0f} kB" for file, size in sizes.items()]
    show({"files": sizes}, "\n".join(lines), as_json)
