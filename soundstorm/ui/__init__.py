"""The browser app: a form, the decoding player and the handlers between them and the pipeline.

Nothing outside this package imports gradio.
"""

from soundstorm.ui.app import build_app, launch_options
from soundstorm.ui.consent import consent_of
from soundstorm.ui.leftovers import claim_folder
from soundstorm.ui.runtime import in_background

__all__ = ["build_app", "claim_folder", "consent_of", "in_background", "launch_options"]
