"""What every kind of source promises. A new kind adds its rig, and passes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.port import SourceSpec
from mmbackup.engine.sources.registry import KINDS, check_settings
from tests.contracts.source_rigs import FAR_RIGS, RIGS, Rig
from tests.engine.operations.backup.hanging import hanging
from tests.engine.operations.backup.night import Night, files

# what starts a server of its own for each test
SLOW = {"mysql", "postgresql over SSH"}


@pytest.fixture(
    params=[pytest.param(name, marks=[pytest.mark.long] * (name in SLOW)) for name in sorted(RIGS)]
)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with RIGS[request.param](tmp_path / "rig") as made:
        yield made


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
    assert {name.removesuffix(" over SSH") for name in RIGS} == KINDS.keys()


def test_its_settings_pass_the_check_and_foreign_ones_do_not(rig: Rig, night: Night) -> None:
    spec = rig.good(night)

    assert check_settings(spec.kind, spec.settings) == []
    assert check_settings(spec.kind, {**spec.settings, "surprise": 1}) != []
    assert bool(check_settings(spec.kind, {})) is rig.needs_settings


def test_its_bytes_come_back_below_the_server(rig: Rig, night: Night) -> None:
    result = night.run(rig.good(night), beside(night))

    found = {path.name: path for path in (night.unpack() / "MSS1").rglob("*") if path.is_file()}
    assert result.outcome is Outcome.FULL, night.log
    assert found.pop("a").read_bytes() == b"beside"
    assert rig.is_whole(found)


def test_it_is_listed_in_manifest_and_log_under_its_item(rig: Rig, night: Night) -> None:
    night.run(rig.good(night), beside(night))

    assert saved(night) == {"greetings": rig.files, "messages": 1}
    section = night.log.split("MSS1 · Greetings")[1].split("MSS1 ·")[0]
    assert section.count("saved  ") == rig.files


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
    assert "did not answer for 1 seconds" in night.log


@pytest.mark.long
@pytest.mark.parametrize("kind", sorted(FAR_RIGS))
def test_it_comes_from_another_machine_too(kind: str, night: Night) -> None:
    with FAR_RIGS[kind](night.folder / "rig") as rig:
        result = night.run(rig.good(night), beside(night))

        found = {path.name: path for path in (night.unpack() / "MSS1").rglob("*") if path.is_file()}
        del found["a"]
        assert result.outcome is Outcome.FULL, night.log
        assert rig.is_whole(found)
