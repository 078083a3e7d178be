"""A file larger than a medium lies on several, each slice by itself, and comes back whole."""

import hashlib
import io
import tarfile
from pathlib import Path
from random import Random

import zstandard

from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.attended.several import Several
from tests.engine.operations.backup.night import files

SYSTEM, NAMES, MESSAGES = "detailed-system-data", "greetings", "messages"


def members(part: Path, data_type: str) -> dict[str, bytes]:
    """Of all archives of a data type in a part's folder."""
    packed = b"".join(path.read_bytes() for path in sorted(part.glob(f"{data_type}.*.tar.zst*")))
    with zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True) as reader:
        unpacked = reader.read()
    with tarfile.open(fileobj=io.BytesIO(unpacked), ignore_zeros=True) as archive:
        found = ((one, archive.extractfile(one)) for one in archive.getmembers() if one.isreg())
        return {one.name: content.read() for one, content in found if content is not None}


def test_a_file_larger_than_a_medium_is_split(several: Several) -> None:
    content = Random(1).randbytes(7_000_000)
    several.write("mail/large box", content)
    several.fill("mail", 4, 100_000)
    job = several.begin(files(MESSAGES, several.servers / "mail"))

    parts, result = several.go_through(job)

    assert result.outcome is Outcome.FULL
    assert [part.medium_name for part in parts] == ["A", "B", "C"]
    assert result.tallies[0].saved_files == result.tallies[0].files == 5
    assert result.tallies[0].saved_size == 7_400_000
    joined, lines = b"", []
    for part in parts:
        folder = several.content_of(part.medium_name) / part.set_name
        saved = members(folder, "messages")
        for line in (folder / "slices.txt").read_text().splitlines():
            lines.append(line)
            number, offset, size, total, sha256, path = line.split(" ")
            assert path.endswith("mail/large\\040box")
            name = path.replace("\\040", " ") + f".mmbackup-slice-{number}"
            assert (int(offset), int(total), len(saved[name])) == (len(joined), 7_000_000, int(size))
            assert hashlib.sha256(saved[name]).hexdigest() == sha256
            joined += saved[name]
    assert joined == content
    assert [line[:4] for line in lines] == [f"{number:04}" for number in range(1, len(lines) + 1)]
