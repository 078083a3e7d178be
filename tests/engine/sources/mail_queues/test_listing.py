"""Which files of a queue are messages that wait: whole ones, each once, wherever they move to meanwhile."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmbackup.engine.hosts.host import Host
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.mail_queues.postfix import other_places
from tests.engine.hosts.far import far_host
from tests.engine.operations.backup.night import Night
from tests.engine.operations.backup.test_far_hosts import wrapped
from tests.engine.operations.backup.test_sources_that_fail import outcome_of, when_writing
from tests.engine.sources.mail_queues.queues import (
    EXIM_IDS,
    exim_message,
    files_below,
    postfix_message,
    postfix_queue,
    source,
)

FIRST, SECOND, THIRD = "D433B21072F", "DAFC9210732", "DA583210730"


@pytest.fixture
def queue(night: Night) -> Path:
    return postfix_queue(night.servers / "queue")


@pytest.fixture(params=["here", "over SSH"])
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Host | None]:
    if request.param == "here":
        yield None
    else:
        with far_host(tmp_path / "far") as made:
            yield made


def back(night: Night, folder: Path) -> set[str]:
    return files_below(night.restored(night.unpack(), "MAS1") / folder.name)


def test_messages_and_their_logs_are_saved_and_nothing_of_the_server_itself(
    night: Night, queue: Path, host: Host | None
) -> None:
    for path in (f"deferred/D/{FIRST}", f"active/{SECOND}", "maildrop/5A1B2107FF", f"hold/{THIRD}"):
        postfix_message(queue, path)
    postfix_message(queue, f"defer/D/{FIRST}", b"why", whole=False)
    postfix_message(queue, "corrupt/ABC")
    whole = files_below(queue) - {"pid/master.pid", "corrupt/ABC"}

    result = night.run(source(queue, host))

    assert result.outcome is Outcome.FULL, night.log
    assert back(night, queue) == whole


def test_what_is_still_being_written_is_left_out_and_said(
    night: Night, queue: Path, host: Host | None
) -> None:
    postfix_message(queue, f"incoming/{FIRST}", whole=False)
    postfix_message(queue, f"incoming/{SECOND}")

    result = night.run(source(queue, host))

    assert result.outcome is Outcome.FULL, night.log
    assert back(night, queue) == {f"incoming/{SECOND}"}
    assert "not saved: still being written" in night.log


def test_a_log_without_its_message_is_left_out(night: Night, queue: Path) -> None:
    postfix_message(queue, f"active/{FIRST}")
    postfix_message(queue, f"defer/D/{SECOND}", b"why", whole=False)

    night.run(source(queue))

    assert back(night, queue) == {f"active/{FIRST}"}
    assert "its message has left the queue" in night.log


def test_a_message_that_moves_on_meanwhile_is_followed_into_a_hashed_folder(
    night: Night, queue: Path
) -> None:
    first = postfix_message(queue, f"active/{FIRST}")
    second = postfix_message(queue, f"active/{SECOND}")
    (queue / "deferred/D").mkdir()

    def move_on() -> None:
        first.rename(queue / "deferred/D" / FIRST)
        second.unlink()

    result = night.run(source(queue), listen=when_writing(move_on))

    assert result.outcome is Outcome.FULL, night.log
    assert back(night, queue) == {f"deferred/D/{FIRST}"}
    assert (outcome_of(night, FIRST), outcome_of(night, SECOND)) == ("moved", "left the queue")


def test_it_is_followed_on_another_machine_too(night: Night, queue: Path, tmp_path: Path) -> None:
    postfix_message(queue, f"active/{FIRST}")
    postfix_message(queue, f"active/{SECOND}")
    (queue / "deferred/D").mkdir()
    body = f"""cd {queue}; case $SSH_ORIGINAL_COMMAND in
    *' fetch') [ -e active/{FIRST} ] && mv active/{FIRST} deferred/D/ && rm active/{SECOND};;
    esac; exec $collect"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(source(queue, host))

    assert result.outcome is Outcome.FULL, night.log
    assert back(night, queue) == {f"deferred/D/{FIRST}"}
    assert (outcome_of(night, FIRST), outcome_of(night, SECOND)) == ("moved", "left the queue")


