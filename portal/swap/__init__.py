"""Morning Swap: one page that leads from last night's verdict to the next medium in the drive."""
