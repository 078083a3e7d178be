"""Opens what was restored as whoever uses it would: known by its content, read here or by its own tool.

What lies in it may be made by an enemy: what cannot be looked at within bounds is not looked at.
"""

import email
import email.policy
import re
import sqlite3
import time
import wave
from collections.abc import Callable
from contextlib import closing

from mmbackup.engine.operations.drill.by_tool import problem_by_tool
from mmbackup.engine.operations.drill.kinds import (
    LDIF,
    MARIADB,
    MBOX,
    MIME,
    POSTGRESQL,
    QUEUE,
    REDIS,
    ROLES,
    SQLITE,
    WAV,
)
from mmbackup.engine.operations.drill.mbox import is_mbox, problem_of_mbox
from mmbackup.engine.sources.mail_queues.postfix import is_message_of_queue
from mmbackup.engine.sources.port import Programs

LARGEST_MAIL = 8 << 20
MOST_LINES_OF_MAIL = 200_000
MOST_PARTS = 2_000
SOUND_AT_ONCE = 1 << 20  # bytes
SQLITE_PATIENCE = 45.0  # seconds
_LARGEST_PAGE = 65536  # which its two bytes cannot hold
LARGEST_VALUE = 64 << 20
_MIME_HEAD = re.compile(rb"(?im)^(mime-version|received|from|message-id):")
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:")
_SIZES = re.compile(rb"C. *\d+ +\d+ +\d+ +\d+")  # how each file of Postfix's queue begins
_FIRST_WORDS = {
    b"SQLite format 3\0": SQLITE,
    b"PGDMP": POSTGRESQL,
    b"REDIS": REDIS,
    b"VALKEY": REDIS,
    b"/*M!999999": MARIADB,
    b"-- MariaDB dump": MARIADB,
    b"-- MySQL dump": MARIADB,
    b"--\n-- PostgreSQL database cluster dump": ROLES,
}


def kind_of(path: bytes) -> str:
    """Empty for what nobody here can open, or may in reason."""
    with open(path, "rb") as file:
        head = file.read(4096)
    for words, kind in _FIRST_WORDS.items():
        if head.startswith(words):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return WAV
    if path.lower().endswith(b".ldif"):
        return LDIF
    if _SIZES.match(head) or is_message_of_queue(path):
        return QUEUE
    if is_mbox(head):
        return MBOX
    is_mail = bool(_HEADER.match(head)) and bool(_MIME_HEAD.search(head))
    return MIME if is_mail and _is_small_mail(path) else ""


def problem_of(path: bytes, kind: str, programs: Programs) -> str:
    """What is wrong with it, in a few words; empty when it opens."""
    try:
        return _OPENERS[kind](path) if kind in _OPENERS else problem_by_tool(path, kind, programs)
    except (OSError, EOFError, ValueError, LookupError, wave.Error, sqlite3.Error) as error:
        return f"{type(error).__name__}: {error}"


def _is_small_mail(path: bytes) -> bool:
    with open(path, "rb") as file:
        text = file.read(LARGEST_MAIL + 1)
    few_lines = text.count(b"\n") <= MOST_LINES_OF_MAIL and text.count(b"\n--") <= MOST_PARTS
    return len(text) <= LARGEST_MAIL and few_lines


def _sqlite(path: bytes) -> str:
    """On the restored copy; nothing in it is changed."""
    if _is_short(path):
        return "it is shorter than it says"
    until = time.monotonic() + SQLITE_PATIENCE
    with closing(sqlite3.connect(f"file:{_quoted(path)}?mode=ro&immutable=1", uri=True)) as database:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
        database.set_progress_handler(lambda: time.monotonic() > until, 100_000)
        database.execute("PRAGMA trusted_schema = OFF")
        found = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
    return "" if found == "ok" else f"integrity check: {found}"


def _is_short(path: bytes) -> bool:
    """The size in pages stands in its head; what lacks of the last page SQLite takes for zeros."""
    with open(path, "rb") as file:
        head = file.read(100)
        size = file.seek(0, 2)
    page, pages = int.from_bytes(head[16:18]), int.from_bytes(head[28:32])
    is_told = head[24:28] == head[92:96]  # an old SQLite leaves the count as it was
    return is_told and size < (page if page > 1 else _LARGEST_PAGE) * pages


def _quoted(path: bytes) -> str:
    return "".join(
        chr(byte) if (byte < 128 and chr(byte).isalnum()) or byte in b"/._-" else f"%{byte:02X}"
        for byte in path
    )


def _wav(path: bytes) -> str:
    with open(path, "rb") as file, wave.open(file) as sound:
        width = sound.getnchannels() * sound.getsampwidth()
        announced, read = sound.getnframes() * width, 0
        while chunk := sound.readframes(max(1, SOUND_AT_ONCE // width)):
            read += len(chunk)
    return "" if read == announced else f"{read:,} bytes of sound where {announced:,} are announced"


def _mime(path: bytes) -> str:
    with open(path, "rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.compat32)
    defects = [defect for part in message.walk() for defect in part.defects]
    return ", ".join(type(defect).__name__ for defect in defects[:3])


_OPENERS: dict[str, Callable[[bytes], str]] = {
    SQLITE: _sqlite,
    WAV: _wav,
    MIME: _mime,
    MBOX: problem_of_mbox,
}
