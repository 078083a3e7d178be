"""What runs on a host: from facts about it, what of it is to be saved, and what is not. All of it is pure."""
