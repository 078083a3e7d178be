"""Nights over real networks: machines at addresses of their own, whose folders nobody here can see."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import BackupSet, Run
from tests.messaging.far_machine import DATA, FarMachine
from tests.messaging.office import Office
from tests.waiting import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.messaging, pytest.mark.timeout(600)]

ENOUGH = 6_000_000  # bytes, after which a machine is in the middle of sending
PATIENT, HASTY = 100, 10  # seconds for which a source may be silent
SECONDS = 300  # a deadline for a busy machine: without a limit of its own, a source may take hours


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[dict[str, FarMachine]]:
    with ExitStack() as stack:
        made = {f"MAS{number}": FarMachine(number, tmp_path / f"mas{number}") for number in (1, 2)}
        for machine in made.values():
            stack.enter_context(machine)
        yield made


@pytest.fixture
def folder(transactional_db: None, own_data_folder: Path, tmp_path: Path) -> Path:
    return tmp_path


def once_in_the_middle(machine: FarMachine, act: Callable[[FarMachine], None]) -> threading.Thread:
    """It acts when so much has come over the cable."""
    start = machine.bytes_come

    def wait_and_act() -> None:
        wait_until(lambda: machine.bytes_come - start > ENOUGH, "it is in the middle")
        act(machine)

    thread = threading.Thread(target=wait_and_act)
    thread.start()
    return thread


def log_of(run: Run) -> str:
    return (data_folder("logs") / run.log.path).read_text()


def seconds_of(run: Run) -> float:
    assert run.started_at
    assert run.ended_at
    return (run.ended_at - run.started_at).total_seconds()


@pytest.mark.long
def test_what_lies_on_other_machines_alone_comes_back_equal(
    folder: Path, machines: dict[str, FarMachine]
) -> None:
    office = Office(folder, machines, PATIENT)

    run = office.night()

    assert run.outcome == Outcome.FULL, log_of(run)
    assert not (DATA / "applications").exists()
    back = office.restored()
    for name, files in office.files.items():
        assert b"root:x:0:0" in back[name].pop("/command-output/system-state/state/accounts.txt")
        assert back[name] == files
    assert back["MSS1"] == office.mail


@pytest.mark.long
@pytest.mark.parametrize("hang", [FarMachine.hang, FarMachine.pull_the_cable])
def test_one_that_dies_and_one_that_hangs_cost_themselves_alone(
    folder: Path, machines: dict[str, FarMachine], hang: Callable[[FarMachine], None]
) -> None:
    office = Office(folder, machines, HASTY)
    fates = [
        once_in_the_middle(*fate) for fate in zip(machines.values(), (FarMachine.die, hang), strict=True)
    ]

    run = office.night()

    for fate in fates:
        fate.join()
    errors = log_of(run).split("Errors\n")[1]
    assert run.outcome == Outcome.COMPLETED_WITH_ERRORS
    assert run.verdict.startswith("FULL-AUTO BACKUP completed with 6 errors")
    assert errors.count("MAS1 · ") == errors.count("MAS2 · ") == 3  # one for each source
    assert errors.count("; the rest of it is not saved") == 6
    assert seconds_of(run) < SECONDS
    assert BackupSet.objects.get(run=run).verified_at
    back = office.restored()
    assert back["MSS1"] == office.mail
    for name, files in office.files.items():
        assert back[name].pop("/command-output/system-state/state/accounts.txt")
        assert back[name]
        assert back[name].items() < files.items()
