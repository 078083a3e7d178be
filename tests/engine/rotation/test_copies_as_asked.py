"""Copies that are read as far as asked for: the same ones, in the same order, and no more than it takes."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mmbackup.engine.rotation.copies import Copies, Part
from mmbackup.engine.rotation.copies_as_asked import Batch, CopiesAsAsked
from mmbackup.engine.rotation.facts import KnownMedium
from tests.engine.rotation.facts_for_tests import MESSAGES, SYSTEM, a_medium, a_set
from tests.engine.rotation.test_copies import a_made_up_medium


class Told:
    """The sets of these media, one a batch, the newest first."""

    def __init__(self, media: Iterable[KnownMedium]) -> None:
        self.parts = [(medium, known) for medium in media for known in medium.sets]
        self.rows = sorted(self.parts, key=lambda part: part[1].started_at, reverse=True)
        self.asked = 0

    def batch(self, number: int) -> Batch | None:
        self.asked = max(self.asked, number + 1)
        if number >= max(len(self.rows), 1):
            return None
        is_last = number + 1 >= len(self.rows)
        uuids = {row[1].uuid for row in self.rows[number : number + 1]}
        return Batch(self._sets(uuids), None if is_last else self.rows[number][1].started_at)

    def parts_of(self, uuids: Collection[str]) -> list[Part]:
        return [part for part in self.parts if part[1].uuid in uuids]

    def _sets(self, uuids: Collection[str]) -> dict[str, list[Part]]:
        found: dict[str, list[Part]] = defaultdict(list)
        for part in self.parts_of(uuids):
            found[part[1].uuid].append(part)
        return found


def each_at_its_own_time(media: list[KnownMedium]) -> list[KnownMedium]:
    """No medium twice, and no two sets at one moment: which of them is the newer would be anybody's guess."""
    found = {medium.uuid: medium for medium in media}.values()
    return [
        replace(medium, sets=tuple(
            replace(known, started_at=known.started_at + timedelta(seconds=60 * at + number))
            for number, known in enumerate(medium.sets)
        ))
        for at, medium in enumerate(found)
    ]  # fmt: skip


@settings(deadline=None)
@given(st.lists(a_made_up_medium(), max_size=5), st.booleans())
def test_they_are_the_same_and_in_the_same_order(media: list[KnownMedium], is_amended: bool) -> None:
    media = each_at_its_own_time(media)
    new = media[-1] if media and is_amended else a_medium("new")
    old = a_medium(new.name, a_set(3), a_set(5))
    before = [*(medium for medium in media if medium.uuid != new.uuid), old]

    asked = CopiesAsAsked(Told(before)).with_medium(old, new)
    known = Copies.among(before).with_medium(old, new)

    for what in (SYSTEM, MESSAGES, (SYSTEM[0], "")):
        assert list(asked.of(what)) == list(known.of(what))


def test_what_the_newest_sets_answer_is_read_no_further() -> None:
    told = Told(a_medium(name, a_set(ago)) for ago, name in enumerate("ABCDEFGH"))

    copies = CopiesAsAsked(told).of(SYSTEM)

    assert [next(copies).medium_name, next(copies).medium_name] == ["A", "B"]
    assert told.asked <= 3
