"""Why nothing was changed about a person."""

from mmbackup.engine.errors import BackupError


class PersonRefused(BackupError):
    next_step = "Look at the list of people, and do it once more."


class PersonKnown(PersonRefused):
    next_step = "Choose another name."


class NobodyKnown(PersonRefused):
    next_step = "`manage.py person list` names those there are."


class LastAdministrator(PersonRefused):
    next_step = "Make somebody else an administrator first."


class PasswordRefused(PersonRefused):
    """reasons: each a whole sentence."""

    next_step = "Choose another password."

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons).rstrip("."))
        self.reasons = reasons
