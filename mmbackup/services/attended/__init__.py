"""The attended backup: over as many media as it takes; it waits for each (services/waiting).

What a run's part begins and ends with stands in run_backup; what is known between two parts is kept here.
"""
