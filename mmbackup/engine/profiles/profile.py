"""What a profile is: programs that belong together, each with what it adds, and how well it fits a host."""

from collections.abc import Callable
from typing import NamedTuple

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.proposal import Part

PartOf = Callable[[Facts, ServerKind], Part]


class Profile(NamedTuple):
    """kind: what such a host mostly is. signs: what makes it fit, each as programs any of which will do."""

    slug: str
    title: str
    kind: ServerKind
    parts: tuple[PartOf, ...]
    signs: tuple[tuple[str, ...], ...]

    def fits(self, facts: Facts) -> float:
        """What share of its signs is there, what runs counted twice; 0: it does not fit."""
        counted = sum(_counted(sign, facts) for sign in self.signs)
        return counted / len(self.signs) if self.signs else 0.0


def _counted(programs: tuple[str, ...], facts: Facts) -> int:
    return any(each in facts.running for each in programs) + any(map(facts.has, programs))
