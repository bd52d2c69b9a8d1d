"""The limits of a trace as a module of JavaScript: run this when soundstorm/trace/limits.py has changed."""

from __future__ import annotations

import json

from soundstorm.player.assets import STATIC
from soundstorm.trace import limits

MODULE = STATIC / "trace" / "limits.js"
HEAD = """// How much the file of a trace may claim.
// Written from soundstorm/trace/limits.py by `python -m soundstorm.player.limits`: change it there.
"""


def limits_module() -> str:
    """The text of MODULE: every limit of Python under its name."""
    values = {name: value for name, value in vars(limits).items() if name.isupper()}
    lines = [f"export const {name} = {json.dumps(value)};" for name, value in values.items()]
    return "\n".join([HEAD, *lines, ""])


if __name__ == "__main__":
    MODULE.write_text(limits_module(), encoding="utf-8")
