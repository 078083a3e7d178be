"""A file of zeros that keeps room for a set's end: something else may fill the medium meanwhile."""

from mmbackup.engine.errors import MediumFull
from mmbackup.engine.media.port import Medium

_NAME = "reserve"
_CHUNK = 1 << 20


class Reserve:
    """size is what it keeps; 0 when there is none."""

    def __init__(self, medium: Medium, folder: str) -> None:
        self._medium = medium
        self._path = f"{folder}/{_NAME}"
        self.size = 0

    def keep(self, size: int) -> None:
        """None where there is no room for it: then each byte is better spent on files."""
        file = self._medium.create(self._path)
        self.size = size
        try:
            for start in range(0, size, _CHUNK):
                file.write(bytes(min(_CHUNK, size - start)))
        except MediumFull:
            self.release()
        finally:
            file.close()

    def release(self) -> None:
        if self.size:
            self.size = 0
            self._medium.remove(self._path)
