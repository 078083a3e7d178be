"""Queues of mail servers made by hand, as the servers leave them: formats of Postfix 3.7 and Exim 4.96."""

import os
from dataclasses import replace
from pathlib import Path

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.hosts.host import Host
from mmbackup.engine.sources.port import SourceSpec

EXIM_IDS = ("1xVXBD-0006qn-2R", "1xVXBD-0006qq-2i")
_HEADERS = """{identity}-H
root 0 0
<a@voice.example>
1795452371 0
-received_time_usec .755143
-received_local
XX
1
{recipient}

154P Received: from root by mas.voice.example with local (Exim 4.96)
\t(envelope-from <a@voice.example>)
\tid {identity};
\tMon, 23 Nov 2026 16:46:11 +0000
012  Subject: n1
"""


def source(folder: Path, host: Host | None = None, **settings: object) -> SourceSpec:
    item = data_item(ServerKind.MAS, "message-queue")
    spec = SourceSpec("MAS1", item, "queue", "queue", {"folder": str(folder), **settings})
    return replace(spec, host=host)


def record(kind: str, text: str) -> bytes:
    size = len(text)
    return kind.encode() + bytes([size & 0x7F | 0x80, size >> 7] if size > 0x7F else [size]) + text.encode()


def postfix_file(identity: str, subject: str, *, waiting: int = 1, served: int = 0) -> bytes:
    """A message as cleanup(8) writes it."""
    content = record("N", f"Subject: {subject}") + record("N", "") + record("N", "hello")
    return b"".join(
        (
            record("C", f"{len(content):15d} {200:15d} {waiting + served:15d} {0:15d} {len(content):15d} 0"),
            record("T", "1795452215 859987"),
            record("A", f"log_ident={identity}"),
            record("S", "a@voice.example"),
            *(record("R", f"u{number}@branch.example") for number in range(waiting)),
            *(record("D", f"v{number}@branch.example") for number in range(served)),
            record("M", ""),
            content,
            record("X", ""),
            record("E", ""),
        )
    )


def postfix_message(queue: Path, path: str, content: bytes = b"", *, whole: bool = True) -> Path:
    file = queue / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content or postfix_file(file.name, file.name))
    file.chmod(0o700 if whole else 0o600)
    return file


def postfix_queue(queue: Path) -> Path:
    """Empty; with what Postfix keeps beside the messages."""
    for name in ("maildrop", "incoming", "active", "deferred", "hold", "bounce", "defer", "trace", "private"):
        (queue / name).mkdir(parents=True)
    (queue / "pid").mkdir()
    (queue / "pid" / "master.pid").write_text("1\n")
    return queue


def exim_message(spool: Path, identity: str, parts: str = "HD", below: str = "input") -> None:
    folder = spool / below
    folder.mkdir(parents=True, exist_ok=True)
    for part in parts:
        text = _HEADERS.format(identity=identity, recipient="u1@branch.example") if part == "H" else ""
        (folder / f"{identity}-{part}").write_text(text or f"{identity}-{part}\nbody\n")


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def owners(folder: Path) -> set[int]:
    return {os.lstat(path).st_uid for path in folder.rglob("*")}
