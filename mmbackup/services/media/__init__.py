"""Media: what they are, where they are, and what becomes of them."""
