"""The Speak tab: a voice and words, and what comes out."""
