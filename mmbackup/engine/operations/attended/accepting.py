"""Which medium an attended backup takes for its next part: not one that holds a part of it already."""

from dataclasses import replace
from datetime import datetime

from mmbackup.engine.errors import MediumOfThisBackup
from mmbackup.engine.format.backup_set import list_sets, remove_set, set_folders, set_name
from mmbackup.engine.format.identity import Identity
from mmbackup.engine.format.set_account import BackupSet
from mmbackup.engine.media.port import Medium, Room
from mmbackup.engine.operations.attended.shapes import State
from mmbackup.engine.operations.job import BackupJob, KeptSets, admit_all
from mmbackup.engine.operations.preflight import Accepted, check_age, preflight


class Gate:
    """seen is the name of the medium that was looked at, also when it was refused."""

    def __init__(self, job: BackupJob, state: State | None, now: datetime) -> None:
        self._job = job
        self._state = state
        self._now = now
        self.seen = ""

    def accept(self) -> Accepted:
        """The open medium, without what earlier tries at this part have left; MediumError for none."""
        accepted = preflight(job=replace(self._job, admit=self._admit), now=self._now)
        try:
            self._remove_earlier_tries(accepted.medium)
        except BaseException:
            accepted.medium.close()
            raise
        return accepted

    def _admit(self, identity: Identity, sets: tuple[BackupSet, ...], room: Room) -> KeptSets:
        self.seen = identity.name
        for proven in self._state.parts if self._state else ():
            if proven.part.medium_uuid == identity.uuid:
                text = f"medium {identity.name} holds part {proven.part.number} of this backup"
                raise MediumOfThisBackup(text)
        if self._job.admit is admit_all:
            check_age(identity, self._now)
        return self._job.admit(identity, tuple(one for one in sets if not self._is_ours(one)), room)

    def _remove_earlier_tries(self, medium: Medium) -> None:
        """Parts that were written whole and never proven, or half removed: they are written anew."""
        sets = list_sets(medium)
        names = [one.name for one in sets if self._is_ours(one)]
        broken = set(set_folders(medium)) - {one.name for one in sets}
        for name in [*names, *(broken & {self._own_name()})]:
            remove_set(medium, name)

    def _own_name(self) -> str:
        part = self._state.next_part if self._state else 1
        return set_name(self._job.started_at, f"attended-{part}")

    def _is_ours(self, one: BackupSet) -> bool:
        return self._state is not None and one.uuid == self._state.set_uuid
