"""Make the sample system's folder: whole or not at all, and the same on each machine."""

import os
import shutil
from datetime import UTC, datetime
from random import Random

from mmbackup.sample.application_server import make_application_server
from mmbackup.sample.folder import Folder
from mmbackup.sample.message_store import make_message_store
from mmbackup.sample.voice import Choir

SEED = 20261120
DAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # the sample's last day; nothing in it is newer

_READY = os.path.join(os.path.dirname(__file__), "files")


def make_sample(folder: str) -> bool:
    """False when it is there already; a half-made one of an interrupted attempt is made anew."""
    if os.path.exists(folder):
        return False
    half = f"{folder}.incomplete"
    shutil.rmtree(half, ignore_errors=True)
    _make(Folder(half))
    os.rename(half, folder)
    return True


def _make(folder: Folder) -> None:
    choir = Choir(_seeded(0))
    _copy_ready_files(folder)
    make_message_store(Folder(f"{folder.path}/MSS1"), choir, DAY, _seeded(1))
    make_application_server(Folder(f"{folder.path}/MAS1"), choir, DAY, _seeded(2))
    folder.date_folders(DAY)


def _seeded(number: int) -> Random:
    """The same dice on each machine."""
    return Random(SEED + number)  # noqa: S311  a sample, not a secret


def _copy_ready_files(folder: Folder) -> None:
    """Settings, lists and applications, each dated some time before the sample's day."""
    random = _seeded(3)
    for path in sorted(_files(_READY)):
        with open(os.path.join(_READY, path), "rb") as file:
            changed_at = datetime.fromtimestamp(DAY.timestamp() - random.randrange(300 * 86400), UTC)
            folder.write(path, file.read(), changed_at=changed_at)


def _files(folder: str) -> list[str]:
    return [
        os.path.relpath(os.path.join(path, name), folder)
        for path, _, names in os.walk(folder)
        for name in names
    ]
