"""A full backup: everything comes back as it was, with plain tar and zstd, and the log tells it all."""

import hashlib
import itertools
import os
import socket
from pathlib import Path

import pytest
import zstandard

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.events import MediumFound, PhaseBegan, Planned
from mmbackup.engine.format.identity import read_identity
from mmbackup.engine.outcomes import Outcome, Phase
from tests.engine.format.trees import facts, plant
from tests.engine.media.mounts import needs_root
from tests.engine.operations.backup.night import FIRST_NIGHT, Night, command, files


@pytest.mark.root
@needs_root
def test_every_kind_of_file_comes_back_as_it_was(night: Night) -> None:
    plant(night.servers)

    result = night.run(files("messages", night.servers))

    assert result.outcome is Outcome.FULL
    assert facts(night.restored(night.unpack())) == facts(night.servers)


def test_the_verdict_names_the_data_types_and_the_time_at_the_site(night: Night) -> None:
    night.write("config/site")
    night.write("mail/1")

    result = night.run(
        files("detailed-system-data", night.servers / "config"), files("messages", night.servers / "mail")
    )

    assert result.verdict == (
        "FULL-AUTO BACKUP completed successfully | Data Types - System, Messages - Sun Nov 22 04:21:00 2026"
    )
    assert (result.reason, result.next_step, result.errors) == ("", "", 0)


def test_a_line_of_the_log_for_every_file(night: Night) -> None:
    night.write("mail/short", b"12345")
    night.write("mail/new\nline", b"x" * 10_000)

    night.run(files("messages", night.servers))

    lines = [line.split(None, 2) for line in night.log.splitlines() if line.startswith("  saved")]
    assert sorted(lines) == [
        ["saved", "10,000", f"{night.servers}/mail/new\\x0aline"],
        ["saved", "5", f"{night.servers}/mail/short"],
    ]


def test_a_line_of_the_manifest_for_every_file_and_folder(night: Night) -> None:
    file = night.write("mail/a", b"hello", mtime_ns=1_700_000_000_123_456_789)

    night.run(files("messages", night.servers))

    entries = {entry["path"]: entry for entry in night.manifest()}
    entry = entries[f"MSS1{file}"]
    assert entry["sha256"] == hashlib.sha256(b"hello").hexdigest()
    assert (entry["size"], entry["mtime_ns"]) == (5, 1_700_000_000_123_456_789)
    assert (entry["server"], entry["item"], entry["data"]) == ("MSS1", "messages", "messages")
    assert entries[f"MSS1{night.servers}/mail/"]["type"] == "folder"


def test_the_frame_of_the_manifest_holds_the_file(night: Night) -> None:
    for number in range(30):
        night.write(f"mail/{number}", os.urandom(400_000))

    night.run(files("messages", night.servers))

    for entry in night.manifest():
        piece, offset = entry["frame"]
        content = (night.set_folder() / piece).read_bytes()[offset:]
        frame = zstandard.ZstdDecompressor().decompressobj().decompress(content)
        member = frame[entry["at"] :]
        assert member[257:262] == b"ustar"
        if entry["type"] == "file":
            assert hashlib.sha256(member[1536 : 1536 + entry["size"]]).hexdigest() == entry["sha256"]


def test_files_larger_than_a_frame(night: Night) -> None:
    large = os.urandom(9_000_000)
    night.write("mail/large", large)
    night.write("mail/even", b"z" * (8 << 20))
    night.write("mail/small")

    night.run(files("messages", night.servers))

    mail = night.restored(night.unpack()) / "mail"
    assert (mail / "large").read_bytes() == large
    assert (mail / "even").read_bytes() == b"z" * (8 << 20)
    assert (mail / "small").read_bytes() == b"content"
    hashes = {entry["path"].rsplit("/", 1)[-1]: entry.get("sha256") for entry in night.manifest()}
    assert hashes["large"] == hashlib.sha256(large).hexdigest()


