"""Which drives there are, and where they are."""
