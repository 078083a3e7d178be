"""Two corpora, the same on each machine: A, many small mails with voice in them; B, few large files."""

import base64
import random
import shutil
from collections.abc import Callable
from pathlib import Path

_SEED = 20261122
_MAILS = 100_000
_MAIL_SIZES = (1_500, 3_000, 12_000, 25_000, 40_000, 70_000)
_LARGE_FILES = 100
_WORDS = (
    "message",
    "voice",
    "subscriber",
    "extension",
    "please",
    "call",
    "back",
    "meeting",
    "urgent",
    "reply",
)
# speech in 8 bits clusters around silence: this maps even bytes onto such a distribution
_SPEECH = bytes(min(255, max(0, 128 + int(((value - 127.5) / 127.5) ** 3 * 120))) for value in range(256))


def corpus(name: str, folder: Path, scale: float) -> Path:
    """Made once, then kept."""
    path = folder / f"corpus-{name}-{scale:g}"
    if not path.exists():
        unfinished = path.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        _MAKERS[name](unfinished, scale)
        unfinished.rename(path)
    return path


def _speech(source: random.Random, size: int) -> bytes:
    return source.randbytes(size).translate(_SPEECH)


def _text(source: random.Random, words: int) -> str:
    return " ".join(source.choices(_WORDS, k=words))


def _mail(source: random.Random, number: int, size: int) -> bytes:
    """As a message store writes it: headers, a few words, a recording."""
    boundary = f"=_{source.getrandbits(96):024x}"
    sender, receiver = source.randrange(1000, 9999), source.randrange(1000, 9999)
    head = (
        f"Return-Path: <{sender}@mss1.example.com>\n"
        f"Received: from mas1.example.com (mas1.example.com [10.0.0.{source.randrange(2, 250)}])\n"
        f"\tby mss1.example.com with ESMTP id {source.getrandbits(64):016X}\n"
        f"Message-ID: <{source.getrandbits(80):020x}.{number}@mss1.example.com>\n"
        f"From: Extension {sender} <{sender}@mss1.example.com>\n"
        f"To: Extension {receiver} <{receiver}@mss1.example.com>\n"
        f"Subject: Voice message {number} from {sender}\n"
        f'MIME-Version: 1.0 (Voice 2.0)\nContent-Type: multipart/voice-message; boundary="{boundary}"\n\n'
        f"--{boundary}\nContent-Type: text/plain\n\n{_text(source, 40)}\n"
        f"--{boundary}\nContent-Type: audio/basic\nContent-Transfer-Encoding: base64\n\n"
    ).encode()
    audio = base64.encodebytes(_speech(source, max(100, (size - len(head)) * 3 // 4)))
    return head + audio + f"--{boundary}--\n".encode()


def _make_mails(folder: Path, scale: float) -> None:
    source = random.Random(_SEED)
    for number in range(int(_MAILS * scale)):
        user = folder / f"subscriber-{number % 1000:04}" / "Maildir" / ("new" if number % 9 else "cur")
        if number < 9000:
            user.mkdir(parents=True, exist_ok=True)
        size = int(source.choice(_MAIL_SIZES) * source.uniform(0.6, 1.4))
        name = f"{1_790_000_000 + number}.M{source.randrange(10**6)}P{source.randrange(10**4)}.mss1:2,"
        (user / name).write_bytes(_mail(source, number, size))


def _make_large(folder: Path, scale: float) -> None:
    """Half archives of mail, half exports of tables."""
    source = random.Random(_SEED + 1)
    folder.mkdir(parents=True)
    for number in range(max(2, int(_LARGE_FILES * scale))):
        left = source.randrange(10_000_000, 48_000_000)
        part: Callable[[random.Random, int], bytes] = _table if number % 4 == 0 else _mails
        with (folder / f"export-{number:03}").open("wb") as file:
            while left > 0:
                left -= file.write(part(source, number))


def _mails(source: random.Random, number: int) -> bytes:
    return _mail(source, number, source.choice((40_000, 150_000, 400_000)))


def _table(source: random.Random, number: int) -> bytes:
    rows = (
        f"{number}\t{source.randrange(10**6)}\t{source.choice(_WORDS)}\t{source.uniform(0, 1):.6f}\t"
        f"2026-11-{source.randrange(1, 30):02} {source.randrange(24):02}:{source.randrange(60):02}\t"
        f"{_text(source, 3)}\n"
        for _ in range(2000)
    )
    return "".join(rows).encode()


_MAKERS = {"A": _make_mails, "B": _make_large}
