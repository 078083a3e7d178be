"""Files of another machine over several media: fetched for each part, also when a new process goes on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from mmbackup.engine.hosts.host import Host
from mmbackup.engine.outcomes import Outcome
from tests.engine.hosts.far import far_host
from tests.engine.operations.attended.archives import members
from tests.engine.operations.attended.several import Several, restarted
from tests.engine.operations.backup.night import files

MESSAGES = "messages"


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Host]:
    with far_host(tmp_path / "far") as made:
        yield made


def test_all_of_a_host_comes_over_several_media(several: Several, far: Host) -> None:
    several.fill("mail", 60, 100_000)
    job = several.begin(replace(files(MESSAGES, several.servers / "mail"), host=far))

    parts, result = several.go_through(restarted(job))

    saved: dict[str, bytes] = {}
    for part in parts:
        saved |= members(several.content_of(part.medium_name) / part.set_name, MESSAGES)
    contents = {name.rpartition("/")[2]: content for name, content in saved.items()}
    assert result.outcome is Outcome.FULL, several.log
    assert len(parts) == 3
    assert contents == {path.name: path.read_bytes() for path in (several.servers / "mail").iterdir()}


def test_a_file_larger_than_a_medium_is_an_error_and_the_rest_is_saved(several: Several, far: Host) -> None:
    several.write("mail/large", Random(1).randbytes(7_000_000))
    several.fill("mail", 4, 100_000)
    job = several.begin(replace(files(MESSAGES, several.servers / "mail"), host=far))

    _, result = several.go_through(job)

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "lies on another machine and is larger than a medium" in several.log
    assert result.tallies[0].saved_files == 4
