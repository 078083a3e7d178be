"""The backup system; works with no web page at all."""
