"""One verification by mmbackup: `python -m bench.one_check FOLDER` reads all of the set from the device."""

import sys
from datetime import UTC, datetime

from bench.one_set import bench_drive
from mmbackup.engine.events import ignore
from mmbackup.engine.format.backup_set import list_sets
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.verify import read_back


def main() -> None:
    (folder,) = sys.argv[1:]
    medium = open_drive(bench_drive(folder)).open()
    (found,) = list_sets(medium)
    read_back(
        medium=medium,
        folder=found.name,
        backup_set=found,
        listen=ignore,
        clock=lambda: datetime.now(UTC),
        cancelled=lambda: False,
    )


if __name__ == "__main__":
    main()
