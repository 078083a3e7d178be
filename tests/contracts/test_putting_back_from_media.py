"""Put back from encrypted sets, and from dumps in slices on two media; or all is left as it is."""

import base64
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from mmbackup.engine.errors import NoMediumInTime
from mmbackup.engine.events import BackupResult
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.operations.restore.calls import end_waiting_restore
from mmbackup.engine.operations.restore.job import Existing, InPlace, RestoreJob
from mmbackup.engine.outcomes import Outcome
from tests.contracts.put_back_rigs import BOXES, CHANGED, PUT_BACK_RIGS, PutBackRig
from tests.engine.operations.attended.several import Several
from tests.engine.operations.backup.encrypted import RECIPIENTS, SECRET
from tests.engine.operations.restore.restores import WHEN, Restores, index_of
from tests.engine.operations.restore.test_encrypted import OTHER

KEY = (SECRET,)
SEALED = {"nightly": RECIPIENTS}
CAPACITY = 2_500_000


def heavy_boxes() -> dict[str, str]:
    """More than a medium takes, however they are packed."""
    source = Random(1)
    heavy = {f"box {number}": base64.b64encode(source.randbytes(75_000)).decode() for number in range(40)}
    return BOXES | heavy


class Backup:
    """A rig's boxes, on one medium or on A and B, encrypted or not."""

    def __init__(self, rig: PutBackRig, folder: Path, boxes: dict[str, str], *, sealed: bool) -> None:
        self.rig, self.boxes, self.secrets = rig, boxes, KEY if sealed else ()
        folder.mkdir()
        self.several = Several(folder, CAPACITY)
        rig.fill(boxes)
        job = self.several.begin(rig.source, recipients=SEALED if sealed else {})
        parts, result = self.several.go_through(job)
        assert result.outcome is Outcome.FULL, self.several.log
        self.media = "".join(part.medium_name for part in parts)
        self.restores = Restores(self.several)

    def job(self, identities: tuple[str, ...] = ()) -> RestoreJob:
        """What is there now is other than what was saved."""
        self.rig.fill(CHANGED)
        self.rig.stand_still()
        indexes = [self._index(name) for name in self.media]
        job = self.restores.job(indexes=indexes, existing=Existing.REPLACE, identities=identities)
        outputs = os.fsencode(Path(job.folder) / "outputs")
        return job._replace(target=InPlace({}, (self.rig.taker,), outputs))

    def _index(self, name: str) -> SetIndex:
        found = self.several.only_set(name)
        return index_of(self.several.folder, self.several.medium(), found, self.secrets)

    def restore(self, job: RestoreJob, media: str) -> BackupResult:
        for name in media:
            self.several.put_in(name)
            step = self.restores.step(job)
            assert step.refused is None, step.refused
        assert step.result is not None
        return step.result

    def end(self, job: RestoreJob) -> BackupResult:
        """Nobody put in what it waited for."""
        result = end_waiting_restore(job=job, error=NoMediumInTime("too late"), clock=lambda: WHEN)
        self.restores.log = Path(job.log_path).read_text()
        return result

    def assert_not_put_back(self, result: BackupResult, outcome: Outcome, count: int | None = None) -> None:
        """Of all its outputs, if no count is given: roles and accounts are one beside a database."""
        count = count or self.rig.outputs
        assert result.outcome is outcome, self.log
        assert "successfully" not in result.verdict
        assert f"| {_outputs(count)} NOT put back" in result.verdict
        told = re.findall(r"ERROR.*command-output/greetings/boxes/.+: NOT put back: ", self.log)
        assert len(told) == count, self.log
        assert self.rig.boxes() == CHANGED

    def assert_what_is_left_is_told(self, job: RestoreJob) -> None:
        """What came whole beside what did not, such as accounts: somebody may want to put it back by hand."""
        left = left_in(job)
        assert len(left) < self.rig.outputs
        assert all(f"It is kept in {path}" in self.log.replace("\n", "") for path in left), self.log

    @property
    def log(self) -> str:
        return self.restores.log.replace("\n            ", " ")


def _outputs(count: int) -> str:
    return f"{count} output{'s' if count > 1 else ''}"


SLOW = [pytest.param(kind, marks=pytest.mark.long) for kind in ("mysql", "postgresql", "redis")]


@pytest.fixture(scope="module", params=["sqlite", "ldap", *SLOW])
def rig(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PutBackRig]:
    with PUT_BACK_RIGS[request.param](tmp_path_factory.mktemp("put-back") / "rig") as rig:
        yield rig


@pytest.fixture(scope="module")
def sealed(rig: PutBackRig) -> Backup:
    return Backup(rig, rig.folder.parent / "sealed", BOXES, sealed=True)


