"""Sources that fail, hang or change while they are read: each costs itself, none is called a success."""

import os
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mmbackup.engine.events import ErrorNoted, Event, PhaseBegan
from mmbackup.engine.operations.backup.writing import TypeWriter
from mmbackup.engine.outcomes import Outcome, Phase
from tests.alive import command_of, is_alive
from tests.engine.media.mounts import needs_root
from tests.engine.operations.backup.hanging import hanging
from tests.engine.operations.backup.night import Night, command, files
from tests.waiting import wait_until


def when_writing(act: Callable[[], object]) -> Callable[[Event], None]:
    """Listing is over by then, and reading has not begun."""

    def listen(event: Event) -> None:
        if isinstance(event, PhaseBegan) and event.phase is Phase.WRITE:
            act()

    return listen


def saved(night: Night) -> set[str]:
    return {entry["path"].rsplit("/", 1)[-1] for entry in night.manifest() if entry["type"] == "file"}


def outcome_of(night: Night, name: str) -> str:
    (line,) = [line for line in night.log.splitlines() if line.endswith(f"/{name}")]
    return line[2:21].strip()


def test_a_missing_root_costs_its_source(night: Night) -> None:
    night.write("mail/a")

    result = night.run(
        files("messages", night.servers / "mail"), files("greetings", night.servers / "missing")
    )

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert result.verdict.startswith("FULL-AUTO BACKUP completed with 1 error | ")
    assert "missing: No such file or directory" in night.log
    assert saved(night) == {"a"}
    assert any(isinstance(event, ErrorNoted) and event.item == "greetings" for event in night.events)


def test_a_set_with_errors_is_read_back_all_the_same(night: Night) -> None:
    night.write("mail/a")

    night.run(files("messages", night.servers / "mail", night.servers / "missing"))

    verification = night.sets()[-1].verification
    assert verification is not None
    assert "successfully" not in verification.verdict


def test_when_nothing_could_be_saved_there_is_no_set(night: Night) -> None:
    result = night.run(files("messages", night.servers / "missing"))

    assert result.outcome is Outcome.FAILED
    assert night.sets() == []


def test_without_sources_the_run_fails(night: Night) -> None:
    result = night.run()

    assert result.outcome is Outcome.FAILED
    assert "no sources" in result.verdict


def test_mail_that_is_read_meanwhile_is_followed(night: Night) -> None:
    mail = night.write("user/new/1.mss1", b"hello")
    (night.servers / "user/cur").mkdir()

    result = night.run(
        files("messages", night.servers),
        listen=when_writing(lambda: mail.rename(night.servers / "user/cur/1.mss1:2,S")),
    )

    assert result.outcome is Outcome.FULL
    assert outcome_of(night, "1.mss1:2,S") == "moved"
    restored = night.restored(night.unpack())
    assert (restored / "user/cur/1.mss1:2,S").read_bytes() == b"hello"


def test_private_keys_are_marked_as_such(night: Night) -> None:
    night.write("etc/ssl/private/mail.pem")
    night.write("etc/ssl/mail.pem")

    night.run(files("detailed-system-data", night.servers / "etc"))

    assert outcome_of(night, "private/mail.pem") == "saved, private key"
    assert outcome_of(night, "ssl/mail.pem") == "saved"


def test_a_file_that_vanished_is_noted_and_no_error(night: Night) -> None:
    mail = night.write("mail/gone")
    night.write("mail/stays")

    result = night.run(files("messages", night.servers), listen=when_writing(mail.unlink))

    assert result.outcome is Outcome.FULL
    assert outcome_of(night, "gone") == "vanished"
    assert (result.tallies[0].files, result.tallies[0].saved_files) == (1, 1)


def test_a_file_that_became_a_link_is_not_followed(night: Night) -> None:
    mail = night.write("mail/a", b"mail")
    secret = night.write("secret", b"not to be seen")

    def swap() -> None:
        mail.unlink()
        mail.symlink_to(secret)

    night.write("mail/b")
    night.run(files("messages", night.servers / "mail"), listen=when_writing(swap))

    assert saved(night) == {"b"}


def test_a_folder_that_became_a_link_is_not_followed(night: Night) -> None:
    night.write("mail/sub/a", b"mail")
    night.write("mail/b")
    night.write("secrets/a", b"not to be seen")

    def swap() -> None:
        (night.servers / "mail/sub").rename(night.servers / "aside")
        (night.servers / "mail/sub").symlink_to(night.servers / "secrets")

    night.run(files("messages", night.servers / "mail"), listen=when_writing(swap))

    assert saved(night) == {"b"}


