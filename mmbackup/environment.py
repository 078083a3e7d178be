"""The environment variables that steer an installation: read once, each with a safe default and a hint."""

import hashlib
import os
import secrets
import tempfile
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
SOCKET_PATH_LIMIT = 100  # the kernel's limit is 108 bytes with the ending NUL
BROKER_SCHEMES = {"redis", "rediss", "redis+socket"}
DATABASE_SCHEMES = {"sqlite", "postgres", "postgresql"}
SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "  # readers and writer do not wait for each other
    "PRAGMA mmap_size=268435456; PRAGMA cache_size=-16000;"  # rows are read where the system keeps the file
)

env = environ.Env()  # type: ignore[no-untyped-call]  # the library ships partial types


def data_dir() -> Path:
    """MMBACKUP_DATA_DIR: made when missing, and it must be writable."""
    folder = Path(env.str("MMBACKUP_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"MMBACKUP_DATA_DIR: the folder {folder} cannot be made ({error.strerror}). "
            "Name a folder that this user may write to."
        ) from error
    return folder


DATA_DIR = data_dir()


def data_folder(name: str) -> Path:
    """A folder of the data folder, made on first use, for this user's eyes only."""
    folder = DATA_DIR / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret_key() -> str:
    """SECRET_KEY, or one made once and kept in the data folder."""
    given = env.str("SECRET_KEY", default="")
    return given or _kept_secret(data_folder("secrets") / "secret_key")


def _kept_secret(path: Path) -> str:
    """Written beside and linked into place, so that two processes starting at once agree on one."""
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as made:
            made.write(secrets.token_urlsafe(64))
            made.flush()
            with suppress(FileExistsError):  # another process was first
                os.link(made.name, path)
    return path.read_text()


def time_zone() -> str:
    """TIME_ZONE: an IANA name."""
    name = env.str("TIME_ZONE", default="UTC")
    if name not in available_timezones():
        raise ImproperlyConfigured(f"TIME_ZONE: {name!r} is not an IANA name such as Europe/Berlin.")
    return name


def trusted_proxies() -> list[IPv4Network | IPv6Network]:
    """TRUSTED_PROXIES: addresses or networks whose word on who asks is taken; none by default."""
    try:
        return [ip_network(text) for text in env.list("TRUSTED_PROXIES", default=[])]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES: {error}. Give addresses or networks, such as 127.0.0.1,10.0.0.0/8."
        ) from error


def database() -> dict[str, Any]:
    """DATABASE_URL as Django wants it; SQLite in the data folder by default."""
    default = f"sqlite:///{data_folder('db') / 'mmbackup.sqlite3'}"
    url = env.str("DATABASE_URL", default="") or default
    if urlsplit(url).scheme not in DATABASE_SCHEMES:
        raise ImproperlyConfigured(
            "DATABASE_URL: give sqlite:////folder/file.sqlite3 or postgresql://user:password@host:5432/name."
        )
    settings: dict[str, Any] = env.db_url_config(url)  # type: ignore[no-untyped-call]  # as above
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",  # two writers wait for each other instead of failing
            "timeout": 20,
            "init_command": SQLITE_START,
        }
    settings["CONN_HEALTH_CHECKS"] = True
    return settings


def broker_socket() -> Path:
    """The embedded broker's socket: in the data folder, or in a folder of our own where that is too long."""
    inside = DATA_DIR / "run" / "broker.sock"
    if len(os.fsencode(inside)) <= SOCKET_PATH_LIMIT:
        return inside
    digest = hashlib.sha256(os.fsencode(DATA_DIR)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"mmbackup-{os.getuid()}-{digest}" / "broker.sock"


def redis_url() -> str:
    """REDIS_URL, or the embedded broker's address."""
    url = env.str("REDIS_URL", default="") or f"redis+socket://{broker_socket()}"
    if urlsplit(url).scheme not in BROKER_SCHEMES:
        raise ImproperlyConfigured(
            "REDIS_URL: give redis://host:6379/0 or redis+socket:///folder/broker.sock."
        )
    return url
