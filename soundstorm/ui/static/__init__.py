"""HTML, CSS and JavaScript of the app, kept as files so that editors and linters can read them."""

from pathlib import Path


def read_static(name: str) -> str:
    """Text of one asset in this folder."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
