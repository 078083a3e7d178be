"""Back Up Now: ask, watch, cancel."""
