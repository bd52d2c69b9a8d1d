"""The Dialogue tab: who speaks, what they say in turn, and what comes out."""
