"""The command palette: from a few letters to any page, medium, run or subscriber."""
