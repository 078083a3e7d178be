"""Files of other machines, over a real sshd."""

import os
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.hosts.host import Host
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.hosts.far import COLLECT, far_host
from tests.engine.operations.backup.night import Night, files


@pytest.fixture
def night(tmp_path: Path) -> Night:
    made = Night(tmp_path)
    made.write("mail/a", b"beside")
    return made


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    with far_host(tmp_path / "far") as made:
        yield made


def there(spec: SourceSpec, host: Host) -> SourceSpec:
    return replace(spec, host=host)


def beside(night: Night) -> SourceSpec:
    return files("messages", night.servers / "mail")


def test_a_tree_comes_back_equal(night: Night, host: Host) -> None:
    root = night.servers / "far"
    night.write("far/plain", b"content", 1_700_000_000_123_456_789)
    night.write("far/a name: with \\ and\nmore", b"odd")
    night.write("far/" + "n" * 200, b"long")
    night.write("far/empty", b"")
    night.write("far/large", os.urandom(9_000_000))
    (root / "one").write_bytes(b"twice")
    os.link(root / "one", root / "two")
    (root / "link").symlink_to("plain")
    os.chown(root / "plain", 1234, 5678)
    (root / "plain").chmod(0o4640)
    os.setxattr(root / "plain", "user.note", b"kept")
    (root / "sub" / "empty").mkdir(parents=True)
    (root / "sub").chmod(0o2750)

    result = night.run(there(files("greetings", root), host), beside(night))

    back = night.restored(night.unpack()) / "far"
    assert result.outcome is Outcome.FULL, night.log
    assert subprocess.run(["diff", "-r", "--no-dereference", root, back], check=False).returncode == 0
    assert looks(back) == looks(root)
    assert os.getxattr(back / "plain", "user.note") == b"kept"
    assert (back / "one").stat().st_ino == (back / "two").stat().st_ino


def looks(root: Path) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for path in (root, *root.rglob("*")):
        status = path.lstat()
        found[str(path.relative_to(root))] = (
            status.st_mode,
            status.st_uid,
            status.st_gid,
            status.st_mtime_ns,
        )
    return found


def wrapped(folder: Path, body: str) -> str:
    """A command in place of the forced one; $collect is the true one."""
    script = folder / "wrapped"
    script.write_text(f"#!/bin/sh\ncollect={COLLECT}\n{body}\n")
    script.chmod(0o755)
    return str(script)


def test_patterns_choose_as_they_do_here(night: Night, host: Host) -> None:
    for name in ("far/a.wav", "far/b.txt", "far/cache/c.wav", "far/deep/d.wav"):
        night.write(name)
    spec = files("greetings", night.servers / "far", include=["*.wav"], exclude=["cache"])

    night.run(there(spec, host), beside(night))
    over_there = night.unpack()
    night.run(spec, beside(night))

    chosen = {str(path.relative_to(over_there)) for path in over_there.rglob("*")}
    here = night.unpack()
    assert chosen == {str(path.relative_to(here)) for path in here.rglob("*")}
    assert any(name.endswith("d.wav") for name in chosen)


def test_many_small_files_come_in_the_order_of_their_age(night: Night, host: Host) -> None:
    for number in range(3000):
        night.write(f"far/{number % 7}/{number}", b"x" * (number % 5000), 10**18 + number)

    result = night.run(there(files("messages", night.servers / "far"), host))

    names = [entry["path"] for entry in night.manifest() if entry["type"] == "file"]
    assert result.outcome is Outcome.FULL, night.log
    assert len(names) == 3000
    assert (night.restored(night.unpack()) / "far" / "3" / "2999").read_bytes() == b"x" * 2999


