"""The Administration History: who acts, and what was changed."""
