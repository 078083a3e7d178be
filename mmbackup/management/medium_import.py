"""`manage.py medium import`: in this process where it may, or where a key is given; else by the worker."""

from collections.abc import Callable
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from mmbackup.engine.format.decryption import identities_in
from mmbackup.management.medium_at_drive import do_at_drive
from mmbackup.management.whoami import whoami
from mmbackup.models import Drive, DriveAct
from mmbackup.services.drives.drive_acts import BY_ANYBODY
from mmbackup.services.index.import_medium import import_medium

LONGEST_KEY_FILE = 64 << 10
Say = Callable[[str], object]


def import_from(drive: Drive, key_file: str | None, say: Say) -> bool:
    """False when something on the medium could not be imported."""
    if drive.kind not in BY_ANYBODY and key_file is None:
        say(do_at_drive(drive, DriveAct.Verb.IMPORT))
        return True
    identities = _keys(key_file) if key_file else ()
    report = import_medium(drive=drive, by=whoami(), now=timezone.now(), identities=identities)
    for sentence in report.sentences:
        say(sentence)
    return report.is_whole


def _keys(path: str) -> tuple[str, ...]:
    try:
        with Path(path).open("rb") as file:
            text = file.read(LONGEST_KEY_FILE).decode()
    except OSError as error:
        raise CommandError(f"The key file {path} cannot be read: {error.strerror}.", returncode=2) from error
    except UnicodeDecodeError as error:
        raise CommandError(f"The key file {path} holds no age keys.", returncode=2) from error
    return identities_in(text)
