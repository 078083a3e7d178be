"""What lies in a set, searchable without its medium: one SQLite file for each part of a set."""