def test_system_data_goes_item_by_item_and_messages_newest_first(night: Night) -> None:
    for number, name in enumerate(["old", "middle", "new"]):
        night.write(f"mail/{name}", mtime_ns=1_600_000_000_000_000_000 + number)
        night.write(f"system/{name}", mtime_ns=1_600_000_000_000_000_000 + number)
        night.write(f"alarms/{name}", mtime_ns=1_600_000_000_000_000_100 + number)

    night.run(
        files("alarm-management", night.servers / "alarms"),
        files("detailed-system-data", night.servers / "system"),
        files("messages", night.servers / "mail"),
    )

    order = [entry["path"].rsplit("/", 2)[-2:] for entry in night.manifest() if entry["type"] == "file"]
    assert order == [
        [folder, name] for folder in ("system", "alarms", "mail") for name in ("new", "middle", "old")
    ]


def test_messages_of_all_servers_are_mixed_by_age(night: Night) -> None:
    for number in range(6):
        night.write(f"{number % 2}/{number}", mtime_ns=1_600_000_000_000_000_000 + number)

    night.run(
        files("messages", night.servers / "0"),
        files("messages", night.servers / "1", server="MSS2"),
    )

    order = [entry["path"].rsplit("/", 1)[-1] for entry in night.manifest() if entry["type"] == "file"]
    assert order == ["5", "4", "3", "2", "1", "0"]


def test_folders_of_each_data_type_come_back(night: Night) -> None:
    for number in range(50):
        night.write(f"greetings/{number}/a")
    night.write("mail/cur/a")

    night.run(files("greetings", night.servers / "greetings"), files("messages", night.servers / "mail"))

    restored = night.restored(night.unpack())
    folders = {entry["path"] for entry in night.manifest() if entry["type"] == "folder"}
    assert len(folders) == 53
    assert (restored / "mail/cur").stat().st_mtime_ns == (night.servers / "mail/cur").stat().st_mtime_ns


def test_two_servers_lie_in_folders_of_their_own(night: Night) -> None:
    night.write("one/a")
    night.write("two/hosts")

    night.run(
        files("messages", night.servers / "one"),
        files("hosts-file", night.servers / "two/hosts", server="MAS1"),
    )

    target = night.unpack()
    assert (night.restored(target) / "one/a").exists()
    assert (night.restored(target, "MAS1") / "two/hosts").exists()


def test_a_commands_output_is_saved_as_one_file(night: Night) -> None:
    result = night.run(command("installed-software", "printf", "%s\\n", "zstd", "tar", output="list.txt"))

    saved = night.unpack() / "MSS1/command-output/installed-software/list.txt"
    assert result.outcome is Outcome.FULL
    assert saved.read_bytes() == b"zstd\ntar\n"
    assert "command-output/installed-software/list.txt" in night.log


