"""A key pair whose secret lies on this server, so that drills of encrypted media need nobody.

Whoever has the server then has what opens the media that were encrypted to this key too.
"""

import os
import tempfile
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pyrage import x25519

from mmbackup.engine.errors import WrongKey
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.environment import data_folder
from mmbackup.models import EncryptionKey, Site
from mmbackup.services.keys.new_keys import add_key
from mmbackup.services.keys.public_of import one_secret
from mmbackup.services.keys.refusals import KeyRefused
from mmbackup.services.keys.retire_key import retire_key


def make_drill_key(*, site: Site, by: str, now: datetime) -> EncryptionKey:
    """It is used once a pool is given it. Raise KeyRefused when there is one already, or ServerDiskFull."""
    if current_drill_key(site=site) is not None:
        raise KeyRefused("there is a drill key already")
    identity = x25519.Identity.generate()
    key = EncryptionKey(
        site=site,
        name=f"Drill key of {now:%Y-%m-%d %H.%M.%S}",
        public=str(identity.to_public()),
        origin=EncryptionKey.Origin.DRILL,
        made_at=now,
        made_by=by,
        confirmed_at=now,
    )
    _store(str(identity))
    add_key(key)
    return key


def remove_drill_key(*, key: EncryptionKey, by: str, now: datetime, knowing: Collection[str] = ()) -> None:
    """The secret goes for good: no drill opens what was encrypted to it any more. As retire_key."""
    retire_key(key=key, by=by, now=now, knowing=knowing)
    with server_disk(), suppress(FileNotFoundError):
        os.unlink(_path())


def current_drill_key(*, site: Site) -> EncryptionKey | None:
    drill = EncryptionKey.Origin.DRILL
    return EncryptionKey.objects.filter(site=site, origin=drill, retired_at=None).first()


def drill_secret() -> str | None:
    """None when there is none, or nothing that is a key."""
    try:
        return one_secret(_path().read_text("ascii"))
    except (OSError, UnicodeDecodeError, WrongKey):
        return None


def _path() -> Path:
    return data_folder("secrets") / "drill-key"


def _store(secret: str) -> None:
    """For this user's eyes only, whole or not at all."""
    with server_disk(), tempfile.NamedTemporaryFile("w", dir=_path().parent, delete=False) as made:
        made.write(f"{secret}\n")
        made.flush()
        os.fsync(made.fileno())
        os.replace(made.name, _path())
