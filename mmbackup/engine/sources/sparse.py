"""Where a sparse file has data."""

import errno
import os

from mmbackup.engine.format.archive import Segment


def data_segments(descriptor: int, status: os.stat_result) -> list[Segment] | None:
    """(offset, size) of each stretch of data, then (size, 0) if the file ends in a hole; None: no holes."""
    size = status.st_size
    if status.st_blocks * 512 >= size:
        return None
    try:
        if os.lseek(descriptor, 0, os.SEEK_HOLE) >= size:
            return None
        return _segments(descriptor, size)
    except OSError:  # this file system cannot tell
        return None
    finally:
        os.lseek(descriptor, 0, os.SEEK_SET)


def _segments(descriptor: int, size: int) -> list[Segment]:
    segments: list[Segment] = []
    position = 0
    while position < size:
        try:
            start = os.lseek(descriptor, position, os.SEEK_DATA)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            break
        if start >= size:
            break
        position = min(size, os.lseek(descriptor, start, os.SEEK_HOLE))
        segments.append((start, position - start))
    if not segments or sum(segments[-1]) < size:
        segments.append((size, 0))
    return segments
