"""What becomes of what is there already, where something is restored."""

from enum import StrEnum


class Existing(StrEnum):
    """Of a file, a database, a directory."""

    KEEP = "keep"
    REPLACE = "replace"
    SET_ASIDE = "set aside"
