"""Restores an enemy's set as the server would: manifest, index, plan, restore."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from mmbackup.engine.errors import FormatError
from mmbackup.engine.events import ignore
from mmbackup.engine.format import backup_set
from mmbackup.engine.format.manifest import MANIFEST_NAME, read_manifest
from mmbackup.engine.index.build import build_index
from mmbackup.engine.index.plan import make_plan
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import IndexHead
from mmbackup.engine.operations.restore.calls import PLAN_NAME, restore_part
from mmbackup.engine.operations.restore.job import IntoFolder, RestoreJob
from mmbackup.engine.operations.restore.shapes import RestoreStep
from tests.engine.format.media_for_tests import content, drive_of, open_medium, shelf_with
from tests.hostile.evil_set import STARTED, EvilSet


@dataclass
class Came:
    """What a restore of an enemy's set came to."""

    step: RestoreStep
    log: str

    @property
    def errors(self) -> int:
        return self.step.result.errors if self.step.result else -1


class Bay:
    """A drive with an enemy's medium, a target, and a folder around it in which nothing may change."""

    def __init__(self, folder: Path) -> None:
        self.around = folder / "around"
        self.target = self.around / "target"
        self.target.mkdir(parents=True)
        self.outside = self.around / "outside"
        self.outside.mkdir()
        (self.outside / "precious").write_text("precious")
        self.own = folder / "own"
        self.own.mkdir()
        self.shelf = shelf_with(folder, "A")
        self.content = content(self.shelf)

    def insert(self, evil: EvilSet) -> Path:
        return evil.write(self.content)

    def plan(self, evil: EvilSet) -> None:
        """FormatError as the import would raise it."""
        medium = open_medium(self.shelf)
        try:
            known = backup_set.read_set(medium, evil.name)
            account = (self.content / evil.name / "set.json").read_bytes()
            digest = sha256(account).hexdigest()
            head = IndexHead(
                known.uuid, known.part, known.name, known.medium_uuid, "Evil A", known.started_at, digest
            )
            entries = read_manifest(medium.read_back(f"{evil.name}/{MANIFEST_NAME}"))
            build_index(self.own / "index.sqlite", head, entries, {file.name for file in known.files})
        finally:
            medium.close()
        with SetIndex(self.own / "index.sqlite") as index:
            make_plan(self.own / PLAN_NAME, [index], [])

    def job(self, **more: object) -> RestoreJob:
        job = RestoreJob(
            run_id="00000000-0000-0000-0000-000000000001",
            site="Head Office",
            time_zone="Europe/Berlin",
            started_at=STARTED,
            drive=drive_of(self.shelf),
            log_path=str(self.own / "restore.log"),
            folder=str(self.own),
            target=IntoFolder(bytes(self.target)),
        )
        return job._replace(**more)  # type: ignore[arg-type]

    def restore(self, **more: object) -> Came:
        step = restore_part(
            job=self.job(**more), clock=lambda: STARTED, listen=ignore, cancelled=lambda: False
        )
        log = self.own / "restore.log"
        return Came(step, log.read_text() if log.exists() else "")

    def attack(self, evil: EvilSet, **more: object) -> Came | FormatError:
        """All of it; the import may see through it already."""
        self.insert(evil)
        try:
            self.plan(evil)
        except FormatError as error:
            return error
        return self.restore(**more)
