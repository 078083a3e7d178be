"""About: which version this is, under which licence, and what it stands on."""
