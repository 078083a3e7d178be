"""The Administration History Log."""
