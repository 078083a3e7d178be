"""The attended backup: over as many media as it takes, waiting for each, with no process in between.

What a run's part begins and ends with stands in run_backup; the states between two parts are kept here.
Lock order: a run's own lock, then the database. Whoever writes a part holds the drive's lock before both.
"""
