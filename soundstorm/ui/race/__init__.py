"""The Race tab: the same words, decoded in waves and one by one, by the clock."""
