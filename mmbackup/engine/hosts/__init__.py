"""Other machines, reached over SSH: what runs there, and how its answers come back."""
