"""Runs that wait for people: for their next medium, or for a key. No process lives while they do.

Attended backups and restores wait; what each of them asks for stands in its own room (wants.py there).
Lock order: a run's own lock, then the database. Whoever works at a medium holds the drive's lock before both.
"""
