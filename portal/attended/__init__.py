"""Attended Backup: choose, follow it over its media, continue, cancel."""
