"""Exim's spool when its files are back."""

import os
from pathlib import Path

import pytest

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.sources.kinds.queue import Queue
from mmbackup.engine.sources.putting_back.programs import LocalPrograms
from tests.engine.sources.mail_queues.queues import EXIM_IDS, exim_message, files_below, owners

WHOLE, HALF = EXIM_IDS


def put_back(spool: Path) -> tuple[str, ...]:
    return Queue().when_back({"folder": str(spool)}, LocalPrograms(lambda: None))


@pytest.mark.skipif(os.geteuid() != 0, reason="needs what this machine lacks: root")
def test_its_files_belong_to_whom_the_spool_belongs_to(tmp_path: Path) -> None:
    exim_message(tmp_path / "exim4", WHOLE, "HDJ")
    os.chown(tmp_path / "exim4", 4242, 4242)

    (line,) = put_back(tmp_path / "exim4")

    assert line.endswith("1 messages wait")
    assert owners(tmp_path / "exim4" / "input") == {4242}


@pytest.mark.parametrize("part", ["H", "D"])
def test_half_a_message_is_an_error_and_stays(tmp_path: Path, part: str) -> None:
    exim_message(tmp_path / "exim4", WHOLE)
    exim_message(tmp_path / "exim4", HALF, part)

    with pytest.raises(CommandFailed, match=f"of 1 messages a file is missing.*{HALF}"):
        put_back(tmp_path / "exim4")

    assert f"input/{HALF}-{part}" in files_below(tmp_path / "exim4")


def test_a_spool_that_is_not_there_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="No such file"):
        Queue().when_back({"folder": str(tmp_path / "none"), "mailer": "exim"}, LocalPrograms(lambda: None))
