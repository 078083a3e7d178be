"""What a profile is: programs that belong together, each with what it adds, and how well it fits a host."""

from collections.abc import Callable
from typing import NamedTuple

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.proposal import Part

PartOf = Callable[[Facts, ServerKind], Part]


class Profile(NamedTuple):
    """kind: what such a host mostly is. signs: programs, each of them what makes it fit the better."""

    slug: str
    title: str
    kind: ServerKind
    parts: tuple[PartOf, ...]
    signs: tuple[str, ...]

    def fits(self, facts: Facts) -> int:
        """How many of its signs are there, what runs counted twice; 0: it does not fit."""
        return sum((sign in facts.running) + facts.has(sign) for sign in self.signs)
