"""Machines that are saved over SSH: the key for each, what each is known by, whether it answers."""
