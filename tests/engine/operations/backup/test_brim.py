"""A medium that is too small: filled to the brim with the newest, never a byte too many, all counted."""

import random
from pathlib import Path

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.events import OldSetRemoved
from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.backup.night import Night, files

SMALL_MEDIUM = 60_000_000


def mail(night: Night, folder: str, count: int, size: int, seed: int = 1) -> None:
    """Messages that shrink by a quarter, as voice in base64 does; the highest number is the newest."""
    random_source = random.Random(seed)
    for number in range(count):
        content = random_source.randbytes(random_source.randrange(size // 2, size * 3 // 2)).hex().encode()
        night.write(f"{folder}/{number}", content, mtime_ns=1_600_000_000_000_000_000 + number * 10**9 + seed)


def saved_numbers(night: Night, folder: str) -> set[int]:
    return {
        int(entry["path"].rsplit("/", 1)[-1])
        for entry in night.manifest()
        if entry["type"] == "file" and f"/{folder}/" in entry["path"]
    }


@pytest.fixture
def small(tmp_path: Path) -> Night:
    return Night(tmp_path, SMALL_MEDIUM)


def test_the_medium_is_filled_to_the_brim_with_the_newest(small: Night) -> None:
    small.write("system/a")
    mail(small, "mail", 3000, 25_000)

    result = small.run(
        files("detailed-system-data", small.servers / "system"), files("messages", small.servers / "mail")
    )

    assert result.outcome is Outcome.PARTIAL
    assert 0.999 * SMALL_MEDIUM <= small.used() <= SMALL_MEDIUM
    saved = saved_numbers(small, "mail")
    tally = result.tallies[-1]
    assert (tally.files, tally.saved_files) == (3000, len(saved))
    newest = set(range(3000 - len(saved) + 20, 3000))
    assert newest <= saved
    expected = f"Data Types - System, Messages ({tally.saved_files:,} of 3,000)"
    assert expected in result.verdict
    assert result.verdict.startswith("PARTIAL-AUTO BACKUP completed successfully | ")
    assert f"Left out for want of room: Messages, MSS1: {3000 - len(saved):,} files" in small.log
    assert small.sets()[-1].tallies == result.tallies
    restored = small.restored(small.unpack())
    assert {int(path.name) for path in (restored / "mail").iterdir()} == saved
    for number in saved:
        assert (restored / f"mail/{number}").read_bytes() == (small.servers / f"mail/{number}").read_bytes()


def test_a_few_old_messages_do_not_take_the_room_of_many_newer_ones(tmp_path: Path) -> None:
    """The old ones are read as one frame that would fit whole, the newer ones as one that does not."""
    night = Night(tmp_path, 3_000_000)
    for number in range(60):
        content = random.Random(number).randbytes(100_000)
        night.write(f"mail/{number}", content, mtime_ns=1_600_000_000_000_000_000 + number)

    night.run(files("messages", night.servers / "mail"))

    saved = saved_numbers(night, "mail")
    assert len(saved) > 20
    assert saved == set(range(60 - len(saved), 60))


def test_names_come_before_messages(small: Night) -> None:
    mail(small, "greetings", 600, 60_000)
    mail(small, "mail", 600, 60_000, seed=10**18)

    result = small.run(
        files("messages", small.servers / "mail"), files("greetings", small.servers / "greetings")
    )

    by_type = {tally.data_type: tally for tally in result.tallies}
    assert by_type[DataType.NAMES].left_out_files == 0
    assert by_type[DataType.MESSAGES].left_out_files > 0
    assert "Names and Greetings (all), Messages (" in result.verdict
    assert small.used() >= 0.999 * SMALL_MEDIUM


def test_when_names_alone_are_too_many_messages_top_up(small: Night) -> None:
    mail(small, "greetings", 1500, 60_000)
    mail(small, "mail", 500, 400)

    result = small.run(
        files("messages", small.servers / "mail"), files("greetings", small.servers / "greetings")
    )

    assert result.outcome is Outcome.PARTIAL
    assert 0.999 * SMALL_MEDIUM <= small.used() <= SMALL_MEDIUM
    restored = small.restored(small.unpack())
    saved = saved_numbers(small, "greetings")
    assert {int(path.name) for path in (restored / "greetings").iterdir()} == saved


def test_a_large_file_that_does_not_fit_leaves_room_for_smaller_ones(small: Night) -> None:
    mail(small, "mail", 1000, 60_000)
    small.write("mail/10000", random.Random(3).randbytes(70_000_000), mtime_ns=1_700_000_000_000_000_000)

    result = small.run(files("messages", small.servers / "mail"))

    assert result.outcome is Outcome.PARTIAL
    assert 10_000 not in saved_numbers(small, "mail")
    assert small.used() >= 0.99 * SMALL_MEDIUM
    small.unpack()


def test_a_large_message_is_saved_although_a_large_greeting_was_refused(small: Night) -> None:
    small.write("greetings/huge", random.Random(3).randbytes(70_000_000))
    small.write("mail/large", random.Random(4).randbytes(9_000_000))

    result = small.run(
        files("messages", small.servers / "mail"), files("greetings", small.servers / "greetings")
    )

    assert (result.outcome, result.errors) == (Outcome.PARTIAL, 0)
    assert {tally.data_type: tally.saved_files for tally in result.tallies} == {
        DataType.NAMES: 0,
        DataType.MESSAGES: 1,
    }


def test_system_data_that_does_not_fit_fails_with_the_sizes_named(small: Night) -> None:
    small.write("system/large", random.Random(3).randbytes(70_000_000))
    small.write("mail/a")

    result = small.run(
        files("detailed-system-data", small.servers / "system"), files("messages", small.servers / "mail")
    )

    assert result.outcome is Outcome.FAILED
    assert "70,000,000 bytes" in result.reason
    assert "System data" in result.reason
    assert small.sets() == []
    assert not list(small.content.glob(".incomplete-*"))


def test_an_older_set_that_fits_beside_goes_only_when_the_new_one_is_proven(night: Night) -> None:
    night.write("mail/a")
    night.run(files("messages", night.servers))
    older = night.sets()[0].name
    night.events.clear()

    night.run(files("messages", night.servers))

    assert OldSetRemoved(older, before_writing=False) in night.events
    assert [one.name for one in night.sets()] != [older]
    assert len(night.sets()) == 1
    assert older in night.log


def test_an_older_set_goes_first_when_the_new_one_does_not_fit_beside(small: Night) -> None:
    mail(small, "mail", 600, 60_000)
    small.run(files("messages", small.servers))
    older = small.sets()[0].name
    small.events.clear()

    result = small.run(files("messages", small.servers))

    assert result.outcome is Outcome.FULL
    assert OldSetRemoved(older, before_writing=True) in small.events
    assert f"The older set {older} was removed before" in " ".join(small.log.split())
    assert [one.name for one in small.sets()] == [result.set_name]


def test_an_older_set_stays_beside_one_with_errors(night: Night) -> None:
    night.write("mail/a")
    first = night.run(files("messages", night.servers))

    second = night.run(files("messages", night.servers), files("greetings", night.servers / "missing"))

    assert second.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert [one.name for one in night.sets()] == [first.set_name, second.set_name]


def test_hard_links_and_folders_survive_the_brim(small: Night) -> None:
    mail(small, "mail", 1200, 60_000)
    for number in range(0, 1200, 7):
        (small.servers / f"mail/{100_000 + number}").hardlink_to(small.servers / f"mail/{number}")

    result = small.run(files("messages", small.servers / "mail"))

    assert result.outcome is Outcome.PARTIAL
    assert small.used() <= SMALL_MEDIUM
    restored = small.restored(small.unpack()) / "mail"
    assert len(list(restored.iterdir())) == result.tallies[0].saved_files
    assert restored.stat().st_mtime_ns == (small.servers / "mail").stat().st_mtime_ns


def test_many_folders_do_not_keep_files_from_the_medium(small: Night) -> None:
    """A folder's lines in the manifest are many and shrink a hundredfold: a wide bound would cost room."""
    mail(small, "mail", 1500, 60_000)
    for number in range(2000):
        (small.servers / f"mail/folder-{number:04}").mkdir()

    result = small.run(files("messages", small.servers / "mail"))

    assert result.outcome is Outcome.PARTIAL
    assert 0.999 * SMALL_MEDIUM <= small.used() <= SMALL_MEDIUM


def test_removing_the_older_set_cannot_help_so_it_stays(small: Night) -> None:
    small.write("system/a")
    first = small.run(files("detailed-system-data", small.servers / "system"))
    for number in range(3):
        small.write(f"system/{number}", random.Random(number).randbytes(60_000_000))

    result = small.run(files("detailed-system-data", small.servers / "system"))

    assert result.outcome is Outcome.FAILED
    assert [one.name for one in small.sets()] == [first.set_name]
