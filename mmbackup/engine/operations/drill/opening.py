"""Opens what was restored as whoever uses it would: by its content, with the standard library alone.

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

LARGEST_MAIL = 8 << 20
MOST_LINES_OF_MAIL = 200_000
MOST_PARTS = 2_000
LONGEST_LINE = 1 << 20
SOUND_AT_ONCE = 1 << 20  # bytes
SQLITE_PATIENCE = 45.0  # seconds
LARGEST_VALUE = 64 << 20
SQLITE, LDIF, WAV, MIME = "SQLite", "LDIF", "WAV", "MIME"
_MIME_HEAD = re.compile(rb"(?im)^(mime-version|received|from|message-id):")
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:")
_LDIF_LINE = re.compile(rb"[A-Za-z][A-Za-z0-9;.-]*:[:<]? ?.*")


def kind_of(path: bytes) -> str:
    """Empty for what nobody here can open, or may in reason."""
    with open(path, "rb") as file:
        head = file.read(4096)
    if head.startswith(b"SQLite format 3\0"):
        return SQLITE
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return WAV
    if path.lower().endswith(b".ldif"):
        return LDIF
    is_mail = bool(_HEADER.match(head)) and bool(_MIME_HEAD.search(head))
    return MIME if is_mail and _is_small_mail(path) else ""


def problem_of(path: bytes, kind: str) -> str:
    """What is wrong with it, in a few words; empty when it opens."""
    try:
        return _OPENERS[kind](path)
    except (OSError, EOFError, ValueError, LookupError, wave.Error, sqlite3.Error) as error:
        return f"{type(error).__name__}: {error}"


def _is_small_mail(path: bytes) -> bool:
    with open(path, "rb") as file:
        text = file.read(LARGEST_MAIL + 1)
    few_lines = text.count(b"\n") <= MOST_LINES_OF_MAIL and text.count(b"\n--") <= MOST_PARTS
    return len(text) <= LARGEST_MAIL and few_lines


def _sqlite(path: bytes) -> str:
    """On the restored copy; nothing in it is changed."""
    until = time.monotonic() + SQLITE_PATIENCE
    with closing(sqlite3.connect(f"file:{_quoted(path)}?mode=ro&immutable=1", uri=True)) as database:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
        database.set_progress_handler(lambda: time.monotonic() > until, 100_000)
        database.execute("PRAGMA trusted_schema = OFF")
        found = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
    return "" if found == "ok" else f"integrity check: {found}"


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


def _ldif(path: bytes) -> str:
    """A record begins with its name; a line is an attribute, a comment, or goes on from the one before."""
    begins, number = True, 0
    with open(path, "rb") as file:
        while line := file.readline(LONGEST_LINE):
            number += 1
            text = line.rstrip(b"\r\n")
            if not text:
                begins = True
            elif not text.startswith((b"#", b" ")):
                is_name = text.startswith((b"dn:", b"version:"))
                if not _LDIF_LINE.fullmatch(text) or (begins and not is_name):
                    return f"line {number:,} is no LDIF"
                begins = begins and text.startswith(b"version:")
    return ""


_OPENERS: dict[str, Callable[[bytes], str]] = {SQLITE: _sqlite, LDIF: _ldif, WAV: _wav, MIME: _mime}