@pytest.fixture(scope="module")
def split(rig: PutBackRig) -> Backup:
    return Backup(rig, rig.folder.parent / "split", heavy_boxes(), sealed=False)


@pytest.fixture(scope="module")
def sealed_split(rig: PutBackRig) -> Backup:
    return Backup(rig, rig.folder.parent / "sealed-split", heavy_boxes(), sealed=True)


def left_in(job: RestoreJob) -> list[Path]:
    return [path for path in Path(job.folder, "outputs").rglob("*") if path.is_file()]


def test_it_is_put_back_from_an_encrypted_set(sealed: Backup) -> None:
    job = sealed.job(identities=KEY)

    result = sealed.restore(job, "A")

    assert result.outcome is Outcome.FULL, sealed.log
    assert f"| {_outputs(sealed.rig.outputs)} put back |" in result.verdict
    assert sealed.rig.boxes() == sealed.boxes
    assert left_in(job) == []


@pytest.mark.parametrize(("keys", "error"), [((), "KeyNeeded"), ((OTHER,), "WrongKey")])
def test_without_the_right_key_all_stays_as_it_is(sealed: Backup, keys: tuple[str, ...], error: str) -> None:
    job = sealed.job(identities=keys)
    sealed.several.put_in("A")

    step = sealed.restores.step(job)

    assert step.refused is not None
    assert step.refused.error == error
    assert left_in(job) == []
    sealed.assert_not_put_back(sealed.end(job), Outcome.FAILED)


@pytest.mark.parametrize("media", ["AB", "BA"])
def test_a_dump_on_two_media_is_put_back_whichever_comes_first(split: Backup, media: str) -> None:
    assert split.media == "AB"
    job = split.job()

    result = split.restore(job, media)

    assert result.outcome is Outcome.FULL, split.log
    assert f"| {_outputs(split.rig.outputs)} put back |" in result.verdict
    assert split.rig.boxes() == split.boxes
    assert left_in(job) == []


@pytest.mark.parametrize("first", ["A", "B"])
def test_without_the_other_medium_all_stays_as_it_is(split: Backup, first: str) -> None:
    job = split.job()
    split.several.put_in(first)

    step = split.restores.step(job)

    assert [part.medium_name for part in step.remaining] == ["B" if first == "A" else "A"]
    assert split.rig.boxes() == CHANGED
    split.assert_not_put_back(split.end(job), Outcome.FAILED)
    split.assert_what_is_left_is_told(job)


def test_cancelled_at_the_second_medium_all_stays_as_it_is(split: Backup) -> None:
    job = split.job()
    split.several.put_in("A")
    split.restores.step(job)
    split.several.put_in("B")

    step = split.restores.step(job, cancelled=lambda: True)

    assert step.result is not None
    split.assert_not_put_back(step.result, Outcome.FAILED)
    split.assert_what_is_left_is_told(job)


def test_of_a_dump_whose_second_slice_is_damaged_nothing_is_put_back(split: Backup) -> None:
    job = split.job()
    piece = max(split.several.content_of("B").glob("*/*.tar.zst"), key=lambda path: path.stat().st_size)
    with spoilt(piece):
        result = split.restore(job, "AB")

    split.assert_not_put_back(result, Outcome.COMPLETED_WITH_ERRORS, count=1)
    assert left_in(job) == []


@contextmanager
def spoilt(path: Path) -> Iterator[None]:
    """One byte of it."""
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    yield
    path.write_bytes(whole)


def test_a_dry_run_says_what_it_does_not_look_at(split: Backup) -> None:
    result = split.restore(split.job()._replace(dry_run=True), "A")

    assert result.outcome is Outcome.FULL, split.log
    assert "it lies on several media, and is not looked at" in split.log
    assert split.rig.boxes() == CHANGED


def test_from_two_encrypted_media_it_is_put_back_in_the_other_order(sealed_split: Backup) -> None:
    assert sealed_split.media == "AB"

    result = sealed_split.restore(sealed_split.job(identities=KEY), "BA")

    assert result.outcome is Outcome.FULL, sealed_split.log
    assert sealed_split.rig.boxes() == sealed_split.boxes


def test_with_a_wrong_key_for_the_second_medium_it_waits_and_goes_on_with_the_right_one(
    sealed_split: Backup,
) -> None:
    job = sealed_split.job(identities=KEY)
    for name, keys in (("A", KEY), ("B", (OTHER,))):
        sealed_split.several.put_in(name)
        step = sealed_split.restores.step(job._replace(identities=keys))

    assert step.refused is not None
    assert step.refused.error == "WrongKey"
    assert sealed_split.rig.boxes() == CHANGED
    assert sealed_split.restore(job, "B").outcome is Outcome.FULL, sealed_split.log
    assert sealed_split.rig.boxes() == sealed_split.boxes
