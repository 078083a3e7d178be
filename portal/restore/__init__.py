"""Restore: recovery points, what to take of them, the plan, and the restore itself."""
