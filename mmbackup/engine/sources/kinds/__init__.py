"""The kinds of sources, a file a kind."""
