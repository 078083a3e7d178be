"""A session with deploy/mmbackup-collect.ps1, made by hand.

No Windows was there to record it from. What is told follows Microsoft's documentation of each cmdlet and of
wbadmin, and the hives are no more than a base block and empty bins: nothing here shows what a real Windows
answers. It shows what becomes of such an answer.
"""

import io
import struct
import tarfile
from typing import NamedTuple

from mmbackup.engine.sources.windows_hive import checksum


class Answer(NamedTuple):
    said: bytes
    complaint: bytes = b""
    status: int = 0


def hive(bins: int = 2) -> bytes:
    """As reg save would write it: a base block, then bins of 4 KiB."""
    block = bytearray(4096)
    block[:4] = b"regf"
    struct.pack_into("<5I", block, 20, 1, 5, 0, 1, 32)
    struct.pack_into("<I", block, 40, bins * 4096)
    struct.pack_into("<I", block, 508, checksum(bytes(block)))
    heads = (struct.pack("<4sII", b"hbin", at * 4096, 4096) for at in range(bins))
    rest = b"".join((head + b"\r\n\0\x1a" * 1024)[:4096] for head in heads)
    return bytes(block) + rest


def _archive(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return made.getvalue()


def _lines(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()


def _part(name: str, *lines: str) -> tuple[str, Answer]:
    return f"mmbackup-collect windows ={name}", Answer(_lines(*lines))


HELLO = _lines("mmbackup-collect 1").replace(b"\r", b"") + b"user MAS1\\backup\nhost MAS1\n"
HOSTS = "\ufeff# Zentrale\r\n10.0.0.9\tmss1\r\n".encode("utf-16-le")  # as Notepad saves "Unicode"
VERSIONS = (
    "wbadmin 1.0 - Backup command-line tool\r\n\r\nBackup time: 11/22/2026 9:00 PM\r\n"
    "Backup target: Fixed Disk labeled Sicherung für E:\r\nVersion identifier: 11/22/2026-20:00\r\n"
    "Can recover: Volume(s), File(s), Application(s), System State\r\n"
).encode("cp850")  # a console's code page
ARCHIVE = _archive({"WindowsImageBackup/MAS1/SystemStateBackup/a.vhdx": bytes(range(256)) * 40})

SESSION = dict(
    [
        ("mmbackup-collect hello", Answer(HELLO)),
        _part(
            "software",
            "",
            "# Windows",
            '"Caption","Version","BuildNumber","OSArchitecture","CSName"',
            '"Microsoft Windows Server 2019 Standard","10.0.17763","17763","64-bit","MAS1"',
            "",
            "# Updates",
            '"HotFixID","Description","InstalledOn"',
            '"KB5005112","Security Update","8/12/2025 12:00:00 AM"',
        ),
        _part(
            "services",
            "",
            "# Services",
            '"Name","DisplayName","StartMode","State","StartName","PathName"',
            '"sshd","OpenSSH SSH Server","Auto","Running","LocalSystem","C:\\OpenSSH\\sshd.exe"',
        ),
        _part(
            "network",
            "",
            "# Addresses",
            '"InterfaceAlias","IPAddress","PrefixLength","PrefixOrigin","AddressState"',
            '"Büro","10.0.0.8","24","Manual","Preferred"',
        ),
        _part("disks", "", "# Volumes", '"DriveLetter","FileSystemLabel","FileSystem"', '"C","","NTFS"'),
        _part("accounts", "", "# Users", '"Name","FullName","Enabled"', '"Administrator","","True"'),
        ("mmbackup-collect windows =hosts", Answer(HOSTS)),
        *(
            (f"mmbackup-collect windows =hive ={name}", Answer(hive(bins)))
            for bins, name in enumerate(("SYSTEM", "SOFTWARE", "SAM", "SECURITY", "DEFAULT"), start=1)
        ),
        ("mmbackup-collect windows =system-state-versions =E\\0072", Answer(VERSIONS)),
        ("mmbackup-collect windows =system-state =E\\0072", Answer(ARCHIVE)),
    ]
)
