"""All media that are known, and what depends on which of them."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol

from mmbackup.engine.rotation.copies import Copies, Copy, of_any_server
from mmbackup.engine.rotation.facts import KnownMedium, KnownSet, What


class KnownCopies(Protocol):
    def of(self, what: What) -> Iterable[Copy]:
        """The newest first."""

    def with_medium(self, old: KnownMedium | None, new: KnownMedium) -> "KnownCopies":
        """The same with another account of one medium."""


class Library:
    """Never changed once made. wanted is what the site's configuration saves today."""

    def __init__(
        self,
        *,
        media: Iterable[KnownMedium],
        wanted: frozenset[What],
        copies: KnownCopies | None = None,
        beyond: Callable[[date], Counter[str]] | None = None,
    ) -> None:
        """copies, where somebody finds them otherwise than among these media.

        beyond: of media that are known and not told here, how many may be written that night, by pool.
        """
        self._media = {medium.uuid: medium for medium in media}
        self.wanted = wanted
        self._copies = copies or Copies.among(self._media.values())
        self._beyond = beyond or _none
        self._writable: dict[date, Counter[str]] = {}

    @property
    def media(self) -> tuple[KnownMedium, ...]:
        return tuple(self._media.values())

    def get(self, medium_uuid: str) -> KnownMedium | None:
        return self._media.get(medium_uuid)

    def with_medium(self, medium: KnownMedium) -> "Library":
        """The same, with this account of the medium in place of the one there was."""
        old = self.get(medium.uuid)
        if medium == old:
            return self
        media = {**self._media, medium.uuid: medium}.values()
        copies = self._copies.with_medium(old, medium)
        return Library(media=media, wanted=self.wanted, copies=copies, beyond=self._beyond)

    def only_here(self, medium: KnownMedium) -> dict[What, KnownSet]:
        """What could not be restored without this medium: the newest set on it that holds it.

        What was verified here goes before what its medium alone says to be so.
        """
        found: dict[What, KnownSet] = {}
        kept = (known for known in medium.sets if known.is_worth_keeping)
        for known in sorted(kept, key=lambda known: (known.is_verified, known.started_at)):
            for what in self._asked_for(known):
                if self.elsewhere(what, medium.uuid, claims_do=known.is_claimed) is None:
                    found[what] = known
        return found

    def elsewhere(self, what: What, medium_uuid: str, *, claims_do: bool = False) -> Copy | None:
        """The newest good copy that does not need the medium; claims_do: one by its media's word will do."""
        apart = (copy for copy in self._copies.of(what) if medium_uuid not in copy.media)
        return next((copy for copy in apart if copy.is_verified or claims_do), None)

    def is_only_medium(self, medium: KnownMedium, night: date) -> bool:
        """Whether its pool has no other that may be written."""
        known = self.get(medium.uuid)
        counted = known is not None and known.pool == medium.pool and known.may_be_written(night)
        return self.writable_on(night)[medium.pool] - counted == 0

    def writable_on(self, night: date) -> Counter[str]:
        """How many media may be written, by pool."""
        if night not in self._writable:
            media = (medium for medium in self._media.values() if medium.may_be_written(night))
            self._writable[night] = Counter(medium.pool for medium in media) + self._beyond(night)
        return self._writable[night]

    def _asked_for(self, known: KnownSet) -> set[What]:
        """A server that is no longer configured is not looked after by itself, its data type is."""
        return {what for what in known.holds if what in self.wanted} | of_any_server(known.holds)


def _none(_night: date) -> Counter[str]:
    return Counter()
