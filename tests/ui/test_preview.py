"""What a link to the page shows elsewhere."""

import httpx

from soundstorm.ui.preview import DESCRIPTION, TITLE


def test_the_page_speaks_of_this_project_and_not_of_gradio(app_url):
    page = httpx.get(app_url).text
    head = page[: page.index("</head>")]
    for tag in ("og:title", "twitter:title", "og:description"):
        assert head.count(f'"{tag}"') == 1
    assert f'content="{TITLE}"' in head and f'content="{DESCRIPTION}"' in head
    assert "githubusercontent" not in head and "@Gradio" not in head
