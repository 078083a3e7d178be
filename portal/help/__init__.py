"""The help: four books of short articles, and a search through all of them."""
