"""Sets as they lie on a medium, without their files."""

from datetime import datetime
from uuid import uuid4

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.backup_set import set_name
from mmbackup.engine.format.set_account import BackupSet, SetFile, Verification
from mmbackup.engine.tally import Tally
from tests.builders import NOW


def a_set_on_medium(
    *, run_id: str = "", started_at: datetime = NOW, size: int = 1000, is_verified: bool = True
) -> BackupSet:
    verification = Verification(started_at, "test", "well", "0" * 64) if is_verified else None
    return BackupSet(
        uuid=str(uuid4()),
        name=set_name(started_at, "full-auto"),
        part=1,
        parts=1,
        site="Harbour Hospital",
        run_id=run_id or str(uuid4()),
        medium_uuid=str(uuid4()),
        medium_name="DVD-A",
        started_at=started_at,
        written_at=started_at,
        tallies=tuple(Tally(data_type, "MSS1", 10, 1000, 10, 1000) for data_type in DataType),
        errors=0,
        files=(SetFile("messages.0001.tar.zst", size, "0" * 64),),
        verification=verification,
    )
