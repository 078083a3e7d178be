"""The guide: the morning procedure, and the tables of codes."""
