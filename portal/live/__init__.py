"""What every page shows of the moment and keeps up to date: runs at work, active alarms, tonight."""
