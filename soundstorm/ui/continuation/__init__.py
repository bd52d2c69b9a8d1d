"""The Continue tab: a few seconds of a voice, and what AudioLM's semantic stage lets it say next."""
