"""Runs: claimed or asked for, begun, followed, and brought to their recorded end."""
