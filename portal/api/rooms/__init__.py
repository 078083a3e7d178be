"""The API's operations, a room each."""
