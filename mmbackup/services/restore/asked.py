"""What somebody asks a restore for, before anything is begun."""

from dataclasses import dataclass
from datetime import datetime

from mmbackup.engine.index.shapes import Pick
from mmbackup.models import Drive, Restore


@dataclass(frozen=True, slots=True)
class Asked:
    """sets are uuids, the newest first. A Pick of empty fields alone is everything."""

    drive: Drive
    sets: tuple[str, ...]
    picks: tuple[Pick, ...]
    target: Restore.Target = Restore.Target.FOLDER
    folder: str = ""
    existing: Restore.Existing = Restore.Existing.KEEP
    dry_run: bool = False
    stop_software: bool = False
    moment: datetime | None = None

    @property
    def is_in_place(self) -> bool:
        return self.target == Restore.Target.IN_PLACE
