"""Hosts that name and measure as they like cost themselves, and neither this server's disk nor the night."""

import os
from pathlib import Path
from typing import Any

import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.archive import FILE, SYMLINK, Member, headers
from mmbackup.engine.hosts.listed import listed
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.hosts.far import far_host
from tests.engine.operations.backup.night import Night, files
from tests.engine.operations.backup.test_far_hosts import beside, there, wrapped


@pytest.fixture
def night(tmp_path: Path) -> Night:
    made = Night(tmp_path)
    made.write("mail/a", b"beside")
    return made


def test_a_file_that_is_far_larger_than_it_was_listed_costs_itself_alone(
    night: Night, tmp_path: Path
) -> None:
    """It grew, or the host lies: it must not fill the server's own disk either."""
    night.write("far/small")
    path = night.write("far/huge")
    said = headers(Member(os.fsencode(path), FILE, 0o600, 0, 0, 1 << 40, 10**18))
    (tmp_path / "said").write_bytes(said + bytes(1 << 20))
    body = f"""case $SSH_ORIGINAL_COMMAND in *' fetch') [ -e {tmp_path}/once ] ||
        {{ touch {tmp_path}/once; cat {tmp_path}/said; exit; }};; esac; exec $collect"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(there(files("messages", night.servers / "far"), host), beside(night))

    saved = {Path(entry["path"]).name for entry in night.manifest() if entry["type"] == "file"}
    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "there is not that much room" in night.log
    assert saved == {"small", "a"}


def test_a_database_with_a_name_too_long_costs_itself_alone(night: Night, tmp_path: Path) -> None:
    """A host names them as it likes; it shall not look as if this server's disk could not be written."""
    item = data_item(ServerKind.MSS, "greetings")
    body = """case $SSH_ORIGINAL_COMMAND in *' pg-names '*) printf 'short\\0%0300d\\0' 1;;
        *) echo well;; esac"""
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(SourceSpec("MSS1", item, "boxes", "postgresql", host=host), beside(night))

    saved = {Path(entry["path"]).name for entry in night.manifest() if entry["type"] == "file"}
    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "the name is too long" in night.log
    assert saved == {"globals.sql", "short.dump", "a"}


@pytest.mark.parametrize(
    "lie",
    [{"uid": 1 << 32}, {"gid": 1 << 40}, {"mtime_ns": 10**27}, {"link": b"x" * 9000}],
)
def test_what_no_manifest_can_tell_does_not_get_into_one(
    night: Night, tmp_path: Path, lie: dict[str, Any]
) -> None:
    """All of it would be unreadable, and with it what other hosts have given."""
    path = night.write("far/lie")
    truth: dict[str, Any] = {"mode": 0o600, "uid": 0, "gid": 0, "mtime_ns": 10**18, "link": b""}
    kind = SYMLINK if "link" in lie else FILE
    (tmp_path / "said").write_bytes(headers(Member(os.fsencode(path), kind, size=0, **(truth | lie))))
    body = f"case $SSH_ORIGINAL_COMMAND in *' fetch') cat {tmp_path}/said; exit;; esac; exec $collect"
    with far_host(tmp_path / "far", command=wrapped(tmp_path, body)) as host:
        result = night.run(there(files("messages", night.servers / "far"), host), beside(night))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert {Path(entry["path"]).name for entry in night.manifest() if entry["type"] == "file"} == {"a"}


@pytest.mark.parametrize("path", [b"/srv/../../etc/shadow", b"/" + b"n" * 9000])
def test_a_list_names_no_other_place(path: bytes) -> None:
    with pytest.raises(FormatError):
        listed(b"f 1 1.0 1 1 " + path)
