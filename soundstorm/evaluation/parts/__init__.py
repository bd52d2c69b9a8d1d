"""What is measured: codec, semantic tokens, SoundStorm, text to speech, ablations and speed."""
