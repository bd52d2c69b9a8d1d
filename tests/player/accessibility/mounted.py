"""The player on a page of its own, where tokens can be edited."""

import base64

from soundstorm.player import player_markup, player_script, player_style

PROMPT, LEVELS = 10, 4  # of `decoded`


PAGE = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Player</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ margin: 16px; background: #f8f7f3; color: #171b1b; font-family: system-ui, sans-serif; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #0f1313; color: #f3f1ea; }} }}
main > button {{ min-height: 44px; }}
{player_style()}</style>
<main><h1>Player</h1><button>before</button>{player_markup()}<button>after</button></main>
<script>(() => {{ "use strict";
{player_script()}
const onEdit = async () => "Done.";
window.player = mountPlayer(document.querySelector("main"), {{ editable: true, onEdit }});
}})();</script></html>"""


LOAD = """
async ([text, slot]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  await player.load(bytes.buffer, { slot });
}
"""


def load(page, decoded, slot="a"):
    page.evaluate(LOAD, [base64.b64encode(decoded.data).decode(), slot])


def press(page, name, key="Enter"):
    page.get_by_role("button", name=name).press(key)
