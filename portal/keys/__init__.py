"""Keys: made, printed, confirmed, imported, retired."""
