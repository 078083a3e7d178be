"""The restore operation: files out of sets, each checked as it is written."""
