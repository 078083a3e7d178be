"""One entry of a manifest, which anybody may have written: every field is checked before it is used."""

import json
import re
from collections.abc import Mapping
from typing import Any

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.manifest_line import TYPES
from mmbackup.engine.format.names import safe_relative, unescape
from mmbackup.engine.format.slices import MOST_SLICES
from mmbackup.engine.format.subscriber_pattern import LONGEST_PATTERN, MOST_PATTERNS

LARGEST_NUMBER = 1 << 62
LONGEST_PATH = 8192  # the kernel takes 4096, and the server's name stands before it
LONGEST_WORD = 200
BEYOND = 1 << 80  # no clock of a file system tells such a time
_LATEST = (1 << 63) - 1  # in nanoseconds: the year 2262, which is as far as times can be restored
_WHERE = "manifest.jsonl.zst is broken"
_KINDS = frozenset(TYPES.values())
_LINKS = frozenset({"hard link", "symlink"})
_PIECE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
MOST = {
    "size": LARGEST_NUMBER,
    "at": LARGEST_NUMBER,
    "mode": 0o7777,
    "uid": (1 << 32) - 2,  # the last one stands for none
    "gid": (1 << 32) - 2,
}


def parse_entry(line: bytes) -> dict[str, Any]:
    """A line's entry, whole and in bounds; FormatError for what we would not write."""
    try:
        entry = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{_WHERE}: a line is not JSON") from error
    if not isinstance(entry, dict):
        raise FormatError(f"{_WHERE}: a line is not an entry")
    _check_numbers(entry)
    _check_words(entry)
    _check_content(entry)
    _check_frame(entry.get("frame"))
    _check_names(entry)
    if "slice" in entry:
        _check_slice(entry["slice"])
    if "subscribers" in entry:
        _check_subscribers(entry["subscribers"])
    return entry


def entry_path(entry: Mapping[str, Any]) -> bytes:
    """The file's name in the archive, as bytes; a folder's without the slash that ends it there."""
    return _name(entry, "path", "raw").removesuffix(b"/" if entry["type"] == "folder" else b"")


def entry_link(entry: Mapping[str, Any]) -> bytes:
    """What a link leads to; a hard link's is a name in the archive. Empty for all others."""
    return _name(entry, "link", "link_raw")


def _check_numbers(entry: dict[str, Any]) -> None:
    for key, most in MOST.items():
        value = entry.get(key)
        if type(value) is not int or not 0 <= value <= most:
            raise FormatError(f"{_WHERE}: {key} is not a number from 0 to {most:,}")
    mtime = entry.get("mtime_ns")
    if type(mtime) is not int or not -BEYOND < mtime < BEYOND:
        raise FormatError(f"{_WHERE}: mtime_ns is not a time")
    entry["mtime_ns"] = max(-_LATEST, min(mtime, _LATEST))


def _check_words(entry: Mapping[str, Any]) -> None:
    kind = entry.get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise FormatError(f"{_WHERE}: an entry is of no known type")
    for key in ("data", "server", "item", "user", "group"):
        value = entry.get(key)
        if not isinstance(value, str) or len(value) > LONGEST_WORD or not _is_text(value):
            raise FormatError(f"{_WHERE}: {key} is not a text of at most {LONGEST_WORD} characters")


def _is_text(value: str) -> bool:
    """Half of a pair of surrogates is none."""
    return value.isascii() or not re.search("[\ud800-\udfff]", value)


def _check_content(entry: Mapping[str, Any]) -> None:
    """Files have a SHA-256, and nothing else has."""
    sha256 = entry.get("sha256")
    if (entry["type"] == "file") is not isinstance(sha256, str):
        raise FormatError(f"{_WHERE}: a file has no SHA-256, or something else has one")
    if sha256 is not None and not _SHA256.fullmatch(sha256):
        raise FormatError(f"{_WHERE}: sha256 is none")


def _check_frame(frame: object) -> None:
    if not isinstance(frame, list) or len(frame) != len(("piece", "offset")):
        raise FormatError(f"{_WHERE}: frame is not a piece and an offset")
    piece, offset = frame
    if not isinstance(piece, str) or not _PIECE.fullmatch(piece):
        raise FormatError(f"{_WHERE}: frame names no piece of ours")
    if type(offset) is not int or not 0 <= offset <= LARGEST_NUMBER:
        raise FormatError(f"{_WHERE}: a frame's offset is not a number")


def _check_names(entry: Mapping[str, Any]) -> None:
    path, link = entry_path(entry), entry_link(entry)
    if len(path) > LONGEST_PATH or len(link) > LONGEST_PATH:
        raise FormatError(f"{_WHERE}: a name is longer than {LONGEST_PATH:,} bytes")
    if safe_relative(path) != path:
        raise FormatError(f"{_WHERE}: a path holds an empty part")
    if bool(link) is not (entry["type"] in _LINKS) or b"\0" in link:
        raise FormatError(f"{_WHERE}: a link leads nowhere, or something else has one")
    if entry["type"] == "hard link":
        safe_relative(link)


def _name(entry: Mapping[str, Any], key: str, raw_key: str) -> bytes:
    text, raw = entry.get(key, ""), entry.get(raw_key)
    try:
        return bytes.fromhex(raw) if raw is not None else text.encode()
    except (AttributeError, TypeError, ValueError) as error:
        raise FormatError(f"{_WHERE}: {key} is not a name") from error


def _check_subscribers(found: object) -> None:
    """A folder and the patterns below it. What a pattern says is looked at where it is used."""
    if not isinstance(found, list) or not 1 < len(found) <= 1 + MOST_PATTERNS:
        raise FormatError(f"{_WHERE}: subscribers are not a folder and 1 to {MOST_PATTERNS} patterns")
    bounds = [LONGEST_PATH] + [LONGEST_PATTERN] * MOST_PATTERNS
    for text, longest in zip(found, bounds, strict=False):
        if not isinstance(text, str) or len(text) > longest or not _is_text(text):
            raise FormatError(f"{_WHERE}: subscribers hold what is not a text of at most {longest:,}")
    unescape(found[0])


def _check_slice(found: object) -> None:
    if not isinstance(found, dict):
        raise FormatError(f"{_WHERE}: slice is not an object")
    numbers = [found.get(key) for key in ("number", "offset", "size", "of")]
    whole = [value for value in numbers if type(value) is int and 0 <= value <= LARGEST_NUMBER]
    if len(whole) < len(numbers):
        raise FormatError(f"{_WHERE}: a slice's numbers are none")
    number, offset, size, total = whole
    if not 1 <= number <= MOST_SLICES or offset + size > total:
        raise FormatError(f"{_WHERE}: a slice lies outside of its file")
