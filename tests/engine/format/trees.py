"""A tree of files with everything that is hard to keep, and a way to compare two of them."""

import hashlib
import os
import stat
from pathlib import Path

Facts = tuple[object, ...]


def plant(root: Path) -> None:
    """As root; folders get their times last."""
    mail = root / "MSS1" / "mail"
    mail.mkdir(parents=True)
    for name in (b"plain", b"new\nline", b"caf\xc3\xa9", b"\xff\xfe", b"-rf", b"x" * 255, b"a\\b", b" *?["):
        (mail / os.fsdecode(name)).write_bytes(name * 100)
    (mail / "executable").write_bytes(b"#!/bin/sh\n")
    (mail / "executable").chmod(0o4751)
    (mail / "owned").write_bytes(b"by somebody")
    os.chown(mail / "owned", 12345, 23456)
    os.link(mail / "plain", mail / "same as plain")
    (mail / "link").symlink_to("plain")
    (mail / "dangling").symlink_to("/nowhere/at/all")
    os.setxattr(mail / "plain", "user.colour", b"\0blue\n=")
    with (mail / "sparse").open("wb") as file:
        file.seek(1 << 20)
        file.write(b"end")
    deep = mail.joinpath(*["deep-" + "d" * 60] * 5)
    deep.mkdir(parents=True)
    (deep / "file").write_bytes(b"far down")
    (root / "MSS1" / "empty").mkdir(mode=0o700)
    for number, path in enumerate(sorted(root.rglob("*"), reverse=True)):
        os.utime(path, ns=(0, 1_600_000_000_123_456_789 + number), follow_symlinks=False)


def facts(root: Path) -> dict[str, Facts]:
    """What a restored tree must have in common with its source, by path."""
    first_names: dict[int, str] = {}
    found: dict[str, Facts] = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        status = path.lstat()
        first = first_names.setdefault(status.st_ino, name)
        owner = (stat.filemode(status.st_mode), status.st_uid, status.st_gid, status.st_mtime_ns)
        found[name] = (*owner, first, _content(path, status.st_mode), _xattrs(path))
    return found


def _content(path: Path, mode: int) -> str:
    if stat.S_ISLNK(mode):
        return str(path.readlink())
    if stat.S_ISREG(mode):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return ""


def _xattrs(path: Path) -> tuple[tuple[str, bytes], ...]:
    names = sorted(os.listxattr(path, follow_symlinks=False))
    return tuple((name, os.getxattr(path, name, follow_symlinks=False)) for name in names)
