"""The migrated database of SQLite, made once for each state of the migrations: a copy takes no time."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import ExitStack, closing
from pathlib import Path

from mmbackup.environment import BASE_DIR

FOLDER = BASE_DIR / ".pytest_cache"  # make clean removes it
_making = ExitStack()


def kept_database() -> Path:
    """Of these migrations, and these versions of what else brings some."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.read_bytes())
    return FOLDER / f"migrated-{digest.hexdigest()[:16]}.sqlite3"


def _sources() -> Iterable[Path]:
    yield BASE_DIR / "requirements.lock"
    yield BASE_DIR / "mmbackup" / "settings.py"
    for room in ("migrations", "models"):
        yield from sorted((BASE_DIR / "mmbackup" / room).glob("*.py"))


def take_kept(database: str) -> bool:
    """Whether there was one. If not, this process is to make and keep it, the others wait."""
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    if copied_to(database):
        return True
    FOLDER.mkdir(exist_ok=True)
    lock = _making.enter_context((FOLDER / "migrating").open("wb"))
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not copied_to(database):
        return False
    _making.close()
    return True


def copied_to(database: str) -> bool:
    """Whether there was one to copy."""
    try:
        shutil.copyfile(kept_database(), database)
    except FileNotFoundError:
        return False
    return True


def keep(database: str) -> None:
    """Whole or not at all."""
    with _making:
        if not kept_database().exists():
            _keep(database, kept_database())


def _keep(database: str, kept: Path) -> None:
    for older in FOLDER.glob("migrated-*.sqlite3"):
        older.unlink(missing_ok=True)
    being_made = kept.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("VACUUM INTO ?", [str(being_made)])
    being_made.replace(kept)
