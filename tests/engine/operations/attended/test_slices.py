"""A file larger than a medium lies on several, each slice by itself, and comes back whole."""

import hashlib
import os
from collections.abc import Callable
from random import Random

import pytest

from mmbackup.engine.events import Event, PhaseBegan
from mmbackup.engine.format.manifest import read_manifest
from mmbackup.engine.format.slices import Slice, slice_line, slice_name
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Outcome, Phase
from tests.engine.media.mounts import needs_root
from tests.engine.operations.attended.archives import members
from tests.engine.operations.attended.several import Several, restarted
from tests.engine.operations.backup.hanging import hanging
from tests.engine.operations.backup.night import files

SYSTEM, NAMES, MESSAGES = "detailed-system-data", "greetings", "messages"


def test_a_file_larger_than_a_medium_is_split(several: Several) -> None:
    content = Random(1).randbytes(7_000_000)
    several.write("mail/large box", content)
    several.fill("mail", 4, 100_000)
    job = several.begin(files(MESSAGES, several.servers / "mail"))

    parts, result = several.go_through(job)

    assert result.outcome is Outcome.FULL
    assert [part.medium_name for part in parts] == ["A", "B", "C"]
    assert result.tallies[0].saved_files == result.tallies[0].files == 5
    assert result.tallies[0].saved_size == 7_400_000
    joined, lines = b"", []
    for part in parts:
        folder = several.content_of(part.medium_name) / part.set_name
        saved = members(folder, "messages")
        for line in (folder / "slices.txt").read_text().splitlines():
            lines.append(line)
            number, offset, size, total, sha256, path = line.split(" ")
            assert path.endswith("mail/large\\040box")
            name = path.replace("\\040", " ") + f".mmbackup-slice-{number}"
            assert (int(offset), int(total), len(saved[name])) == (len(joined), 7_000_000, int(size))
            assert hashlib.sha256(saved[name]).hexdigest() == sha256
            joined += saved[name]
    assert joined == content
    assert [line[:4] for line in lines] == [f"{number:04}" for number in range(1, len(lines) + 1)]


@pytest.fixture
def large(several: Several) -> BackupJob:
    """A file of three media, and some small ones."""
    several.write("mail/large", Random(1).randbytes(7_000_000))
    several.fill("mail", 4, 100_000)
    return several.begin(files(MESSAGES, several.servers / "mail"))


def slices_on(several: Several, media: str) -> list[str]:
    """The lines of slices.txt, part after part."""
    return [
        line
        for name in media
        for path in several.content_of(name).glob("*/slices.txt")
        for line in path.read_text().splitlines()
    ]


def joined(several: Several, media: str) -> bytes:
    """What the slices make together."""
    whole = {}
    for name in media:
        for path in several.content_of(name).glob("2026*"):
            for member, content in members(path, "messages").items():
                if ".mmbackup-slice-" in member:
                    whole[member[-4:]] = content
    return b"".join(whole[number] for number in sorted(whole))


def test_the_manifest_names_the_file_and_which_bytes(several: Several, large: BackupJob) -> None:
    several.step(large, "A")

    (folder,) = several.content_of("A").glob("2026*")
    entries = list(read_manifest([(folder / "manifest.jsonl.zst").read_bytes()]))
    sliced = [entry for entry in entries if "slice" in entry]
    (line, *_) = slices_on(several, "A")
    number, offset, size, total, sha256, _ = line.split(" ")
    assert sliced[0]["path"].endswith("/mail/large")
    assert sliced[0]["size"] == 7_000_000
    assert sliced[0]["sha256"] == sha256
    assert sliced[0]["slice"] == {
        "number": int(number),
        "offset": int(offset),
        "size": int(size),
        "of": int(total),
    }


def test_owner_mode_and_times_are_those_of_the_file(several: Several, large: BackupJob) -> None:
    file = several.servers / "mail/large"
    file.chmod(0o640)
    os.utime(file, ns=(1, 1_700_000_000_123_456_789))

    several.step(large, "A")

    (folder,) = several.content_of("A").glob("2026*")
    entries = list(read_manifest([(folder / "manifest.jsonl.zst").read_bytes()]))
    (entry, *_) = [entry for entry in entries if "slice" in entry]
    assert (entry["mode"], entry["mtime_ns"]) == (0o640, 1_700_000_000_123_456_789)


def test_a_file_that_changed_between_its_slices_costs_itself_alone(
    several: Several, large: BackupJob
) -> None:
    several.step(large, "A")
    os.utime(several.servers / "mail/large")

    _, result = several.go_through(large, "BC")

    assert (result.outcome, result.errors) == (Outcome.COMPLETED_WITH_ERRORS, 1)
    assert "mail/large: changed between its slices" in several.log
    assert (result.tallies[0].files, result.tallies[0].saved_files) == (4, 4)


