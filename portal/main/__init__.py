"""The main page: the morning's sentence, and the menu tree below it."""
