"""`python -m soundstorm`."""

from soundstorm.cli import app

app(prog_name="soundstorm")
