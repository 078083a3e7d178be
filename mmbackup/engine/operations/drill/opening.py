"""Opens what was restored as whoever uses it would: by its content, with the standard library alone."""

import email
import email.policy
import os
import re
import sqlite3
import time
import wave
from collections.abc import Callable
from contextlib import closing

LARGEST_IN_MEMORY = 64 << 20
SQLITE_PATIENCE = 60.0  # seconds
SQLITE, LDIF, WAV, MIME = "SQLite", "LDIF", "WAV", "MIME"
_MIME_HEAD = re.compile(rb"(?im)^(mime-version|received|from|message-id):")
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:")
_LDIF_LINE = re.compile(r"[A-Za-z][A-Za-z0-9;.-]*:[:<]? ?.*")


def kind_of(path: bytes) -> str:
    """Empty for what nobody here can open."""
    with open(path, "rb") as file:
        head = file.read(4096)
    if head.startswith(b"SQLite format 3\0"):
        return SQLITE
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return WAV
    if path.lower().endswith(b".ldif"):
        return LDIF
    return MIME if _HEADER.match(head) and _MIME_HEAD.search(head) else ""


def problem_of(path: bytes, kind: str) -> str:
    """What is wrong with it, in a few words; empty when it opens."""
    try:
        return _OPENERS[kind](path)
    except (OSError, EOFError, ValueError, LookupError, wave.Error, sqlite3.Error) as error:
        return f"{type(error).__name__}: {error}"


def _sqlite(path: bytes) -> str:
    """On the restored copy; nothing in it is changed."""
    until = time.monotonic() + SQLITE_PATIENCE
    with closing(sqlite3.connect(f"file:{_quoted(path)}?mode=ro&immutable=1", uri=True)) as database:
        database.set_progress_handler(lambda: time.monotonic() > until, 100_000)
        found = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
    return "" if found == "ok" else f"integrity check: {found}"


def _quoted(path: bytes) -> str:
    return "".join(chr(byte) if chr(byte).isalnum() or byte in b"/._-" else f"%{byte:02X}" for byte in path)


def _wav(path: bytes) -> str:
    with open(path, "rb") as file, wave.open(file) as sound:
        frames, width = sound.getnframes(), sound.getnchannels() * sound.getsampwidth()
        read = 0
        while chunk := sound.readframes(1 << 16):
            read += len(chunk)
    return "" if read == frames * width else f"{read:,} bytes of sound where {frames * width:,} are announced"


def _mime(path: bytes) -> str:
    if os.path.getsize(path) > LARGEST_IN_MEMORY:
        return ""  # too large to parse in memory; its bytes were compared
    with open(path, "rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.compat32)
    defects = [defect for part in message.walk() for defect in part.defects]
    return ", ".join(type(defect).__name__ for defect in defects[:3])


def _ldif(path: bytes) -> str:
    """A record begins with its name; a line is an attribute, a comment, or goes on from the one before."""
    begins = True
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            text = line.rstrip("\r\n")
            if not text:
                begins = True
            elif not text.startswith(("#", " ")):
                if not _LDIF_LINE.fullmatch(text) or (begins and not text.startswith(("dn:", "version:"))):
                    return f"line {number:,} is no LDIF"
                begins = begins and text.startswith("version:")
    return ""


_OPENERS: dict[str, Callable[[bytes], str]] = {SQLITE: _sqlite, LDIF: _ldif, WAV: _wav, MIME: _mime}
