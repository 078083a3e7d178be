"""The restore operation: files out of sets, each checked as it is written. What it is asked: calls.py."""
