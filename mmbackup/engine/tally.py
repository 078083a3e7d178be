"""What of a data type on a server was there, and what was saved."""

from typing import NamedTuple

from mmbackup.engine.catalogue import DataType


class Tally(NamedTuple):
    """Files and bytes of one data type on one server: what was there, and what lies on the medium."""

    data_type: DataType
    server: str
    files: int
    size: int
    saved_files: int
    saved_size: int

    @property
    def left_out_files(self) -> int:
        """Files that found no room; unreadable and vanished ones are not in files."""
        return self.files - self.saved_files
