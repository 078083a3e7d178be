"""The keys that backups are encrypted to, and those that open them, for one run and in memory alone."""
