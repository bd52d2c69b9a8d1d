"""What a link to the page shows elsewhere."""

import io
import re

import httpx
import pytest
from PIL import Image

from soundstorm.ui.preview import DESCRIPTION, TITLE


def test_the_page_speaks_of_this_project_and_not_of_gradio(app_url):
    page = httpx.get(app_url).text
    head = page[: page.index("</head>")]
    for tag in ("og:title", "twitter:title", "og:description"):
        assert head.count(f'"{tag}"') == 1
    assert f'content="{TITLE}"' in head and f'content="{DESCRIPTION}"' in head
    assert "githubusercontent" not in head and "@Gradio" not in head


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"host": "storm.example:8080"}, "http://storm.example:8080/preview.png"),
        (
            {"x-forwarded-host": "me.hf.space", "x-forwarded-proto": "https"},
            "https://me.hf.space/preview.png",
        ),
        ({"x-forwarded-proto": "javascript"}, None),
        ({"x-forwarded-host": '"><script>'}, None),
    ],
)
def test_a_link_shows_a_picture_of_the_page(app_url, headers, address):
    """At the address by which the page was asked for, if that is one."""
    head = httpx.get(app_url, headers=headers).text.partition("</head>")[0]
    assert re.findall(r'<meta property="og:image" content="([^"]*)">', head) == ([address] if address else [])


def test_the_picture_is_there(app_url):
    picture = httpx.get(f"{app_url}preview.png")
    assert picture.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(picture.content)) as image:
        assert min(image.size) >= 600