def test_a_medium_too_small_takes_the_newest_of_a_host(tmp_path: Path, host: Host) -> None:
    (tmp_path / "small").mkdir()
    night = Night(tmp_path / "small", 3_000_000)
    for number in range(60):
        night.write(f"far/{number}", os.urandom(100_000), 10**18 + number)

    result = night.run(there(files("messages", night.servers / "far"), host))

    kept = {int(entry["path"].rpartition("/")[2]) for entry in night.manifest() if entry["type"] == "file"}
    assert result.outcome is Outcome.PARTIAL, night.log
    assert kept == set(range(60 - len(kept), 60))
    assert len(kept) > 20


def test_mail_that_is_read_between_listing_and_fetching_is_followed(night: Night, tmp_path: Path) -> None:
    night.write("far/new/1.mail", b"read meanwhile")
    night.write("far/new/2.mail", b"deleted meanwhile")
    mail = night.servers / "far"
    (mail / "cur").mkdir()
    body = f"""cd {mail}; case $SSH_ORIGINAL_COMMAND in
    *' fetch') [ -e new/1.mail ] && mv new/1.mail cur/1.mail:2,S && rm new/2.mail;;
    esac; exec $collect"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(there(files("messages", mail), host))

    assert result.outcome is Outcome.FULL, night.log
    assert (night.restored(night.unpack()) / "far/cur/1.mail:2,S").read_bytes() == b"read meanwhile"
    assert "moved" in night.log
    assert "vanished" in night.log


def test_a_root_that_goes_between_listing_and_fetching_is_an_error(night: Night, tmp_path: Path) -> None:
    night.write("far/1.mail")
    body = f"""case $SSH_ORIGINAL_COMMAND in *' fetch') rm -rf {night.servers}/far;; esac; exec $collect"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(there(files("greetings", night.servers / "far"), host), beside(night))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "is not there any more" in night.log


def test_a_line_that_drops_is_taken_up_again(night: Night, tmp_path: Path) -> None:
    for number in range(40):
        night.write(f"far/{number}", os.urandom(200_000))
    body = f"""case $SSH_ORIGINAL_COMMAND in
    *' fetch') n=$(cat {tmp_path}/count 2>/dev/null || echo 0); echo $((n + 1)) > {tmp_path}/count
        [ $n -lt 2 ] && {{ $collect | head -c 3000000; exit 1; }};;
    esac; exec $collect"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(there(files("messages", night.servers / "far"), host))

    assert result.outcome is Outcome.FULL, night.log
    back = night.restored(night.unpack()) / "far"
    assert subprocess.run(["diff", "-r", night.servers / "far", back], check=False).returncode == 0
    assert (tmp_path / "count").read_text().strip() == "3"


@pytest.mark.parametrize("phase", ["list", "fetch"])
def test_a_host_that_falls_silent_costs_its_own_time_alone(night: Night, tmp_path: Path, phase: str) -> None:
    night.write("far/greeting")
    night.write("far/name")
    body = f"""case $SSH_ORIGINAL_COMMAND in *' {phase}'*) sleep 600;; esac; exec $collect"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        silent = [
            there(files(item, night.servers / "far", stall_limit=1.0), host)
            for item in ("greetings", "messages")
        ]
        result = night.run(*silent, beside(night))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert night.log.split("Errors\n")[1].count("did not answer for 1 seconds") == 2
    assert [entry["path"][-6:] for entry in night.manifest() if entry["type"] == "file"] == ["mail/a"]


def test_a_host_that_is_not_there_is_named(night: Night, tmp_path: Path) -> None:
    with far_host(tmp_path / "far") as host:
        pass

    result = night.run(there(files("greetings", night.servers), host), beside(night))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "Connection refused" in night.log


def test_a_host_with_another_key_is_not_believed(night: Night, host: Host, tmp_path: Path) -> None:
    with far_host(tmp_path / "other") as other:
        pass
    stranger = host._replace(known_hosts=other.known_hosts)

    result = night.run(there(files("greetings", night.servers), stranger), beside(night))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "Host key verification failed" in night.log


