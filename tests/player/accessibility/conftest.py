"""The player on a page of its own, with a trace in it."""

import pytest

from tests.player.accessibility.mounted import PAGE, load


@pytest.fixture
def visit(new_page, tmp_path, complaints):
    """Open a page of this text: `visit(PAGE, color_scheme="dark")`."""

    def open_page(text, **options):
        page = new_page(**{"viewport": {"width": 1280, "height": 1000}, **options})
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8")
        page.goto(path.as_uri())
        return page

    yield open_page
    assert complaints == []


@pytest.fixture
def player(visit, decoded):
    """The player, where tokens can be edited, with a trace in it."""
    page = visit(PAGE)
    load(page, decoded)
    return page
