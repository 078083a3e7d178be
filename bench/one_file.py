"""One file by mmbackup: `python -m bench.one_file FOLDER TARGET PATH`, of what bench.one_set left.

Found in the index, read from the medium by its frame alone, checked, and put into the target with its owner,
mode and times.
"""

import sys

from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.media.directory import DirectoryDrive
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.operations.restore.pieces import restore_entries


def main() -> None:
    folder, target, path = sys.argv[1:]
    spec = DriveSpec("bench", "directory", "bench", {"path": f"{folder}/medium", "must_be_mount": False})
    medium = DirectoryDrive(spec).open()
    with SetIndex(f"{folder}/index.sqlite") as index:
        entry = index.find(path.encode())
        if entry is None:
            sys.exit(f"{path} is not in the set")
        back = restore_entries(
            medium=medium,
            folder=index.head.name,
            entries=[entry],
            target=target.encode(),
            past_cache=False,  # as the others do
        )
        faults = [one for one in back if not one.became.is_back]
    medium.close()
    if faults:
        sys.exit(str(faults))


if __name__ == "__main__":
    main()
