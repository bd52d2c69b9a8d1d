"""The top of the page: watch and hear a run, whether bundled, at work or ready."""
