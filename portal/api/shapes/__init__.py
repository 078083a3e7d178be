"""What the API answers and takes, as JSON."""
