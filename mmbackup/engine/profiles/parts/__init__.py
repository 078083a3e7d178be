"""What each program adds to a proposal, where it is found. Profiles put these together."""
