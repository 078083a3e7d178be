"""Verify, and Restore Drills: proof that the media can be read and restored."""
