"""Entry point of the app and of a Space: load the checkpoint, build the page, launch."""

import os

from soundstorm.checkpoint import BUNDLED
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.ui import build_app, launch_options

# A folder or a Hub id; the bundled workshop model unless told otherwise.
app = build_app(SoundStormPipeline.from_pretrained(os.environ.get("SOUNDSTORM_CHECKPOINT", BUNDLED)))

if __name__ == "__main__":
    app.launch(**launch_options())
