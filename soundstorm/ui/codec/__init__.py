"""The Codec tab: any sound, taken apart into levels."""
