"""Where fuzzing begins: for each target bytes that our own writers make, and some that they never would."""

import json
from datetime import UTC, date, datetime
from functools import cache

import pyrage
import zstandard

from fuzz.targets import AGE_IDENTITY
from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format import archive, identity, set_account, set_text
from mmbackup.engine.format.archive import sparse_map
from mmbackup.engine.format.frame import frame_of
from mmbackup.engine.format.manifest_line import Origin, frame_text, manifest_line
from mmbackup.engine.tally import Tally

NOW = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)
UUID = "9c113416-3754-439e-857f-036cf1b6a5f6"
ODD = (
    b"",
    b"{}",
    b"[" * 3000,
    b"NaN",
    b'{"a":' * 1500,
    b"1" * 5000,
    b'"\\ud800"',
    b"\xff\xfe",
    b'{"a":1,"a":2}',
)


@cache
def seeds() -> dict[str, list[bytes]]:
    """By the target's name; a target without any begins with nothing."""
    lines, age = manifest_lines(), age_files()
    return {
        "read_identity": [identity.encode(_identity()), *ODD],
        "read_set_json": [set_text.encode(one_set()), *ODD],
        "read_any_json": [*ODD, *lines],
        "read_manifest": [zstandard.compress(b"".join(lines)), *map(zstandard.compress, (*lines, *ODD))],
        "read_manifest_in_pieces": [b"".join(lines), *lines],
        "read_manifest_line": [*lines, *ODD],
        "read_names": [b"a/b", b"../a", b"\\x0a", "\u202eabc".encode(), b"\xed\xb2\x80", b"a\0", b"/a"],
        "read_frames": [frame_of(text) for text in (b"", b"a", bytes(5000), b"".join(lines))],
        "read_archive_member": members(),
        "read_sparse_map": [b"\x10" + sparse_map([(0, 5), (4096, 7)]), b"\xff0\n", b"\x01999999\n1\n1\n"],
        "read_age_file": age,
        "read_age_stream": age,
        "read_key_file": [AGE_IDENTITY.encode(), b"# made\n" + AGE_IDENTITY.encode() + b"\n"],
        "read_log": [b"\x02" + bytes(16) + b"a\n" * 500, b"\0one\nERROR\n\xff\n"],
    }


def one_set() -> set_account.BackupSet:
    files = tuple(
        set_account.SetFile(name, 7, "ab" * 32) for name in ("messages.0001.tar.zst", "part-0001.zst")
    )
    where = (UUID, "20261122T030500Z-attended-2", 2, 2, "Head Office", UUID, UUID, "A", NOW, NOW)
    tallies = (Tally(DataType.MESSAGES, "MSS1", 9, 999, 8, 900),)
    earlier = (set_account.EarlierPart(1, UUID, "B", 4, files[1].name),)
    return set_account.BackupSet(*where, tallies, 0, files, earlier=earlier)


def manifest_lines() -> list[bytes]:
    origin = Origin("messages", "MSS1", "messages").text()
    kinds = (
        (archive.FILE, b""),
        (archive.SYMLINK, b"\xff"),
        (archive.HARD_LINK, b"MSS1/a"),
        (archive.FOLDER, b""),
    )
    members = [archive.Member(b"MSS1/\xff\n", kind, 0o644, 0, 0, 3, 7, link=link) for kind, link in kinds]
    made = [
        manifest_line(
            member, size=3, sha256="ab" * 32 if member.kind == archive.FILE else "", at=512, origin=origin
        )
        for member in members
    ]
    whole = [line.replace(b"\0", frame_text("messages.0001.tar.zst", 99)) for line in made]
    sliced = json.loads(whole[0]) | {"slice": {"number": 1, "offset": 0, "size": 1, "of": 3}}
    return [*whole, json.dumps(sliced).encode() + b"\n"]


def members() -> list[bytes]:
    """Plain, long names, links, extended attributes, sparse, out of bounds."""
    plain = archive.Member(b"MSS1/a", archive.FILE, 0o644, 0, 0, 3, 7)
    xattrs = ((b"user.a=%", b"\n"), (b"security.selinux", b"x\0"))
    others = (
        archive.Member(b"MSS1/" + b"\xff" * 200, archive.SYMLINK, 0o777, 0, 0, 0, -7, link=b"../" * 50),
        archive.Member(b"MSS1/b", archive.FILE, 0o6755, 1 << 31, 1 << 31, 9 << 30, 1 << 62, xattrs=xattrs),
    )
    sparse = archive.sparse_headers(plain, 1 << 30) + sparse_map([(4096, 3)]) + b"abc"
    return [archive.headers(plain) + b"abc", sparse, *map(archive.headers, others)]


def age_files() -> list[bytes]:
    """A passphrase costs a second of computing, by design."""
    recipient = pyrage.x25519.Identity.from_str(AGE_IDENTITY).to_public()
    made = [pyrage.encrypt(text, [recipient]) for text in (b"", b"abc", bytes(70_000))]
    return [*made, pyrage.passphrase.encrypt(b"abc", "words"), b"age-encryption.org/v1\n--- \n"]


def _identity() -> identity.Identity:
    return identity.Identity(UUID, "A", "nightly", NOW, 7, date(2031, 1, 1))
