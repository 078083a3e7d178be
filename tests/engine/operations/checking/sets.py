"""Small real sets on an emulated medium, as a night leaves them, and their verification."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from mmbackup.engine.events import Event, ignore
from mmbackup.engine.format.backup_set import list_sets
from mmbackup.engine.operations.checking.job import Verified, VerifyJob, WantedSet
from mmbackup.engine.operations.checking.verification import verify
from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.backup.night import Night, files

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def small_night(folder: Path, *, messages: int = 30, **more: Any) -> Night:
    """System data, greetings and messages in a set of some 100 kB."""
    night = Night(folder)
    random = Random("a small night")
    night.write("system/system.conf", b"name = harbour\n" * 40)
    night.write("system/people.ldif", b"dn: cn=Ada\ncn: Ada\n\n" * 20)
    for number in range(4):
        night.write(f"greetings/{number}.wav", random.randbytes(3_000))
    for number in range(messages):
        night.write(f"messages/{number:04}.eml", b"From: Ada\n\n" + random.randbytes(2_000))
    result = night.run(
        files("detailed-system-data", night.servers / "system"),
        files("greetings", night.servers / "greetings"),
        files("messages", night.servers / "messages"),
        **more,
    )
    assert result.outcome is Outcome.FULL, result.verdict
    return night


def known(night: Night) -> tuple[WantedSet, ...]:
    """As the server would remember it, set.json's SHA-256 left out: then verified.json speaks for it."""
    return tuple(WantedSet(one.uuid, one.part, one.name) for one in list_sets(night.medium()))


def check(
    night: Night,
    *,
    remembered: tuple[WantedSet, ...] = (),
    listen: Callable[[Event], None] = ignore,
    cancelled: Callable[[], bool] = lambda: False,
    **more: Any,
) -> Verified:
    """A verification of all that lies on the medium in the drive."""
    scratch = night.folder / f"scratch-{uuid4().hex[:8]}"
    scratch.mkdir()
    job = VerifyJob(
        run_id=str(uuid4()),
        site="Head Office",
        time_zone="Europe/Berlin",
        started_at=NOW,
        drive=night.drive,
        log_path=str(scratch / "verify.log"),
        scratch=str(scratch),
        known=lambda _uuid: remembered,
    )
    found = verify(
        job=replace(job, **more),
        clock=lambda: NOW,
        listen=listen,
        cancelled=cancelled,
    )
    night.log = (scratch / "verify.log").read_text()
    assert night.log.splitlines()[-1] == found.result.verdict
    shutil.rmtree(scratch)
    return found
