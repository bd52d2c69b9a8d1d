"""The command that looks at where a recording comes from."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from soundstorm.cli.common import Checkpoint, Json, app, load, show


@app.command()
def detect(
    file: Annotated[Path, typer.Argument(help="Recording to look at, up to ten minutes.")],
    checkpoint: Checkpoint = None,
    as_json: Json = False,
) -> None:
    """Tell generated speech by its watermark, by its plain words and by its sound."""
    from soundstorm.safety.detect import detect as look

    report = look(file, ear=load(checkpoint).ear)
    lines = [f"{what}: {sentence}" for what, sentence in report.sentences.items()]
    told = [f"  {name}: {value}" for name, value in report.metadata.items()]
    show({"file": str(file), **asdict(report)}, "\n".join([*lines, *told]), as_json)
