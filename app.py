"""Entry point of the app and of a Space: build the page while the checkpoint is loading, launch."""

import os

from soundstorm.bundled import WORKSHOP
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.ui import build_app, in_background, launch_options

# A folder or a Hub id; the bundled workshop model unless told otherwise.
checkpoint = os.environ.get("SOUNDSTORM_CHECKPOINT", WORKSHOP)
app = build_app(in_background(lambda: SoundStormPipeline.from_pretrained(checkpoint)))

if __name__ == "__main__":
    app.launch(**launch_options())
