"""The Alarm Log."""
