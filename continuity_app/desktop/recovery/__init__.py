"""The way back: re-key, compare, hand over, prove."""
