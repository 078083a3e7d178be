"""Patterns of folders that say what below a root is whose, such as {domain}/{user}; also read from media.

{user} is the subscriber's name, {domain} what stands behind its @, {hash} and * are any text. None of them
crosses a slash, and none begins with a dot. A slash at the end: folders only.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mmbackup.engine.format.names import escape

# in a pattern's place: whose a mailbox is, is seen by where it lies
EACH_MAILDIR, EACH_MBOX = "{maildir}", "{mbox}"
LONGEST_PATTERN = 200
MOST_PATTERNS = 8  # of one source
MOST_LEVELS = 10
USER, DOMAIN, HASH = "{user}", "{domain}", "{hash}"
_ANY = re.compile(r"(\{[^{}/]*\}|\*)")
_KNOWN = (USER, DOMAIN, HASH, "*")


class Level(NamedTuple):
    """One name of a path: what any text may stand for, and the texts around each of them."""

    texts: tuple[bytes, ...]
    parts: tuple[str, ...]

    @property
    def is_literal(self) -> bool:
        return not self.parts

    def match(self, name: bytes) -> dict[str, bytes] | None:
        """User and domain: the shortest texts that fit, never none. In one pass over the name."""
        first, *others = self.texts
        if not others:
            return {} if name == first else None
        if not name.startswith(first) or (not first and name.startswith(b".")):
            return None
        found, at = {}, len(first)
        for number, (part, text) in enumerate(zip(self.parts, others, strict=True), 1):
            end = len(name) - len(text) if number == len(others) else name.find(text, at + 1)
            if end <= at or not name.startswith(text, end):
                return None
            found[part] = name[at:end]
            at = end + len(text)
        return found


class Pattern(NamedTuple):
    levels: tuple[Level, ...]
    only_folders: bool


def faults_of_pattern(text: str) -> Iterator[str]:
    """In plain words."""
    names = text.removesuffix("/").split("/")
    if len(text) > LONGEST_PATTERN or len(names) > MOST_LEVELS:
        yield f"is longer than {LONGEST_PATTERN} characters or {MOST_LEVELS} folders"
    if text.startswith("/"):
        yield "must not begin with a slash: it says what lies below the folders that are saved"
    elif {"", ".", ".."} & set(names):
        yield "holds an empty name, or . or .."
    parts = _ANY.findall(text)
    if unknown := [part for part in parts if part not in _KNOWN]:
        yield f"{unknown[0]} is unknown; known are {USER}, {DOMAIN}, {HASH} and *"
    elif any(letter in _ANY.sub("", text) for letter in "{}"):
        yield f"a brace stands alone; known are {USER}, {DOMAIN}, {HASH} and *"
    yield from _faults_of_parts(text, parts)


def _faults_of_parts(text: str, parts: list[str]) -> Iterator[str]:
    if parts.count(USER) != 1 or parts.count(DOMAIN) > 1:
        yield f"must name {USER} once, and {DOMAIN} once at most"
    if re.search(r"[}*][{*]", text):
        yield "two of its parts stand side by side with nothing between them"
    if not text.isprintable():
        yield "holds control characters"


def parse_pattern(text: str) -> Pattern | None:
    """None for what has faults: perhaps a newer mmbackup's."""
    if any(faults_of_pattern(text)):
        return None
    return Pattern(tuple(map(_level, text.removesuffix("/").split("/"))), text.endswith("/"))


def _level(text: str) -> Level:
    pieces = _ANY.split(text)
    return Level(tuple(piece.encode() for piece in pieces[::2]), tuple(pieces[1::2]))


def subscriber_name(found: dict[str, bytes]) -> str:
    """user, or user@domain; printable, whatever the folders are called."""
    domain = found.get(DOMAIN)
    return escape(found[USER] + (b"@" + domain if domain else b""))