@pytest.mark.parametrize("size", [10_000, 9_000_000])
def test_a_file_that_shrank_is_saved_as_it_is_now(night: Night, size: int) -> None:
    mail = night.write("mail/a", os.urandom(size))
    night.write("mail/b")

    result = night.run(
        files("messages", night.servers), listen=when_writing(lambda: os.truncate(mail, size // 3))
    )

    assert result.outcome is Outcome.FULL
    assert (night.restored(night.unpack()) / "mail/a").read_bytes() == mail.read_bytes()
    assert len(mail.read_bytes()) == size // 3


def test_a_file_that_grew_past_a_frame_is_saved_whole(night: Night) -> None:
    mail = night.write("mail/a", b"small")
    for number in range(20):
        night.write(f"mail/{number}", os.urandom(1000))
    grown = os.urandom(9_000_000)

    result = night.run(
        files("messages", night.servers), listen=when_writing(lambda: mail.write_bytes(grown) and None)
    )

    assert result.outcome is Outcome.FULL
    assert (night.restored(night.unpack()) / "mail/a").read_bytes() == grown
    assert result.tallies[0].saved_files == 21


def test_a_command_that_fails_leaves_nothing_and_its_words_in_the_log(night: Night) -> None:
    night.write("mail/a")
    script = "echo half; echo no \033[31m database >&2; exit 3"

    result = night.run(
        files("messages", night.servers), command("installed-software", "/bin/sh", "-c", script)
    )

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "/bin/sh ended with status 3: no \\x1b[31m database" in night.log
    assert saved(night) == {"a"}


def test_a_command_that_is_not_there(night: Night) -> None:
    night.write("mail/a")

    result = night.run(files("messages", night.servers), command("installed-software", "/no/such/program"))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "/no/such/program cannot be started: No such file or directory" in night.log


@pytest.mark.parametrize("limit", [{"time_limit": 2}, {"stall_limit": 2}])
def test_a_command_that_hangs_is_ended_with_all_it_started(night: Night, limit: dict[str, Any]) -> None:
    night.write("mail/a")
    pid = night.folder / "pid"
    script = f"sleep 600 & echo $! > {pid}; wait"

    result = night.run(
        files("messages", night.servers), command("installed-software", "/bin/sh", "-c", script, **limit)
    )

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "2 seconds" in night.log
    assert saved(night) == {"a"}
    wait_until(lambda: not is_alive(int(pid.read_text())), "it is dead, as it was told")


@pytest.mark.root
@needs_root
def test_a_file_whose_reading_hangs_costs_its_source(night: Night) -> None:
    with hanging(night.folder / "hanging", read="hangs") as mount:
        for number in range(50):
            night.write(f"mail/{number}", os.urandom(100_000))

        result = night.run(
            files("messages", night.servers / "mail"),
            files("greetings", mount, stall_limit=0.5),
            files("messages", mount, server="MSS2", stall_limit=0.5),
        )

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert result.errors == 2
    assert "did not answer for 0.5 seconds" in night.log
    assert len(saved(night)) == 50
    night.unpack()


@pytest.mark.root
@needs_root
def test_a_folder_whose_listing_hangs_costs_its_source(night: Night) -> None:
    with hanging(night.folder / "hanging", listing="hangs") as mount:
        night.write("mail/a")

        result = night.run(
            files("messages", night.servers / "mail"), files("greetings", mount, stall_limit=0.5)
        )

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert saved(night) == {"a"}


@pytest.mark.root
@needs_root
def test_a_large_file_that_hangs_half_way_leaves_no_trace(night: Night) -> None:
    night.write("mail/a", random.Random(1).randbytes(5_000_000))
    with hanging(night.folder / "hanging", read="hangs late") as mount:
        result = night.run(
            files("messages", mount, stall_limit=0.5),
            files("messages", night.servers / "mail", server="MSS2"),
        )

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert saved(night) == {"a"}
    assert (night.restored(night.unpack(), "MSS2") / "mail/a").exists()


@pytest.mark.root
@needs_root
def test_an_unreadable_file_is_an_error_and_the_others_are_saved(night: Night) -> None:
    with hanging(night.folder / "hanging", read="fails") as mount:
        night.write("mail/a")

        result = night.run(files("messages", mount, night.servers / "mail"))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "voice: Input/output error" in night.log
    assert saved(night) == {"a"}
    night.unpack()


def test_a_reader_that_is_killed_costs_at_most_its_source(night: Night) -> None:
    """Nothing that was listed may be lost without a word."""
    for number in range(300):
        night.write(f"mail/{number}", os.urandom(100_000))

    result = night.run(files("messages", night.servers), listen=when_writing(kill_children))

    assert result.outcome in {Outcome.FULL, Outcome.COMPLETED_WITH_ERRORS}
    if result.outcome is Outcome.FULL:
        assert len(saved(night)) == 300
    night.unpack()


def kill_children() -> None:
    threads = Path(f"/proc/{os.getpid()}/task/{threading.get_native_id()}/children")
    for child in threads.read_text().split():
        if b"sources.reader" in command_of(int(child)):
            os.kill(int(child), 9)


def test_a_unit_that_is_lost_is_no_success(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(100):
        night.write(f"mail/{number}", os.urandom(100_000))
    give = TypeWriter._give

    def lose(writer: TypeWriter, number: int, unit: Any) -> None:
        if unit.number == 3:
            unit.entries.pop()
        give(writer, number, unit)

    monkeypatch.setattr(TypeWriter, "_give", lose)

    result = night.run(files("messages", night.servers))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "1 files are unaccounted for" in night.log
