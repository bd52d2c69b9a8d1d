"""Nothing that a visitor wrote can become markup: what our scripts and templates never do."""

import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "soundstorm"
MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\(|new Function"
)


def sources(*endings: str) -> dict[str, str]:
    files = [path for ending in endings for path in PACKAGE.rglob(f"*.{ending}")]
    return {str(path.relative_to(PACKAGE)): path.read_text(encoding="utf-8") for path in files}


def test_no_script_makes_markup_of_text():
    scripts = sources("js", "html")
    assert len(scripts) > 50
    assert [name for name, text in scripts.items() if MARKUP.search(text)] == []


def test_no_template_of_a_component_holds_a_value():
    """gradio would put it there as it is."""
    templates = sources("html")
    assert [name for name, text in templates.items() if "${" in text or "{{value" in text] == []


def test_no_page_is_written_without_a_policy():
    written = sources("html", "py").items()
    pages = {name: text for name, text in written if "<!doctype html>" in text.lower()}
    assert len(pages) == 2
    assert [name for name, text in pages.items() if "Content-Security-Policy" not in text] == []
