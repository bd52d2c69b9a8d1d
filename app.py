"""Entry point of the app and of a Space: build the page while the checkpoint is loading, launch."""

import os
import signal
import sys
from itertools import takewhile

from soundstorm.acoustic.engine import chosen_precision
from soundstorm.audiolm.stages import STAGES
from soundstorm.bundled import WORKSHOP
from soundstorm.checkpoint import has_part
from soundstorm.errors import UserError
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.ui import build_app, claim_folder, consent_of, in_background, launch_options

try:
    consent = consent_of(os.environ.get("SOUNDSTORM_CONSENT", "asked"))
    precision = chosen_precision()
    claim_folder()
except UserError as error:
    sys.exit(str(error))
# A folder or a Hub id; the bundled workshop model unless told otherwise.
checkpoint = os.environ.get("SOUNDSTORM_CHECKPOINT", WORKSHOP)
models = in_background(lambda: SoundStormPipeline.from_pretrained(checkpoint, precision=precision))
# none is of use without those before it, so that a repository is not asked for more
stages = [*takewhile(lambda name: has_part(checkpoint, f"audiolm/{name}"), STAGES)]
app = build_app(models, stages, consent)

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # whoever asks it to end: its files go, too
    print(f"SoundStorm decodes in {precision}.")
    app.launch(**launch_options())