def test_a_file_that_vanished_between_its_slices_is_an_error(several: Several, large: BackupJob) -> None:
    several.step(large, "A")
    (several.servers / "mail/large").unlink()

    _, result = several.go_through(large, "BC")

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "mail/large: vanished after its first slices were saved" in several.log


def test_a_file_that_was_renamed_between_its_slices_is_followed(several: Several, large: BackupJob) -> None:
    content = (several.servers / "mail/large").read_bytes()
    several.step(large, "A")
    (several.servers / "mail/large").rename(several.servers / "mail/renamed")

    _, result = several.go_through(large, "BC")

    assert result.outcome is Outcome.FULL
    assert joined(several, "ABC") == content
    assert all(line.endswith("/mail/large") for line in slices_on(several, "ABC"))


def at_phase(phase: Phase, act: Callable[[], object]) -> Callable[[Event], None]:
    def listen(event: Event) -> None:
        if isinstance(event, PhaseBegan) and event.phase is phase:
            act()

    return listen


def test_a_part_begun_anew_begins_at_the_slice_before(several: Several, large: BackupJob) -> None:
    content = (several.servers / "mail/large").read_bytes()
    several.step(large, "A")
    several.step(large, "B", listen=at_phase(Phase.READ_BACK, several.shelf.eject))

    _, result = several.go_through(restarted(large), "CD")

    assert result.outcome is Outcome.FULL
    assert joined(several, "ACD") == content


def test_a_sparse_file_that_fits_without_its_holes_stays_whole(several: Several) -> None:
    path = several.write("mail/lastlog", b"begin")
    with path.open("r+b") as file:
        file.seek(50_000_000)
        file.write(b"end")
    several.fill("mail", 4, 100_000)

    parts, result = several.go_through(several.begin(files(MESSAGES, several.servers / "mail")))

    assert result.outcome is Outcome.FULL
    assert len(parts) == 1
    assert slices_on(several, "A") == []


def test_a_file_that_has_grown_beyond_a_medium_is_split(several: Several) -> None:
    several.fill("mail", 25, 100_000)
    path = several.write("mail/growing", Random(1).randbytes(2_000_000), mtime_ns=10**18)
    job = several.begin(files(MESSAGES, several.servers / "mail"))
    several.step(job, "A")
    assert not slices_on(several, "A")
    path.write_bytes(Random(2).randbytes(7_000_000))

    _, result = several.go_through(job, "BCDEF")

    assert result.outcome is Outcome.FULL
    assert joined(several, "BCDEF") == path.read_bytes()


def test_two_large_files_follow_each_other_on_a_medium(several: Several) -> None:
    contents = [Random(seed).randbytes(4_000_000) for seed in (1, 2)]
    for number, content in enumerate(contents):
        several.write(f"mail/{number}", content, mtime_ns=10**18 - number)

    parts, result = several.go_through(several.begin(files(MESSAGES, several.servers / "mail")))

    assert result.outcome is Outcome.FULL
    assert len(parts) == 3
    assert joined_by_name(several, "ABC") == {"0": contents[0], "1": contents[1]}


def joined_by_name(several: Several, media: str) -> dict[str, bytes]:
    whole: dict[str, bytes] = {}
    for name in media:
        for path in several.content_of(name).glob("2026*"):
            for member, content in sorted(members(path, "messages").items()):
                stem = member.rsplit("/", 1)[-1].removesuffix(member[-20:])
                whole[stem] = whole.get(stem, b"") + content
    return whole


def test_slices_cross_pieces(several: Several, large: BackupJob) -> None:
    content = (several.servers / "mail/large").read_bytes()

    several.go_through(large, piece_limit=500_000)

    assert joined(several, "ABCD") == content
    assert len(list(several.content_of("A").glob("*/messages.*.tar.zst.0*"))) > 3


@pytest.mark.root
@needs_root
def test_a_file_that_hangs_in_its_fourth_slice_costs_its_source(several: Several) -> None:
    several.fill("mail", 4, 100_000)
    with hanging(several.folder / "dead", read="late") as dead:
        job = several.begin(files(MESSAGES, several.servers / "mail"), files(NAMES, dead, stall_limit=2.0))

        parts, result = several.go_through(job)

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "did not answer for 2 seconds" in several.log
    assert {tally.data_type.slug: tally.saved_files for tally in result.tallies}["messages"] == 4
    assert parts[-1].left_files == 0


def test_the_name_of_a_slice_is_one_that_file_systems_take() -> None:
    name = slice_name(b"MSS1/mail/" + b"x" * 255, 12)

    assert name == b"MSS1/mail/" + b"x" * 235 + b".mmbackup-slice-0012"
    assert slice_name(b"top", 1) == b"top.mmbackup-slice-0001"


def test_a_line_of_slices_has_one_word_for_the_name() -> None:
    line = slice_line(Slice(3, 10, 5, 20), "ab" * 32, b"MSS1/a b\\\n\xff.txt")

    assert line == b"0003 10 5 20 " + b"ab" * 32 + rb" MSS1/a\040b\134\012\377.txt" + b"\n"
