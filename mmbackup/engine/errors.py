"""One tree of errors. Each class says how the run ends by it, whether a retry helps, and what to do next."""

from typing import ClassVar

from mmbackup.engine.outcomes import Outcome


class BackupError(Exception):
    """Root. str() is one plain sentence without a full stop, fit for the log's last line."""

    outcome: ClassVar[Outcome] = Outcome.FAILED
    retry_helps: ClassVar[bool] = False
    next_step: ClassVar[str] = "Read the errors above, mend their cause, then choose Back Up Now."


class MediumError(BackupError):
    """Something about the drive or the medium in it."""


class NoMedium(MediumError):
    outcome = Outcome.NO_MEDIUM
    next_step = "Insert a medium of the pool into the drive, then choose Back Up Now."


class NotMounted(NoMedium):
    """The drive's directory is not a mount point though the drive says it must be, or it is missing."""

    next_step = "Mount the medium at the drive's directory, then choose Back Up Now."


class WrongMedium(MediumError):
    outcome = Outcome.WRONG_MEDIUM
    next_step = "Take the medium out, insert one of the pool, then choose Back Up Now."


class UnlabelledMedium(WrongMedium):
    """The medium is blank (no identity, nothing else), and the drive does not allow labelling by itself."""

    next_step = (
        "Label the medium (Backup/Restore > Drives, or manage.py medium label), then choose Back Up Now."
    )


class UnformattedMedium(UnlabelledMedium):
    """The medium in a block device holds no file system, and nothing else."""

    next_step = "Format the medium (Backup/Restore > Drives), label it, then choose Back Up Now."


class ForeignMedium(WrongMedium):
    """Data that is not ours lies on the medium. It is never overwritten."""

    next_step = "The medium holds data that is not ours and was left as it is. Insert one of the pool."


class ForeignFileSystem(ForeignMedium):
    """What lies in a block device is no file system that mmbackup mounts, or one that cannot be mounted."""

    next_step = (
        "Insert one of the pool; or format this one (Backup/Restore > Drives): all on it is lost then."
    )


class OtherPool(WrongMedium):
    """The medium is ours, but of another pool or site."""


class ProtectedMedium(WrongMedium):
    """The medium is inside its pool's retention, or holds parts of an attended backup under way."""

    next_step = "Insert another medium of the pool: this one's backup is still to be kept."


class LastGoodCopy(WrongMedium):
    """The medium holds the only verified set of a data type, and there is no room beside it."""

    next_step = "Insert another medium of the pool: what lies on this one lies nowhere else."


class UnusableMedium(WrongMedium):
    """The medium is retired, damaged or said to be lost."""

    next_step = "Insert another medium of the pool; this one was taken out of use (Backup/Restore > Media)."


class NoUsableKey(MediumError):
    """The medium's pool is to be encrypted and has no key for it: nothing is written onto it in plain."""

    next_step = "Choose a key for the pool, or none if its backups are to be plain (Backup/Restore > Pools)."


class MediumOfThisBackup(WrongMedium):
    """An attended backup was given a medium that holds an earlier part of itself."""

    next_step = "Insert another medium: this one holds an earlier part of this very backup."


class WriteProtected(MediumError):
    next_step = "Take off the write protection, or insert another medium, then choose Back Up Now."


class MediumFull(MediumError):
    """The medium has no room; raised for ENOSPC and for EDQUOT."""

    next_step = "Insert a larger medium, or remove foreign data from this one, then choose Back Up Now."


class SystemDataDoesNotFit(MediumFull):
    next_step = "System data must fit onto one medium. Insert a larger one, then choose Back Up Now."


class MediumLost(MediumError):
    """The medium was taken out, or stopped answering, while the run needed it."""

    next_step = "Insert the medium again and leave it in until the run has ended, then choose Back Up Now."


class MediumDamaged(MediumError):
    """What was read back differs from what was written, or cannot be read."""

    next_step = "Do not trust this medium: retire it, insert another one, then choose Back Up Now."


class DriveBusy(BackupError):
    """Another run holds the drive's lock."""

    retry_helps = True
    next_step = "Wait until the other run on this drive has ended."


class NoMediumInTime(BackupError):
    """An attended backup waited for its next medium until its patience ended."""

    next_step = "The media written so far are good. Start the attended backup again when there is time."


class NothingToSave(BackupError):
    next_step = "Configure servers and sources (python manage.py config import), then choose Back Up Now."


class ServerDiskFull(BackupError):
    """The backup server's own disk has no room for the spool, the log or the database."""

    next_step = "Free space on the backup server's own disk, then choose Back Up Now."


class RunCancelled(BackupError):
    next_step = "The run was cancelled by hand. Choose Back Up Now to start another."


class SourceError(BackupError):
    """Costs its source, not the night."""

    outcome = Outcome.COMPLETED_WITH_ERRORS


class SourceUnreadable(SourceError):
    """A root that is missing or cannot be read."""


class SourceTimedOut(SourceError):
    """The source did not answer, or not in its time."""


class CommandFailed(SourceError):
    """A command source that could not be started or ended with a status other than zero."""


class RestoreError(BackupError):
    """Something about a restore, a verification or a drill."""

    next_step = "Read the errors above, mend their cause, then start it again."


class NothingPicked(RestoreError):
    next_step = "Pick at least one file, folder, data type or server that the backup holds."


class SetNotOnMedium(WrongMedium):
    """The medium is ours, but what is to be read does not lie on it, or is not what we know of it."""

    next_step = "Insert the medium that is asked for."


class SetUnknown(RestoreError):
    """No index of the set is kept here."""

    next_step = "Insert the set's medium and import it (Backup/Restore > Media, or manage.py medium import)."


class TargetRefused(RestoreError):
    """The place to restore to cannot be used."""

    next_step = "Choose another folder, or make room on the disk that it lies on."


class SoftwareNotStopped(RestoreError):
    """The command that stops the messaging software failed; nothing was restored."""

    next_step = "Stop the messaging software by hand, or mend its command, then start the restore again."


class KeyNeeded(RestoreError):
    """The set is encrypted and no key was given."""

    next_step = "Give one of the keys that the backup is encrypted to."


class WrongKey(KeyNeeded):
    """What was given is no key, or none that the set is encrypted to."""


class DrillFailed(RestoreError):
    next_step = "Read the drill's log; then verify the medium, and make a backup onto another one."


class FormatError(BackupError):
    """What was read from a medium is not in our format, or breaks its bounds."""
