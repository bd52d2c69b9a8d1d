"""What it is measured with: recogniser, voice, quality, consistency and others."""
