"""Reads the archives of a part, with Python's own tar."""

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import zstandard


@contextmanager
def archive_of(part: Path, data_type: str) -> Iterator[tarfile.TarFile]:
    """All pieces of a data type in a part's folder, as one."""
    packed = b"".join(path.read_bytes() for path in sorted(part.glob(f"{data_type}.*.tar.zst*")))
    with zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True) as reader:
        unpacked = reader.read()
    with tarfile.open(fileobj=io.BytesIO(unpacked), ignore_zeros=True) as archive:
        yield archive


def members(part: Path, data_type: str) -> dict[str, bytes]:
    """The content of each regular file."""
    with archive_of(part, data_type) as archive:
        found = ((one, archive.extractfile(one)) for one in archive.getmembers() if one.isreg())
        return {one.name: content.read() for one, content in found if content is not None}
