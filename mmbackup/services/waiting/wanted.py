"""The shape of what a waiting run asks of people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """part is the number of the part, or of the medium, that comes next; asks is a sentence or two."""

    part: int
    asks: str
