"""The pieces of a set's folder as plain bytes, encrypted or not."""

from collections.abc import Sequence

from mmbackup.engine.errors import FormatError
from mmbackup.engine.media.folder_reader import FileReader, FolderReader
from mmbackup.engine.operations.restore.content import Piece, Shelf

LARGEST_ENCRYPTED = 18 << 20  # a piece of an encrypted set holds 16 MiB and a little, and age adds a little


class PlainShelf:
    digits = 3

    def __init__(self, folder: FolderReader) -> None:
        self._folder = folder

    def open(self, name: str) -> FileReader:
        return self._folder.open(name)


class EncryptedShelf:
    """KeyNeeded without identities, WrongKey if none opens it. A piece is decrypted whole, in memory."""

    digits = 6

    def __init__(self, folder: FolderReader, identities: Sequence[str]) -> None:
        self._folder = folder
        self._identities = identities

    def open(self, name: str) -> Piece:
        from mmbackup.engine.format.decryption import decrypt  # noqa: PLC0415 - costs time, and few sets need it
        from mmbackup.engine.format.encryption import encrypted_name  # noqa: PLC0415

        file = self._folder.open(encrypted_name(name))
        try:
            if file.size > LARGEST_ENCRYPTED:
                raise FormatError(f"{name} is larger than any that we encrypt")
            return _Decrypted(decrypt(name, file.read_at(0, file.size), self._identities))
        finally:
            file.close()


class _Decrypted:
    def __init__(self, plain: bytes) -> None:
        self.size = len(plain)
        self._plain = plain

    def read_at(self, offset: int, size: int) -> bytes:
        return self._plain[offset : offset + size]

    def close(self) -> None:
        self._plain = b""


def shelf_of(folder: FolderReader, *, is_encrypted: bool, identities: Sequence[str]) -> Shelf:
    return EncryptedShelf(folder, identities) if is_encrypted else PlainShelf(folder)
