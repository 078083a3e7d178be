"""Checking what lies on a medium against what was written: for the read back, and for a verification."""
