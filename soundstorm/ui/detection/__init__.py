"""The Detect tab: where a sound comes from, as far as it can be told."""
