"""Encryption to public keys, in age's format: whoever writes needs no secret, and `age -d` opens it.

A file of an encrypted set is an age file of its own, called as the plain one would be, with ".age" behind.
"""

import errno
from collections.abc import Callable, Sequence
from typing import Protocol

import pyrage
from pyrage import x25519

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.set_account import MOST_RECIPIENTS

ENDING = ".age"
_LONGEST_RECIPIENT = 200
_HEAD = 128  # its first line, the seal of the head, the nonce
_OF_RECIPIENT = 98
_GREASE = 256  # rage adds a stanza of random length, so that readers stay used to unknown ones: 190 at most
_CHUNK, _OF_CHUNK = 64 << 10, 16
_READ = 1 << 20


def encrypted_name(name: str) -> str:
    return name + ENDING


def plain_name(name: str) -> str:
    return name.removesuffix(ENDING)


def checked_recipient(text: str) -> str:
    """An age public key in its usual spelling; FormatError for any other kind of recipient."""
    trimmed = text.strip()
    if len(trimmed) > _LONGEST_RECIPIENT:
        raise FormatError("this is no age public key: it is too long")
    try:
        return str(x25519.Recipient.from_str(trimmed))
    except pyrage.RecipientError:
        raise FormatError("this is no age public key, such as age1 and 58 letters and digits") from None


class Plain(Protocol):
    """Anything to read from, to its end."""

    def read(self, size: int, /) -> bytes: ...


class Encryption:
    """To these public keys, any one of which opens it. Without any, all is false: nothing is encrypted."""

    def __init__(self, recipients: Sequence[str] = ()) -> None:
        self.recipients = tuple(dict.fromkeys(map(checked_recipient, recipients)))
        if len(self.recipients) > MOST_RECIPIENTS:
            raise FormatError(f"a backup is encrypted to {MOST_RECIPIENTS} keys at most")
        self._recipients = [x25519.Recipient.from_str(text) for text in self.recipients]

    def __bool__(self) -> bool:
        return bool(self.recipients)

    def name(self, name: str) -> str:
        """Of the file on the medium."""
        return encrypted_name(name) if self else name

    def bound(self, size: int) -> int:
        """The most bytes that size bytes take on the medium."""
        if not self:
            return size
        chunks = size // _CHUNK + 1
        return size + _HEAD + _GREASE + _OF_RECIPIENT * len(self.recipients) + _OF_CHUNK * chunks

    def encrypt(self, plain: bytes) -> bytes:
        encrypted: bytes = pyrage.encrypt(plain, self._recipients)
        return encrypted

    def encrypt_to(self, plain: Plain, write: Callable[[bytes], object]) -> None:
        """In little memory. What write raises comes out as it is; OSError when plain cannot be read."""
        sink = _Sink(write)
        try:
            pyrage.encrypt_io(plain, sink, self._recipients)
        except pyrage.EncryptError as error:
            if sink.error is None:
                raise OSError(errno.EIO, str(error)) from None
        if sink.error is not None:
            raise sink.error


class _Sink:
    """pyrage makes one kind of error of all that its sink raises, or none at all: so it is kept here."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self.error: Exception | None = None

    def write(self, chunk: bytes) -> int:
        try:
            self._write(chunk)
        except Exception as error:
            self.error = error
            raise
        return len(chunk)

    def flush(self) -> None:
        """There is nothing to do."""
