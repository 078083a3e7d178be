"""Alarms: those that ask for an act now, and the log of all that ever were."""
