"""Opens age files, which anybody may have written, with secret keys that never show in any text."""

import contextlib
import queue
import threading
from collections.abc import Iterable, Iterator, Sequence

import pyrage
from pyrage import x25519

from mmbackup.engine.errors import FormatError, KeyNeeded, WrongKey

_FIRST_LINE = b"age-encryption.org/v1\n"
_END_OF_HEAD = b"\n--- "
_HEAD_LIMIT = 16 << 10  # ours have 2 KB; reading a head costs the square of its length
_LONGEST_KEYS = 64 << 10
_WAITING = 4  # chunks of 64 KB at most that are decrypted ahead

Chunk = bytes | memoryview
_Item = bytes | BaseException | None


def identities_in(text: str) -> tuple[str, ...]:
    """The secret keys of a key file, or of what people typed; WrongKey when there is none, or anything else.

    Lines that begin with # are remarks; blanks within a key, as on paper, do not count.
    """
    if len(text) > _LONGEST_KEYS:
        raise WrongKey("this is no key file: it is too long")
    lines = (line.strip() for line in text.splitlines())
    keys = ["".join(line.split()).upper() for line in lines if line and not line.startswith("#")]
    return tuple(str(identity) for identity in _identities(keys))


def public_of(secret: str) -> str:
    """The public key that belongs to it; WrongKey when it is no secret key."""
    return str(_identities([secret])[0].to_public())


def decrypt(where: str, encrypted: bytes, identities: Sequence[str]) -> bytes:
    """All of a small file. KeyNeeded without keys, WrongKey when none of them opens it, else FormatError."""
    keys = _identities(identities)
    _check_head(where, encrypted[:_HEAD_LIMIT])
    try:
        plain: bytes = pyrage.decrypt(encrypted, keys)
    except pyrage.DecryptError as error:
        raise _fault(where, error) from None
    return plain


def decrypting(where: str, chunks: Iterable[Chunk], identities: Sequence[str]) -> Iterator[bytes]:
    """A file of any size, in small chunks and little memory. Each chunk that comes is as it was written, but
    only the end proves that none is missing. chunks are drawn by another thread, one after the other.
    """
    keys = _identities(identities)
    with contextlib.closing(_Decryption(where, chunks, keys)) as decryption:
        yield from decryption


def _identities(texts: Sequence[str]) -> list[x25519.Identity]:
    if not texts:
        raise KeyNeeded("the backup is encrypted, and no key was given")
    try:
        return [x25519.Identity.from_str(text) for text in texts]
    except pyrage.IdentityError:
        raise WrongKey(
            "this is no age secret key, such as AGE-SECRET-KEY-1 and 58 letters and digits"
        ) from None


def _check_head(where: str, head: bytes) -> None:
    if not head.startswith(_FIRST_LINE):
        raise FormatError(f"{where} is broken: it is not an age file")
    if _END_OF_HEAD not in head:
        raise FormatError(f"{where} is broken: its head has no end")


def _fault(where: str, error: Exception) -> FormatError | WrongKey:
    if "No matching keys" in str(error):
        return WrongKey(f"{where} is encrypted to other keys than the one given")
    return FormatError(f"{where} is broken: it cannot be decrypted, some of its bytes are wrong or missing")


class _Stopped(Exception):
    """Nobody wants the rest."""


class _Decryption:
    """pyrage pushes what it decrypts, from a thread of its own; here it is drawn."""

    def __init__(self, where: str, chunks: Iterable[Chunk], keys: list[x25519.Identity]) -> None:
        self._where = where
        self._keys = keys
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self._ready: queue.Queue[_Item] = queue.Queue(_WAITING)
        self._is_stopped = False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="decryption", daemon=True)

    def __iter__(self) -> Iterator[bytes]:
        self._thread.start()
        while (item := self._ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def close(self) -> None:
        """The thread ends before this returns."""
        self._is_stopped = True
        while self._thread.is_alive():
            with contextlib.suppress(queue.Empty):
                self._ready.get(timeout=0.01)

    def _run(self) -> None:
        try:
            self._check_beginning()
            pyrage.decrypt_io(self, self, self._keys)
        except (pyrage.DecryptError, OSError) as error:
            self._put(self._error or _fault(self._where, error))
        except BaseException as error:  # noqa: BLE001 - it is raised again where the chunks are drawn
            self._put(error)
        else:
            self._put(self._error)

    def _check_beginning(self) -> None:
        beginning = b""
        while len(beginning) < _HEAD_LIMIT and _END_OF_HEAD not in beginning:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            beginning += bytes(chunk)
        _check_head(self._where, beginning[:_HEAD_LIMIT])
        self._rest = memoryview(beginning)

    def _put(self, item: _Item) -> None:
        while not self._is_stopped:
            with contextlib.suppress(queue.Full):
                self._ready.put(item, timeout=0.2)
                return

    # what pyrage reads from and writes to

    def read(self, size: int) -> bytes:
        try:
            if not self._rest:
                self._rest = memoryview(next(self._chunks, b""))
            part, self._rest = self._rest[:size], self._rest[size:]
            return bytes(part)
        except BaseException as error:
            self._error = error
            raise

    def write(self, chunk: bytes) -> int:
        if self._is_stopped:
            raise _Stopped
        self._put(chunk)
        return len(chunk)

    def flush(self) -> None:
        """There is nothing to do."""
