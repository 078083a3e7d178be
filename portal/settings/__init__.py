"""Settings of the whole installation; the configuration as a file."""
