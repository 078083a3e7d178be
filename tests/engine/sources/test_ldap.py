"""A real directory, by slapcat while it runs and by a paged search."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.operations.backup.night import Night
from tests.engine.sources.directory import ADMIN, SUBSCRIBERS, SUFFIX, Directory, directory


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Directory]:
    with directory(tmp_path / "ldap") as made:
        yield made


def source(**settings: object) -> SourceSpec:
    item = data_item(ServerKind.MSS, "subscribers")
    return SourceSpec("MSS1", item, "directory", "ldap", {"suffixes": [SUFFIX], **settings})


def saved(night: Night) -> dict[str, str]:
    folder = night.unpack() / "MSS1/command-output/subscribers/directory"
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_slapcat_reads_a_directory_that_runs(tmp_path: Path, running: Directory) -> None:
    night = Night(tmp_path)

    result = night.run(source(folder=str(running.configuration), configuration=True))

    found = saved(night)
    assert result.outcome is Outcome.FULL, night.log
    assert found[f"{SUFFIX}.ldif"].count("\ndn: uid=u") == SUBSCRIBERS
    assert "olcSuffix: dc=example,dc=org" in found["cn=config.ldif"]


def test_what_was_saved_makes_a_new_directory(tmp_path: Path, running: Directory) -> None:
    night = Night(tmp_path)
    night.run(source(folder=str(running.configuration)))
    ldif = tmp_path / "saved.ldif"
    ldif.write_text(saved(night)[f"{SUFFIX}.ldif"])
    (tmp_path / "new").mkdir()
    text = (
        (running.folder / "slapd.conf")
        .read_text()
        .replace(str(running.folder / "data"), str(tmp_path / "new"))
    )
    (tmp_path / "slapd.conf").write_text(text)

    subprocess.run(["slapadd", "-f", tmp_path / "slapd.conf", "-l", ldif], check=True, capture_output=True)

    again = subprocess.run(
        ["slapcat", "-f", tmp_path / "slapd.conf", "-o", "ldif-wrap=no"], check=True, capture_output=True
    )
    assert again.stdout.decode() == ldif.read_text()


def test_a_paged_search_finds_all(tmp_path: Path, running: Directory) -> None:
    night = Night(tmp_path)

    result = night.run(source(uri=running.uri, bind=ADMIN, password_file=str(running.password_file)))

    assert result.outcome is Outcome.FULL, night.log
    assert saved(night)[f"{SUFFIX}.ldif"].count("\ndn: uid=u") == SUBSCRIBERS
    assert "entryUUID: " in saved(night)[f"{SUFFIX}.ldif"]


def test_a_wrong_password_is_named(tmp_path: Path, running: Directory) -> None:
    night = Night(tmp_path)
    (tmp_path / "wrong").write_text("guess")

    result = night.run(source(uri=running.uri, bind=ADMIN, password_file=str(tmp_path / "wrong")))

    assert result.outcome is Outcome.FAILED
    assert "Invalid credentials" in night.log
    assert "guess" not in night.log
