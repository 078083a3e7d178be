"""A run that waits for people, whatever its kind: what is in its drive, and what they may do."""
