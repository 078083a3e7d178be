"""Why nothing was done about a key."""

from mmbackup.engine.errors import BackupError


class KeyRefused(BackupError):
    next_step = "Look at the list of keys, and do it once more."


class KeyNameTaken(KeyRefused):
    next_step = "Choose another name."


class WrongEnd(KeyRefused):
    next_step = "Type the last 8 characters as they stand on the paper key; if it is lost, retire the key."


class LastKey(KeyRefused):
    """Of a pool, which would refuse all backups afterwards."""

    next_step = "Give the pool another key first, or none if its backups are to be plain; or confirm it."
