"""What the palette finds: a place to jump to; and a kind of them under one heading."""

from typing import NamedTuple

MOST_OF_A_KIND = 6


class Hit(NamedTuple):
    """hint tells it from others of its name."""

    title: str
    hint: str
    address: str
    icon: str


class Group(NamedTuple):
    title: str
    hits: tuple[Hit, ...]