@pytest.mark.parametrize(
    "answer", ["echo nonsense", "head -c 100000 /dev/urandom", "printf 'f 1 2 3 4 ../x\\0'", "exit 3"]
)
@pytest.mark.parametrize("phase", ["list", "fetch"])
def test_a_host_that_answers_nonsense_is_an_error(
    night: Night, tmp_path: Path, phase: str, answer: str
) -> None:
    night.write("far/greeting")
    body = f"""case $SSH_ORIGINAL_COMMAND in *' {phase}'*) {answer}; exit;; esac; exec $collect"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(there(files("greetings", night.servers / "far"), host), beside(night))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS, night.log
    assert {entry["item"] for entry in night.manifest() if entry["type"] == "file"} == {"messages"}


def test_a_file_for_which_the_server_has_no_room_costs_itself_alone(night: Night, host: Host) -> None:
    night.write("far/small")
    with (night.servers / "far" / "huge").open("wb") as huge:
        huge.truncate(1 << 40)

    result = night.run(there(files("messages", night.servers / "far"), host), beside(night))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "there is not that much room" in night.log
    assert {Path(entry["path"]).name for entry in night.manifest() if entry["type"] == "file"} == {
        "small",
        "a",
    }


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_file_that_cannot_be_read_to_its_end_is_an_error(night: Night, tmp_path: Path, when: str) -> None:
    """tar goes on with zeros. When it says so in time, they are not saved; late, it is an error still."""
    night.write("far/broken", os.urandom(9_000_000), 2 * 10**18)
    night.write("far/well", b"well", 10**18)
    reason = "Read error at byte 0, while reading 512 bytes: Input/output error"
    say = f"printf '%s\\n' 'tar: {night.servers}/far/broken: {reason}' >&2"
    first, then = (say, ":") if when == "before" else (":", say)
    body = f"""case $SSH_ORIGINAL_COMMAND in *' fetch') {first}; $collect; {then}; exit 2;; esac
    exec $collect"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(there(files("messages", night.servers / "far"), host), beside(night))

    saved = {Path(entry["path"]).name for entry in night.manifest() if entry["type"] == "file"}
    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "Input/output error" in night.log
    assert saved == {"well", "a"} | ({"broken"} if when == "after" else set())


def test_what_lies_in_two_sources_of_a_host_is_saved_for_both(night: Night, host: Host) -> None:
    night.write("far/a", b"whole")
    night.write("far/below/b", b"in both")
    (night.servers / "far" / "below" / "link").symlink_to("b")
    sources = [
        replace(there(files("messages", night.servers / "far" / root), host), name=f"of {root}")
        for root in ("below", ".", "below")
    ]

    result = night.run(*sources)

    back = night.restored(night.unpack()) / "far"
    assert result.outcome is Outcome.FULL, night.log
    assert subprocess.run(["diff", "-r", night.servers / "far", back], check=False).returncode == 0


def test_what_a_program_said_over_there_is_not_looked_for_there_again(night: Night, tmp_path: Path) -> None:
    """It lies in the spool folder of the backup server, of which another machine knows nothing."""
    item = data_item(ServerKind.MSS, "greetings")
    body = """case $SSH_ORIGINAL_COMMAND in *' fetch') exit 1;; esac; exec $collect"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(SourceSpec("MSS1", item, "host", "system", host=host), beside(night))

    saved = {Path(entry["path"]).name for entry in night.manifest() if entry["type"] == "file"}
    assert result.outcome is Outcome.FULL, night.log
    assert {"software.txt", "disks.txt", "a"} <= saved


def test_a_list_that_was_cut_off_is_an_error_though_something_else_vanished(
    night: Night, tmp_path: Path
) -> None:
    night.write("far/1")
    body = """case $SSH_ORIGINAL_COMMAND in *' list '*) echo "find: '/a/b': No such file or directory" >&2
        $collect | head -c 60; exit 137;; esac; exec $collect"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(there(files("greetings", night.servers / "far"), host), beside(night))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS


