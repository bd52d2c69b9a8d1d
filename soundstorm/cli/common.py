"""What all commands share: the application, its options, loading and printing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from soundstorm.bundled import ASSETS
from soundstorm.errors import UserError
from soundstorm.files import FULL

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline


class OneSentence(TyperGroup):
    """Shows what a user can put right as one sentence on stderr with exit code 1, not as a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
        except OSError as error:
            if error.errno in FULL:
                typer.echo("The disk is full: free some space and try again.", err=True)
                raise typer.Exit(1) from error
            if error.filename is None:
                raise
            typer.echo(f"{error.filename} cannot be used: {error.strerror}. Choose another place.", err=True)
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=OneSentence,
    help="Clone a voice with SoundStorm, level by level.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Checkpoint = Annotated[
    str | None, typer.Option(help="Folder or Hub id of a checkpoint.", show_default="the bundled one")
]
Out = Annotated[Path, typer.Option(help="WAV file to write.", dir_okay=False)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on the last line.")]


def load(checkpoint: str | None) -> SoundStormPipeline:
    """The pipeline of a checkpoint, the bundled one without a name."""
    from soundstorm.pipeline import SoundStormPipeline

    return SoundStormPipeline.from_pretrained(*([checkpoint] if checkpoint else []))


def check_folder(file: Path | None) -> None:
    """Refuses a file whose folder does not exist, before minutes of work are spent on it."""
    if file is not None and not os.path.isdir(file.absolute().parent):
        raise UserError(f"There is no folder {file.absolute().parent}: create it, or write somewhere else.")


def check_trace(trace: Path | None) -> None:
    """Refuses a trace file of another kind or in a folder that does not exist."""
    if trace is not None and trace.suffix != ".sstrace":
        raise UserError(f"Let --trace end in .sstrace instead of {trace.name}.")
    check_folder(trace)


def check_wav(out: Path, option: str = "--out") -> None:
    """Refuses an output that is not a .wav file in a folder that exists."""
    if out.suffix.lower() != ".wav":
        raise UserError(f"The speech is written as WAV: let {option} end in .wav instead of {out.name}.")
    check_folder(out)


def bundled_prompt() -> Path:
    """The first of the bundled voice prompts."""
    prompts = sorted((ASSETS / "prompts").glob("*.flac"))
    if not prompts:
        raise UserError("There are no bundled voice prompts here: name one with --prompt FILE.")
    return prompts[0]


def show(facts: dict[str, Any], text: str, as_json: bool) -> None:
    """Prints the facts as one line of JSON, or the text."""
    typer.echo(json.dumps(facts) if as_json else text)
