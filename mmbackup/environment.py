"""The environment variables that steer an installation: read once, each with a safe default."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
SOCKET_PATH_LIMIT = 100  # the kernel's limit is 108 bytes with the ending NUL

env = environ.Env()  # type: ignore[no-untyped-call]  # the library ships partial types
DATA_DIR = Path(env.str("MMBACKUP_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()


def data_folder(name: str) -> Path:
    """A folder of the data folder, made on first use, for this user's eyes only."""
    folder = DATA_DIR / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret_key() -> str:
    """SECRET_KEY, or one made once and kept in the data folder."""
    given = env.str("SECRET_KEY", default="")
    if given:
        return given
    kept = data_folder("secrets") / "secret_key"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text()
    made = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w") as file:
        file.write(made)
    return made


def broker_socket() -> Path:
    """The embedded broker's socket: in the data folder, or in a folder of our own where that name is too long."""
    inside = DATA_DIR / "run" / "broker.sock"
    if len(os.fsencode(inside)) <= SOCKET_PATH_LIMIT:
        return inside
    digest = hashlib.sha256(os.fsencode(DATA_DIR)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"mmbackup-{os.getuid()}-{digest}" / "broker.sock"


def redis_url() -> str:
    """REDIS_URL, or the embedded broker's address."""
    return env.str("REDIS_URL", default="") or f"redis+socket://{broker_socket()}"
