"""Drives: what is in them, acts at them, and whose turn it is."""
