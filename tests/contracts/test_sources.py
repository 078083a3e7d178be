"""What every kind of source promises. A new kind adds its rig, and passes."""

from pathlib import Path
from typing import Protocol

import pytest

from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.port import SourceSpec
from mmbackup.engine.sources.registry import KINDS, check_settings
from tests.engine.operations.backup.hanging import hanging
from tests.engine.operations.backup.night import Night, command, files

CONTENT = bytes(range(256)) * 500


class Rig(Protocol):
    """Sources of one kind, for the item "greetings" of MSS1."""

    def good(self, night: Night) -> SourceSpec: ...

    def broken(self, night: Night) -> SourceSpec: ...

    def stuck(self, night: Night, mount: Path) -> SourceSpec: ...


class FilesRig:
    def good(self, night: Night) -> SourceSpec:
        night.write("good/content", CONTENT)
        return files("greetings", night.servers / "good")

    def broken(self, night: Night) -> SourceSpec:
        return files("greetings", night.servers / "missing")

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        return files("greetings", mount, stall_limit=0.4)


class CommandRig:
    def good(self, night: Night) -> SourceSpec:
        path = night.folder / "kept"
        path.write_bytes(CONTENT)
        return command("greetings", "cat", str(path))

    def broken(self, night: Night) -> SourceSpec:
        return command("greetings", "sh", "-c", "echo half; exit 1")

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        return command("greetings", "sh", "-c", "echo half; sleep 600", stall_limit=0.4)


RIGS: dict[str, Rig] = {"files": FilesRig(), "command": CommandRig()}


@pytest.fixture(params=sorted(RIGS))
def rig(request: pytest.FixtureRequest) -> Rig:
    return RIGS[request.param]


@pytest.fixture
def night(tmp_path: Path) -> Night:
    made = Night(tmp_path)
    made.write("mail/a", b"beside")
    return made


def beside(night: Night) -> SourceSpec:
    """Another source, which must not suffer."""
    return files("messages", night.servers / "mail")


def saved(night: Night) -> dict[str, int]:
    """Files of each item."""
    found: dict[str, int] = {}
    for entry in night.manifest():
        if entry["type"] == "file":
            found[entry["item"]] = found.get(entry["item"], 0) + 1
    return found


def test_every_kind_has_its_rig() -> None:
    assert RIGS.keys() == KINDS.keys()


def test_its_settings_pass_the_check_and_foreign_ones_do_not(rig: Rig, night: Night) -> None:
    spec = rig.good(night)

    assert check_settings(spec.kind, spec.settings) == []
    assert check_settings(spec.kind, {**spec.settings, "surprise": 1}) != []
    assert check_settings(spec.kind, {}) != []


def test_its_bytes_come_back_below_the_server(rig: Rig, night: Night) -> None:
    result = night.run(rig.good(night), beside(night))

    contents = [path.read_bytes() for path in (night.unpack() / "MSS1").rglob("*") if path.is_file()]
    assert result.outcome is Outcome.FULL
    assert sorted(contents) == sorted([CONTENT, b"beside"])


def test_it_is_listed_in_manifest_and_log_under_its_item(rig: Rig, night: Night) -> None:
    night.run(rig.good(night), beside(night))

    assert saved(night) == {"greetings": 1, "messages": 1}
    section = night.log.split("MSS1 · Greetings")[1].split("MSS1 ·")[0]
    assert "128,000" in section


def test_a_fault_costs_it_alone_and_is_named(rig: Rig, night: Night) -> None:
    result = night.run(rig.broken(night), beside(night))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert result.errors == 1
    assert saved(night) == {"messages": 1}
    assert "MSS1 · Greetings: " in night.log.split("Errors\n")[1]


def test_a_hang_costs_it_alone(rig: Rig, night: Night) -> None:
    with hanging(night.folder / "mount", read="hangs") as mount:
        result = night.run(rig.stuck(night, mount), beside(night))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert saved(night) == {"messages": 1}
    assert "did not answer for 0.4 seconds" in night.log