def test_databases_whose_names_cannot_be_had_are_an_error(night: Night, tmp_path: Path) -> None:
    """Though all that is asked for after that is answered."""
    item = data_item(ServerKind.MSS, "greetings")
    body = """case $SSH_ORIGINAL_COMMAND in *' pg-names '*) echo 'ERROR: permission denied' >&2; exit 1;;
        *) echo well;; esac"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(SourceSpec("MSS1", item, "boxes", "postgresql", host=host), beside(night))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "permission denied" in night.log


def test_one_that_cannot_be_reached_for_a_while_is_waited_for(night: Night, tmp_path: Path) -> None:
    """As while it starts anew: more often than one that answers wrongly."""
    for number in range(20):
        night.write(f"far/{number}", os.urandom(200_000))
    body = f"""case $SSH_ORIGINAL_COMMAND in
    *' fetch') n=$(cat {tmp_path}/count 2>/dev/null || echo 0); echo $((n + 1)) > {tmp_path}/count
        [ $n -lt 3 ] && kill -KILL $$;;
    esac; exec $collect"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(there(files("messages", night.servers / "far"), host))

    assert result.outcome is Outcome.FULL, night.log
    assert (tmp_path / "count").read_text().strip() == "4"


def test_one_that_is_lost_on_the_way_is_said_once_a_source(night: Night, tmp_path: Path) -> None:
    """What had come by then is saved, and nothing more is asked of it."""
    for number in range(60):
        night.write(f"far/{number}", os.urandom(200_000), 10**18 + number)
    body = f"""case $SSH_ORIGINAL_COMMAND in
    *' fetch') echo >> {tmp_path}/asked; [ -e {tmp_path}/lost ] && kill -KILL $$
        touch {tmp_path}/lost; $collect | head -c 9000000; kill -KILL $$;;
    esac; exec $collect"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        lost = [
            there(files(item, night.servers / "far", stall_limit=5.0), host)
            for item in ("greetings", "messages")
        ]
        result = night.run(*lost, beside(night))

    saved = {Path(entry["path"]).name for entry in night.manifest() if entry["type"] == "file"}
    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert result.verdict.startswith("FULL-AUTO BACKUP completed with 2 errors")
    assert night.log.split("Errors\n")[1].count("; the rest of it is not saved") == 2
    assert {"a"} < saved < {"a", *map(str, range(60))}
    assert f"MSS1, greetings: {61 - len(saved)} of 60 files listed are not saved." in night.log
    assert (tmp_path / "asked").read_text().count("\n") < 9


def test_mail_that_is_read_while_it_is_listed_is_saved_once(night: Night, tmp_path: Path) -> None:
    """Of find's own words one name is made to have gone, as it says of what moves while it looks."""
    night.write("far/ada/new/1.mail", b"read meanwhile")
    night.write("far/ada/cur/2.mail:2,S", b"stays")
    night.write("far/ada/cache/new/3.mail", b"not wanted")
    mail = night.servers / "far"
    gone = [
        f"find: '{mail}/ada/{name}': No such file or directory" for name in ("new/1.mail", "cache/new/3.mail")
    ]
    says = "; ".join(f"echo {shlex.quote(line)} >&2" for line in gone)
    body = f"""case $SSH_ORIGINAL_COMMAND in
    *' list '*) mv {mail}/ada/new/1.mail {mail}/ada/cache/new/3.mail {tmp_path}; $collect; {says}
        mv {tmp_path}/1.mail {mail}/ada/cur/1.mail:2,S; mv {tmp_path}/3.mail {mail}/ada/cache/new/; exit 1;;
    esac; exec $collect"""
    with far_host(tmp_path / "host", command=wrapped(tmp_path, body)) as host:
        result = night.run(there(files("messages", mail, exclude=["cache"]), host))

    saved = night.restored(night.unpack()) / "far/ada"
    assert result.outcome is Outcome.FULL, night.log
    assert (saved / "cur/1.mail:2,S").read_bytes() == b"read meanwhile"
    assert sorted(path.name for path in saved.rglob("*.mail*")) == ["1.mail:2,S", "2.mail:2,S"]
