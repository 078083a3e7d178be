"""What templates need to show numbers, icons and outcomes."""
