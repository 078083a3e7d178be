"""Names from outside: printable without loss, kept inside a folder, and fit to be given to a medium."""

import re

from mmbackup.engine.errors import FormatError

LONGEST_MEDIUM_NAME = 63
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})")


def escape(name: bytes) -> str:
    r"""One printable line, reversible. All that could end a line, reorder it or hide in it becomes \xNN."""
    text = name.decode("utf-8", "surrogateescape")
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(map(_escape_character, text))


def _escape_character(character: str) -> str:
    if character.isprintable() and character != "\\":
        return character
    is_a_byte = "\udc80" <= character <= "\udcff"
    encoded = character.encode("utf-8", "surrogateescape" if is_a_byte else "surrogatepass")
    return "".join(f"\\x{byte:02x}" for byte in encoded)


def unescape(text: str) -> bytes:
    """The bytes that escape() was given; FormatError for text that it cannot have made."""
    try:
        pieces = [piece.encode() for piece in _ESCAPE.split(text)]
    except UnicodeEncodeError as error:
        raise FormatError("a name holds characters that no escaped name has") from error
    pieces[1::2] = [bytes.fromhex(piece.decode()) for piece in pieces[1::2]]
    name = b"".join(pieces)
    if escape(name) != text:
        raise FormatError(f"{one_line(text)} is not an escaped name")
    return name


def one_line(text: str) -> str:
    r"""A sentence that may hold names: as escape() does, but backslashes stay as they are."""
    if text.isprintable():
        return text
    return "".join(letter if letter == "\\" else _escape_character(letter) for letter in text)


def safe_relative(path: bytes) -> bytes:
    """The path without empty and "." parts; FormatError if it is absolute, empty, holds ".." or NUL."""
    if path.startswith(b"/"):
        raise FormatError(f"the path {escape(path)} is absolute")
    if b"\0" in path:
        raise FormatError(f"the path {escape(path)} holds a NUL")
    parts = [part for part in path.split(b"/") if part not in {b"", b"."}]
    if b".." in parts:
        raise FormatError(f"the path {escape(path)} leaves its folder")
    if not parts:
        raise FormatError("a path is empty")
    return b"/".join(parts)


def medium_name(text: str) -> str:
    """The name as people may give it to a medium; FormatError says what is wrong with it."""
    if not 1 <= len(text) <= LONGEST_MEDIUM_NAME or len(text.encode("utf-8", "replace")) > 200:
        raise FormatError(f"a medium's name has 1 to {LONGEST_MEDIUM_NAME} characters")
    if not text.isprintable() or set(text) & set('/\\"'):
        raise FormatError(
            "a medium's name has no control characters, slashes, backslashes or quotation marks"
        )
    if text != text.strip() or text.startswith("."):
        raise FormatError("a medium's name does not begin or end with a space, nor begin with a dot")
    return text
