"""A survey counts what there is to save, and leaves nothing behind."""

import os

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import RunCancelled
from mmbackup.engine.operations.survey import survey
from mmbackup.engine.tally import Tally
from tests.engine.operations.backup.night import FIRST_NIGHT, Night, command, files


def test_it_counts_by_data_type_and_server(night: Night) -> None:
    night.write("mail/a", b"x" * 100)
    night.write("mail/b", b"x" * 20)
    night.write("system/a", b"x" * 3)
    job = night.job(
        files("messages", night.servers / "mail"),
        files("detailed-system-data", night.servers / "system"),
        command("installed-software", "printf", "zstd"),
    )

    found = survey(job=job, clock=lambda: FIRST_NIGHT, cancelled=lambda: False)

    assert found == (
        Tally(DataType.SYSTEM, "MSS1", 2, 7, 0, 0),
        Tally(DataType.MESSAGES, "MSS1", 2, 120, 0, 0),
    )
    assert os.listdir(night.content) == []


def test_what_cannot_be_read_is_not_counted(night: Night) -> None:
    night.write("mail/a", b"x" * 100)
    job = night.job(files("messages", night.servers / "mail"), files("greetings", night.servers / "missing"))

    found = survey(job=job, clock=lambda: FIRST_NIGHT, cancelled=lambda: False)

    assert [(tally.files, tally.size) for tally in found] == [(0, 0), (1, 100)]


def test_it_can_be_cancelled(night: Night) -> None:
    night.write("mail/a")
    job = night.job(files("messages", night.servers / "mail"))

    with pytest.raises(RunCancelled):
        survey(job=job, clock=lambda: FIRST_NIGHT, cancelled=lambda: True)


def test_no_sources_no_count(night: Night) -> None:
    assert survey(job=night.job(), clock=lambda: FIRST_NIGHT, cancelled=lambda: False) == ()
