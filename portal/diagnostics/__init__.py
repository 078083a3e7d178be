"""Diagnostics: everything that a night needs, checked at once."""
