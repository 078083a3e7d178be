"""The logs: backup logs, and the Administrator's Log."""