def test_sockets_and_fifos_are_noted_and_never_opened(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    night.write("mail/a")
    os.mkfifo(night.servers / "mail/fifo")
    monkeypatch.chdir(night.servers)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("mail/socket")

    result = night.run(files("messages", night.servers))

    assert result.outcome is Outcome.FULL
    noted = [line.split() for line in night.log.splitlines() if "not saved" in line]
    assert ["not", "saved:", "socket", "0", f"{night.servers}/mail/socket"] in noted
    assert ["not", "saved:", "FIFO", "0", f"{night.servers}/mail/fifo"] in noted
    assert result.tallies[0].files == 1


def test_a_root_that_is_a_link_is_saved_with_what_it_leads_to(night: Night) -> None:
    night.write("real/a")
    (night.servers / "link").symlink_to("real")

    night.run(files("messages", night.servers / "link"))

    restored = night.restored(night.unpack())
    assert os.readlink(restored / "link") == "real"
    assert (restored / "real/a").read_bytes() == b"content"


def test_include_and_exclude(night: Night) -> None:
    for path in ("mail/a.wav", "mail/b.tmp", "mail/trash/c.wav", "mail/d.txt"):
        night.write(path)

    night.run(files("messages", night.servers, include=["*.wav", "*.tmp"], exclude=["trash", "*.tmp"]))

    saved = [entry["path"].rsplit("/", 1)[-1] for entry in night.manifest() if entry["type"] == "file"]
    assert saved == ["a.wav"]


def test_a_file_two_sources_name_is_saved_once(night: Night) -> None:
    night.write("mail/a")
    night.write("mail/b")

    result = night.run(
        files("messages", night.servers, night.servers / "mail"), files("messages", night.servers / "mail/a")
    )

    assert result.outcome is Outcome.FULL
    assert sorted(e["path"].rsplit("/", 1)[-1] for e in night.manifest() if e["type"] == "file") == ["a", "b"]
    assert result.tallies[0].files == result.tallies[0].saved_files == 2


def test_names_of_one_file_stay_one_file_over_many_frames(night: Night) -> None:
    first = night.write("mail/0", os.urandom(3_000_000))
    for number in range(1, 20):
        os.link(first, night.servers / f"mail/{number}")
        night.write(f"mail/other-{number}", os.urandom(500_000))

    result = night.run(files("messages", night.servers))

    restored = night.restored(night.unpack()) / "mail"
    assert len({(restored / str(number)).stat().st_ino for number in range(20)}) == 1
    assert result.tallies[0].saved_files == 39


def test_the_medium_counts_its_sets(night: Night) -> None:
    night.write("mail/a")

    for _ in range(2):
        night.run(files("messages", night.servers))

    identity = read_identity(night.medium())
    assert identity is not None
    assert identity.write_count == 2


def test_events_tell_the_night(night: Night) -> None:
    night.write("mail/a", b"12345")

    night.run(files("messages", night.servers))

    phases = [event.phase for event in night.events if isinstance(event, PhaseBegan)]
    assert phases == [
        Phase.PREFLIGHT,
        Phase.COLLECT,
        Phase.WRITE,
        Phase.FINALISE,
        Phase.READ_BACK,
        Phase.ENDED,
    ]
    assert Planned(1, 5) in night.events
    assert any(isinstance(event, MediumFound) and event.name == "A" for event in night.events)


def test_set_json_and_result_agree(night: Night) -> None:
    night.write("mail/a")

    result = night.run(files("messages", night.servers))

    (backup_set,) = night.sets()
    assert (backup_set.uuid, backup_set.name) == (result.set_uuid, result.set_name)
    assert backup_set.tallies == result.tallies
    assert backup_set.verification is not None
    assert backup_set.verification.verdict == result.verdict
    assert result.size_on_medium == sum(file.size for file in backup_set.files)
    assert (result.tallies[0].data_type, result.tallies[0].saved_files) == (DataType.MESSAGES, 1)


@pytest.mark.parametrize("limit", [400_000, 1_500_000])
def test_pieces_stay_under_the_limit_and_large_files_go_on_in_further_ones(night: Night, limit: int) -> None:
    contents = {str(number): os.urandom(700_000) for number in range(12)}
    contents["large"] = os.urandom(9_000_000)
    for name, content in contents.items():
        night.write(f"mail/{name}", content)

    result = night.run(files("messages", night.servers), piece_limit=limit)

    pieces = [path for path in night.set_folder().iterdir() if ".tar.zst" in path.name]
    assert result.outcome is Outcome.FULL
    assert max(path.stat().st_size for path in pieces) <= limit
    assert any(path.name.endswith(".tar.zst.002") for path in pieces)
    restored = night.restored(night.unpack()) / "mail"
    assert {path.name: path.read_bytes() for path in restored.iterdir()} == contents


def test_folders_get_their_times_back(night: Night) -> None:
    times = itertools.count(1_500_000_000_123_456_789, 1_000_000_001)
    for number in range(40):
        night.write(f"users/{number}/cur/mail", os.urandom(200_000))
    folders = [night.servers, *(path for path in night.servers.rglob("*") if path.is_dir())]
    for folder in sorted(folders, reverse=True):
        when = next(times)
        os.utime(folder, ns=(when, when))

    night.run(files("messages", night.servers), piece_limit=2_000_000)

    restored = night.restored(night.unpack())
    for folder in folders:
        twin: Path = restored / folder.relative_to(night.servers)
        assert twin.stat().st_mtime_ns == folder.stat().st_mtime_ns, folder


def test_two_runs_that_begin_in_one_second_take_two_names(night: Night) -> None:
    night.write("mail/a")
    first = night.run(files("messages", night.servers), started_at=FIRST_NIGHT)

    second = night.run(files("messages", night.servers), started_at=FIRST_NIGHT)

    assert second.outcome is Outcome.FULL
    assert second.set_name == f"{first.set_name}-2"
    assert [one.name for one in night.sets()] == [second.set_name]
