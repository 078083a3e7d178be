"""Public keys that backups are encrypted to, and secret ones for as long as somebody lends them to us."""
