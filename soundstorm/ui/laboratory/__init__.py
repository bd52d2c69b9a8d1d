"""The Laboratory tab: one utterance, many ways to decode it."""
