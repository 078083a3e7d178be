"""Sets that the rotation names are left alone until a newer one is proven, whatever the night needs."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from mmbackup.engine.errors import LastGoodCopy
from mmbackup.engine.events import BackupResult, OldSetRemoved
from mmbackup.engine.format.identity import Identity
from mmbackup.engine.format.set_account import BackupSet
from mmbackup.engine.media.port import Room
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.operations.backup.night import Night, files

MEGABYTE = 1_000_000


@pytest.fixture
def night(tmp_path: Path) -> Night:
    """A medium of 10 MB."""
    return Night(tmp_path, capacity=10 * MEGABYTE)


def grow(night: Night, slug: str, size: int) -> SourceSpec:
    """Bytes that do not compress, in files of a tenth of it."""
    for number in range(10):
        night.write(f"{slug}/{number}", Random(f"{slug} {number}").randbytes(size // 10))
    return files(slug, night.servers / slug)


def keeping(night: Night, *sources: SourceSpec) -> BackupResult:
    """A night that is told to keep the set there is."""
    kept = frozenset(known.name for known in night.sets())
    return night.run(*sources, admit=lambda _identity, _sets, _room: kept)


def removed(night: Night) -> list[bool]:
    """Of each removed set, whether it went before the writing."""
    return [event.before_writing for event in night.events if isinstance(event, OldSetRemoved)]


def test_pre_flight_shows_the_rotation_what_lies_on_the_medium(night: Night) -> None:
    source = grow(night, "detailed-system-data", MEGABYTE)
    first = night.run(source)
    asked: list[tuple[Identity, tuple[BackupSet, ...], Room]] = []

    def admit(*about: Any) -> frozenset[str]:
        asked.append(about)
        return frozenset()

    night.run(source, admit=admit)

    ((identity, sets, room),) = asked
    assert identity.uuid == first.medium_uuid
    assert [known.uuid for known in sets] == [first.set_uuid]
    assert sets[0].is_verified
    assert room.capacity == 10 * MEGABYTE


def test_what_the_rotation_refuses_ends_the_run_and_touches_nothing(night: Night) -> None:
    source = grow(night, "detailed-system-data", MEGABYTE)
    night.run(source)
    before = {path: path.read_bytes() for path in night.content.rglob("*") if path.is_file()}

    def refuse(*_: object) -> frozenset[str]:
        raise LastGoodCopy("medium A holds the only verified backup of System")

    result = night.run(source, admit=refuse)

    assert (result.outcome, result.error) == (Outcome.WRONG_MEDIUM, "LastGoodCopy")
    assert {path: path.read_bytes() for path in night.content.rglob("*") if path.is_file()} == before


def test_a_kept_set_goes_once_the_new_one_is_proven(night: Night) -> None:
    source = grow(night, "detailed-system-data", MEGABYTE)
    first = night.run(source)

    second = keeping(night, source)

    assert second.outcome is Outcome.FULL
    assert [known.uuid for known in night.sets()] == [second.set_uuid]
    assert removed(night) == [False]
    assert f"{first.set_name} was removed after the new one had been read back" in unwrapped(night.log)


def test_system_data_that_needs_its_room_ends_the_run_and_not_the_set(night: Night) -> None:
    source = grow(night, "detailed-system-data", 6 * MEGABYTE)
    first = night.run(source)

    second = keeping(night, source)

    assert (second.outcome, second.error) == (Outcome.WRONG_MEDIUM, "LastGoodCopy")
    assert "beside the last good copy" in second.reason
    assert [known.uuid for known in night.sets()] == [first.set_uuid]
    assert night.sets()[0].is_verified
    assert removed(night) == []


def test_messages_are_cut_and_the_kept_set_stays(night: Night) -> None:
    system = grow(night, "detailed-system-data", MEGABYTE)
    messages = grow(night, "messages", 6 * MEGABYTE)
    first = night.run(system, messages)

    second = keeping(night, system, messages)

    assert second.outcome is Outcome.PARTIAL
    assert {known.uuid for known in night.sets()} == {first.set_uuid, second.set_uuid}
    assert removed(night) == []


def test_another_old_set_makes_room_before_messages_are_cut(night: Night) -> None:
    system = grow(night, "detailed-system-data", MEGABYTE)
    messages = grow(night, "messages", 2 * MEGABYTE)
    old, good = night.run(system, messages, admit=keep_all), night.run(system, admit=keep_all)
    assert {known.uuid for known in night.sets()} == {old.set_uuid, good.set_uuid}
    grow(night, "messages", 7 * MEGABYTE)

    third = night.run(system, messages, admit=lambda *_: frozenset([good.set_name]))

    assert third.outcome is Outcome.FULL
    assert removed(night) == [True, False]
    assert [known.uuid for known in night.sets()] == [third.set_uuid]


def test_a_full_set_without_a_data_type_does_not_replace_one_with_it(night: Night) -> None:
    system = grow(night, "detailed-system-data", MEGABYTE)
    greetings = grow(night, "greetings", MEGABYTE)
    first = night.run(system, greetings)

    second = keeping(night, system)

    assert second.outcome is Outcome.FULL
    assert {known.uuid for known in night.sets()} == {first.set_uuid, second.set_uuid}
    assert f"{first.set_name} was kept: it holds what the new one does not" in unwrapped(night.log)


def keep_all(_identity: Identity, sets: tuple[BackupSet, ...], _room: Room) -> frozenset[str]:
    return frozenset(known.name for known in sets)


def unwrapped(text: str) -> str:
    return " ".join(text.split())
