"""Proof that the media can be read and restored: verification and drills."""
