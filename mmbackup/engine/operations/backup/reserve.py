"""A file of zeros that keeps room for a set's end: something else may fill the medium meanwhile."""

from mmbackup.engine.errors import MediumFull
from mmbackup.engine.media.port import Medium, MediumFile

_NAME = "reserve"
_CHUNK = 1 << 20


class Reserve:
    """size is what it keeps; 0 when there is none."""

    def __init__(self, medium: Medium, folder: str) -> None:
        self._medium = medium
        self._path = f"{folder}/{_NAME}"
        self._file: MediumFile | None = None
        self.size = 0

    def keep(self, size: int) -> None:
        """None where there is no room for it: then each byte is better spent on files."""
        self._file = self._medium.create(self._path)
        try:
            for start in range(0, size, _CHUNK):
                self._file.write(bytes(min(_CHUNK, size - start)))
        except MediumFull:
            self.release()
        else:
            self.size = size

    def shrink(self, size: int) -> None:
        if self._file is not None and size < self.size:
            self._file.truncate(size)
            self.size = size

    def release(self) -> None:
        if self._file is not None:
            self.close()
            self._medium.remove(self._path)

    def close(self) -> None:
        if self._file is not None:
            file, self._file, self.size = self._file, None, 0
            file.close()
