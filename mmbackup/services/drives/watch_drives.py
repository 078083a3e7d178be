"""Watches all drives, whichever site's they are: sees media come and go, and tells who waits for one.

A drive is asked cheaply whether anything changed; only then is it looked into. Lock order: none is held.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Q

from mmbackup.engine.errors import BackupError
from mmbackup.engine.media import control
from mmbackup.engine.media.port import DriveSpec
from mmbackup.models import Drive, Run
from mmbackup.services.drives.drive_acts import end_stale_acts
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.drives.drive_look import DriveLook, DriveState
from mmbackup.services.drives.drive_sight import see_drive
from mmbackup.services.drives.look_into_drive import last_seen
from mmbackup.services.drives.medium_came import medium_came
from mmbackup.services.media.replace_by import write_replace_by

PATIENCE = 10.0  # seconds for the cheap question
SEEN_BY = "the drive"
AGAIN = timedelta(hours=12)  # a look as old as this is renewed
THERE = {DriveState.LOADED, DriveState.BLANK, DriveState.FOREIGN}
Presence = Callable[[DriveSpec], str | None]
logger = logging.getLogger(__name__)


class DriveWatch:
    """Remembers between two rounds what was in each drive, as the kernel counts it."""

    def __init__(self, presence: Presence = control.presence) -> None:
        self._presence = presence
        self._known: dict[int, str | None] = {}
        self._asked: dict[int, _Question] = {}

    def look(self, *, now: datetime) -> None:
        """One round. A drive that fails, or a database that is away, costs this round and no more."""
        try:
            end_stale_acts(now=now)
            for drive in Drive.objects.select_related("site"):
                self._guarded(drive, now)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The database does not answer; trying again: %s", error)
            connection.close()

    def _guarded(self, drive: Drive, now: datetime) -> None:
        """The edge: the other drives are watched whatever one of them does."""
        try:
            self._look(drive, now)
        except (DatabaseError, InterfaceError):
            raise
        except Exception:
            logger.exception("Drive %s could not be looked after; trying again", drive.name)

    def _look(self, drive: Drive, now: datetime) -> None:
        if drive_lock(drive_id=drive.pk).is_held():
            return  # a run is at it, and knows itself when its medium goes
        found = self._ask(drive)
        if found == _NO_ANSWER:
            return
        known = self._known.get(drive.pk, _NO_ANSWER)
        if known == found and not _is_stale(drive, now):
            return
        before = last_seen(drive)
        look = see_drive(drive=drive, now=now, by=SEEN_BY)
        if look.seen_at != now:
            return  # a run began meanwhile
        self._known[drive.pk] = found
        if look.state in THERE and _is_news(known, found, before, look):
            _greet(drive, look, now)

    def _ask(self, drive: Drive) -> str | None:
        """In a thread that is left behind when the kernel does not answer, one a drive."""
        question = self._asked.get(drive.pk)
        if question is None or not question.thread.is_alive():
            question = self._asked[drive.pk] = _Question(drive.spec, self._presence)
        return question.answer()


_NO_ANSWER = "\0"


@dataclass(slots=True)
class _Question:
    spec: DriveSpec
    presence: Presence
    thread: threading.Thread = field(init=False)
    _answer: str | None = field(init=False, default=_NO_ANSWER)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._ask, name="presence", daemon=True)
        self.thread.start()

    def answer(self) -> str | None:
        self.thread.join(PATIENCE)
        return _NO_ANSWER if self.thread.is_alive() else self._answer

    def _ask(self) -> None:
        try:
            self._answer = self.presence(self.spec)
        except BackupError as error:
            self._answer = f"fault: {error}"


def _is_news(known: str | None, found: str | None, before: DriveLook, look: DriveLook) -> bool:
    """By the kernel's count; at the first round by what was seen before this program was started."""
    if known == _NO_ANSWER:
        return (before.state, before.uuid, before.mark) != (look.state, look.uuid, look.mark)
    return known != found


def _greet(drive: Drive, look: DriveLook, now: datetime) -> None:
    logger.info("%s: %s %s", drive.name, look.state, look.name)
    try:
        write_replace_by(drive=drive)
    except BackupError as error:
        logger.info("The replace-by date stays to be written: %s", error)
    medium_came(drive=drive, now=now)


def _is_stale(drive: Drive, now: datetime) -> bool:
    """A run has been at it since, or it was long ago."""
    seen = drive.seen_at
    if seen is None or not seen <= now < seen + AGAIN:
        return True
    return Run.objects.filter(Q(ended_at__gt=seen) | Q(heard_at__gt=seen), drive=drive).exists()
