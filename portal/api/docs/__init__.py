"""The API's own page in the help, written from its schema."""
