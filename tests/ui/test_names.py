"""What sentences of the page call a button, a chart or a tab is what stands on it."""

import re
from pathlib import Path

import soundstorm

FOLDER = Path(soundstorm.__file__).parent
NAME = re.compile("“([A-Z][^”{}$]+)”")


def texts() -> dict[str, str]:
    """All that the page is made of, by file."""
    paths = [path for part in ("ui", "player") for path in sorted((FOLDER / part).rglob("*"))]
    return {str(path): path.read_text() for path in paths if path.suffix in (".py", ".js", ".html")}


def test_every_name_in_quotation_marks_stands_on_something():
    everything = "\n".join(texts().values())
    labels = NAME.sub("", everything)
    names = set(NAME.findall(everything))
    assert "Open a recorded run" in names and "Another take" in names
    patterns = {name: re.escape(name).replace("…", ".{1,20}") for name in names}  # as in “Level …”
    assert [name for name, pattern in patterns.items() if not re.search(pattern, labels)] == []


def test_every_tab_that_a_sentence_speaks_of_is_there():
    tabs = re.findall(r">(\w+)</button>", (FOLDER / "ui/static/nav.html").read_text())
    named = {name for text in texts().values() for name in re.findall(r"\b[Tt]he ([A-Z]\w+) tab\b", text)}
    assert "Detect" in named and named <= {*tabs}
