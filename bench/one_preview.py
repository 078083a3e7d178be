"""One source test by mmbackup: `python -m bench.one_preview ROOT` lists the mailboxes there."""

import sys
import tempfile
from datetime import UTC, datetime

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.operations.try_source import try_source
from mmbackup.engine.sources.port import SourceSpec


def main() -> None:
    (root,) = sys.argv[1:]
    item = data_item(ServerKind.MSS, "messages")
    source = SourceSpec("MSS1", item, "mailboxes", "maildir", {"roots": [root]})
    now, counts = datetime.now(UTC), []
    with tempfile.TemporaryDirectory(dir=root + "/..") as own:
        drive = DriveSpec("", "", "", {})
        job = BackupJob("test", "Bench", "UTC", now, drive, (source,), "", own, trigger="test")
        tried = try_source(
            job=job,
            clock=lambda: datetime.now(UTC),
            cancelled=lambda: False,
            listen=lambda files, _: counts.append(files),
            seconds=300.0,
        )
    if tried.errors or tried.ended_early:
        sys.exit(f"{tried.errors} {tried.ended_early}")
    print(f"{tried.files} files, {tried.size} bytes, told {len(counts)} times meanwhile")


if __name__ == "__main__":
    main()
