"""The face: the Messaging Administration portal."""
