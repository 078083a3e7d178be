"""What is fuzzed: every reader of bytes that an enemy may have written, each as a function of these bytes.

A target answers when the bytes were understood or refused in our own words; all else is a fault: another
error, words that could steer a terminal, a value out of its bounds. tests/hostile goes through the same.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import wraps

import zstandard

from mmbackup.engine.errors import BackupError
from mmbackup.engine.format import (
    decryption,
    frame_reader,
    identity,
    json_text,
    manifest,
    names,
    set_text,
)
from mmbackup.engine.format.log_reader import LogReader
from mmbackup.engine.format.manifest_entry import parse_entry
from mmbackup.engine.format.member_reader import SparseMap, read_member

Target = Callable[[bytes], None]
TARGETS: dict[str, Target] = {}
AGE_IDENTITY = "AGE-SECRET-KEY-16PVPKSZ8HNT6P8VYT8T8YXN5FZCUMWDLWE6SCNG0S4WLNKWZ5FPQG2963G"  # of no backup
SCRATCH = tempfile.TemporaryDirectory()


def target(reader: Target) -> Target:
    """Enter it into the list. Our own errors are an answer, if a terminal may show them."""

    @wraps(reader)
    def tried(text: bytes) -> None:
        try:
            reader(text)
        except BackupError as error:
            assert str(error).isprintable(), repr(str(error))

    TARGETS[reader.__name__] = tried
    return tried


@target
def read_identity(text: bytes) -> None:
    found = identity.decode(text)
    assert identity.decode(identity.encode(found)) == found


@target
def read_set_json(text: bytes) -> None:
    found = set_text.decode("set.json", text)
    assert set_text.decode("set.json", set_text.encode(found)) == found
    assert all("/" not in file.name for file in found.files)


@target
def read_any_json(text: bytes) -> None:
    json_text.parse_json("a file", text)


@target
def read_manifest(text: bytes) -> None:
    """Its frames."""
    for entry in manifest.read_manifest([text]):
        _check_entry(entry)


@target
def read_manifest_in_pieces(text: bytes) -> None:
    """Its lines, as they come out of frames and chunks of any size."""
    size = 1 + (text[0] if text else 0)
    packed = b"".join(zstandard.compress(text[at : at + 97]) for at in range(0, len(text), 97))
    chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
    for entry in manifest.read_manifest(chunks):
        _check_entry(entry)


@target
def read_manifest_line(text: bytes) -> None:
    _check_entry(parse_entry(text))


def _check_entry(entry: dict[str, object]) -> None:
    path, link = manifest.entry_path(entry), manifest.entry_link(entry)
    parts = path.split(b"/")
    assert path
    assert not {b"", b".", b".."} & set(parts), path
    assert b"\0" not in path + link


@target
def read_names(text: bytes) -> None:
    shown = names.escape(text)
    assert shown.isprintable()
    assert names.unescape(shown) == text
    with suppress(UnicodeDecodeError):
        word = text.decode()
        assert names.one_line(word).isprintable()
        with suppress(BackupError):
            names.medium_name(word)
        names.unescape(word)
    assert b".." not in names.safe_relative(text).split(b"/")


@target
def read_log(text: bytes) -> None:
    """The index beside it may be anybody's too: its size and the log's come first."""
    path = os.path.join(SCRATCH.name, "log")
    cut = text[0] % 17 * 8 if text else 0
    for name, content in ((path, text[1 + cut :]), (f"{path}.idx", text[1 : 1 + cut])):
        with open(name, "wb") as file:
            file.write(content)
    with LogReader(path) as log:
        lines = log.page(0, 10_000)
        assert len(lines) <= 10_000
        for word in ("a", "\n", "ERROR"):
            log.find(word, ignore_case=True)
            log.find(word, log.lines, backwards=True)
        log.errors()


@target
def read_frames(text: bytes) -> None:
    """As a piece's frames are walked along and opened."""
    view, opener = memoryview(text), frame_reader.FrameOpener()
    while view:
        length, raw = frame_reader.extent(view)
        assert 0 < length <= len(view)
        assert len(opener.open(view[:length], raw)) == raw <= frame_reader.LARGEST_RAW
        view = view[length:]


@target
def read_archive_member(text: bytes) -> None:
    """Its headers, and the map of a sparse file as it comes in chunks."""
    found = read_member(text, 0)
    assert 0 <= found.start <= len(text)
    assert found.member.size >= 0
    if found.real_size is not None:
        _read_map(text[found.start :], found.real_size, 100)


@target
def read_sparse_map(text: bytes) -> None:
    _read_map(text[1:], 1 << 40, 1 + (text[0] if text else 0))


def _read_map(text: bytes, real_size: int, step: int) -> None:
    sparse = SparseMap(real_size)
    for at in range(0, len(text), step):
        if sparse.take(text[at : at + step]) is not None:
            break
    ends = [sum(sparse.numbers[at : at + 2]) for at in range(0, len(sparse.numbers), 2)]
    assert ends == sorted(ends)
    assert all(0 <= end <= real_size for end in ends)


@target
def read_age_file(text: bytes) -> None:
    decryption.decrypt("a file", text, (AGE_IDENTITY,))


@target
def read_age_stream(text: bytes) -> None:
    chunks = (text[at : at + 1000] for at in range(0, len(text), 1000))
    for _ in decryption.decrypting("a file", chunks, (AGE_IDENTITY,)):
        pass


@target
def read_key_file(text: bytes) -> None:
    with suppress(UnicodeDecodeError):
        for key in decryption.identities_in(text.decode()):
            decryption.public_of(key)