def test_a_message_that_moves_while_the_folders_are_listed_is_saved_once(
    night: Night, queue: Path, tmp_path: Path
) -> None:
    """It is met in two folders, and it goes where the list has been already."""
    postfix_message(queue, f"deferred/D/{FIRST}")
    postfix_message(queue, f"incoming/{SECOND}")
    body = f"""PATH={tmp_path}:$PATH; sed "s|^PATH=|PATH={tmp_path}:|" $collect >{tmp_path}/moved-path
    exec sh {tmp_path}/moved-path"""
    find = tmp_path / "find"
    find.write_text(
        f"""#!/bin/sh
        cd {queue}
        case $1 in
            */active) [ ! -e deferred/D/{FIRST} ] || {{
                /usr/bin/find "$@"; mv deferred/D/{FIRST} active/; exit; }};;
            */hold) [ -e incoming/{SECOND} ] && mv incoming/{SECOND} active/;;
        esac
        exec /usr/bin/find "$@"
        """
    )
    find.chmod(0o755)
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(source(queue, host))

    assert result.outcome is Outcome.FULL, night.log
    assert back(night, queue) == {f"active/{FIRST}", f"active/{SECOND}"}


def test_of_exim_a_message_counts_with_both_of_its_files(night: Night, host: Host | None) -> None:
    spool = night.servers / "exim4"
    whole, half = EXIM_IDS
    exim_message(spool, whole, "HDJ", "input/D")
    exim_message(spool, half, "D", "input/i")
    for identity in EXIM_IDS:
        night.write(f"exim4/msglog/{identity}", b"Received")
    night.write("exim4/input/hdr.1234")
    night.write("exim4/db/retry")

    result = night.run(source(spool, host))

    assert result.outcome is Outcome.FULL, night.log
    assert back(night, spool) == {*(f"input/D/{whole}-{part}" for part in "HDJ"), f"msglog/{whole}"}
    assert outcome_of(night, f"{half}-D") == "not saved: still being written"[:19].strip()


def test_a_folder_that_is_no_queue_is_an_error(night: Night, host: Host | None) -> None:
    night.write("mail/a")

    result = night.run(source(night.servers / "mail", host), source(night.servers / "missing", host))

    assert result.outcome is Outcome.FAILED
    assert "no queue of Postfix or Exim" in night.log


def test_a_queue_that_is_gone_when_it_is_read_is_an_error(night: Night, queue: Path) -> None:
    postfix_message(queue, f"active/{FIRST}")

    result = night.run(source(queue), listen=when_writing(lambda: shutil.rmtree(queue)))

    assert result.outcome is Outcome.FAILED
    assert "is not there any more" in night.log


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (b"/q/incoming/D433B21072F", b"/q/deferred/D/D433B21072F"),
        (b"/q/deferred/D/D433B21072F", b"/q/active/D433B21072F"),
        (b"/q/deferred/D/4/D433B21072F", b"/q/hold/D/4/D433B21072F"),
        (b"/q/active/4jYBbY1Tc2zJJ9x", b"/q/deferred/3/3/4jYBbY1Tc2zJJ9x"),
    ],
)
def test_where_a_message_may_have_gone(path: bytes, place: bytes) -> None:
    assert place in other_places(path)


@pytest.mark.parametrize("path", [b"/mail/anna/cur/1", b"/active", b"1", b"/q/defer/D/D433B21072F"])
def test_other_files_go_nowhere_else(path: bytes) -> None:
    assert not [place for place in other_places(path) if b"//" not in place and place != b"/incoming/active"]
