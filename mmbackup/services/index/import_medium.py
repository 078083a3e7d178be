"""Makes known what lies on the medium in a drive, of whatever pool or site, whichever server wrote it.

The medium itself is only read. Lock order: the drive's lock, then the database.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mmbackup.engine.codes import MEDIUM_CHANGED
from mmbackup.engine.errors import (
    FormatError,
    KeyNeeded,
    MediumDamaged,
    UnlabelledMedium,
    WrongKey,
    WrongMedium,
)
from mmbackup.engine.format.identity import Identity, read_identity
from mmbackup.engine.media.port import Medium as OpenMedium
from mmbackup.engine.media.port import Room
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.importing import FoundSet, find_sets, index_set
from mmbackup.engine.operations.label import refuse_foreign
from mmbackup.models import Drive, Medium
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.index.import_report import ImportReport
from mmbackup.services.index.keep import has_index, index_path
from mmbackup.services.index.remember_imported import (
    Imported,
    another_site,
    count_claimed,
    parts_that_lack,
    remember_imported,
    why_not,
)
from mmbackup.services.media.medium_life import retire_medium
from mmbackup.services.media.remember_medium import Life, remember_in_drive
from mmbackup.services.record_event import record_event

NO_KEY = (
    "it is encrypted and no key was given (Import with a key, on the drive's page; "
    "or python manage.py medium import --key-file FILE)"
)


def import_medium(*, drive: Drive, by: str, now: datetime, identities: Sequence[str] = ()) -> ImportReport:
    """A MediumError when there is no medium of ours in the drive; what is wrong with a set, the report says.

    identities are age secret keys: they open the lists of files of encrypted sets, and are kept nowhere.
    """
    with drive_lock(drive_id=drive.pk):
        medium = open_drive(drive.spec).open()
        try:
            importing = _Importing(medium, _identity(medium, drive), identities, now)
            importing.read()
            room = medium.room()
        finally:
            medium.close()
        with transaction.atomic():
            importing.remember(drive, room, by)
    return importing.report


def _identity(medium: OpenMedium, drive: Drive) -> Identity:
    try:
        identity = read_identity(medium)
    except FormatError as error:
        raise WrongMedium(f"the medium in {drive.name} cannot be trusted: {error}") from error
    if identity is None:
        refuse_foreign(medium)
        raise UnlabelledMedium(f"the medium in {drive.name} is blank: there is nothing to import")
    return identity


class _Importing:
    def __init__(
        self, medium: OpenMedium, identity: Identity, identities: Sequence[str], now: datetime
    ) -> None:
        self.report = ImportReport(identity.name, identity.pool)
        self._medium = medium
        self._identity = identity
        self._identities = identities
        self._now = now
        self._sets: list[Imported] = []

    def read(self) -> None:
        found = find_sets(self._medium, self._identity)
        self.report.broken += found.broken
        for one in found.sets:
            refused = why_not(one, self._now)
            if refused:
                self.report.broken.append((one.account.name, refused))
            else:
                self._sets.append(self._indexed(one))
                self.report.imported.append(one.account.name)

    def _indexed(self, found: FoundSet) -> Imported:
        """Without its index where its manifest cannot be read: that it is there is known all the same."""
        try:
            if not has_index(found):
                path = index_path(found.account.uuid, found.account.part)
                index_set(medium=self._medium, found=found, path=path, identities=self._identities)
        except (KeyNeeded, WrongKey) as error:
            reason = str(error) if self._identities else NO_KEY
        except (FormatError, MediumDamaged) as error:
            reason = str(error)
        else:
            return Imported(found, indexed_at=self._now)
        self.report.without_names.append((found.account.name, reason))
        return Imported(found, indexed_at=None)

    def remember(self, drive: Drive, room: Room, by: str) -> None:
        """Inside a transaction."""
        identity = self._identity
        medium = remember_in_drive(
            drive=drive,
            uuid=identity.uuid,
            name=identity.name,
            pool=identity.pool,
            capacity=room.capacity,
            free=room.free,
            now=self._now,
            by=by,
            life=Life.of(identity),
        )
        if medium is not None:  # as it was checked when the identity was read
            self._keep_from_backups(medium, by)
            remember_imported(medium=medium, sets=self._sets)
            self.report.missing_parts = parts_that_lack(self._sets)
            self.report.claimed = count_claimed(medium)
            message = f"What lies on {medium.name} was imported: {len(self._sets)} backups ({by})"
            record_event(site=drive.site, code=MEDIUM_CHANGED, at=self._now, message=message)
            held = [FieldChange("backups", None, len(self._sets))]
            subject = f"medium {medium.name}"
            remember_change(
                deed="medium imported", subject=subject, now=self._now, site=drive.site, fields=held
            )

    def _keep_from_backups(self, medium: Medium, by: str) -> None:
        """Another site's medium may be of a pool that is called as one of ours is: no night may take it."""
        site = another_site(medium=medium, sets=self._sets)
        if site:
            self.report.foreign_site = site
            retire_medium(medium=medium, reason=f"It is a medium of the site {site}", by=by, now=self._now)
