"""Restore as a service: what is asked for, which media it takes, and the run that does it."""
