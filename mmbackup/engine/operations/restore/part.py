"""Restores one part of the plan from the medium that holds it."""

import contextlib
import itertools
import os
import time
from functools import partial

from mmbackup.engine.errors import FormatError, MediumError, RunCancelled, TargetRefused
from mmbackup.engine.events import ErrorNoted, Progress
from mmbackup.engine.format.archive import FOLDER, Member
from mmbackup.engine.format.log_of_parts import PartLog
from mmbackup.engine.index.plan import Plan
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.restore.accepting import Accepted
from mmbackup.engine.operations.restore.around import Around
from mmbackup.engine.operations.restore.feed import Feed
from mmbackup.engine.operations.restore.job import Existing, IntoFolder, RestoreJob
from mmbackup.engine.operations.restore.joining import Joiner
from mmbackup.engine.operations.restore.memory import Memory
from mmbackup.engine.operations.restore.outcomes import Became, FileFault
from mmbackup.engine.operations.restore.places import Spot
from mmbackup.engine.operations.restore.report import Packed, Report, Section, fault_text
from mmbackup.engine.operations.restore.restoring import Restorer, Rules, target_faults
from mmbackup.engine.operations.restore.shapes import State
from mmbackup.engine.operations.restore.shelf import shelf_of
from mmbackup.engine.operations.restore.words import item_title
from mmbackup.engine.outcomes import Phase

ALONE_SIZE, ALONE_FILES = 24 << 20, 1000  # up to here other processes would take longer to start than to work
_FOLDERS_AT_ONCE = 500
_BETWEEN_REPORTS, _BETWEEN_LOOKS = 0.25, 1.0
_BACK = {became.value for became in Became if became.is_back}


class PartRun:
    """state gains what came of the part as it goes; whoever calls keeps it, or throws it away."""

    def __init__(
        self, job: RestoreJob, plan: Plan, accepted: Accepted, state: State, *, log: PartLog, around: Around
    ) -> None:
        self._job, self._plan, self._state, self._log, self._around = job, plan, state, log, around
        self._part, self._medium = accepted.part, accepted.medium
        self._is_encrypted = bool(accepted.recipients)
        self._files = self._size = 0
        self._told_at = self._looked_at = 0.0
        self.errors = self.back_files = self.back_size = 0
        self._titles: set[tuple[str, str]] = set()
        self._reader = self._medium.reader(self._part.set_name)
        self.memory = Memory(job.folder)
        shelf = shelf_of(self._reader, is_encrypted=self._is_encrypted, identities=job.identities)
        self._restorer = Restorer(self._rules("run"), shelf, self._look, self.memory.add_made)
        self._joiner = Joiner(self._restorer, job.run_id)

    def run(self) -> None:
        self._make_folders()
        feed = Feed(self._plan.entries(self._part.number), self._aside)
        if self._part.size <= ALONE_SIZE and self._part.files <= ALONE_FILES:
            self._restore_alone(feed)
        else:
            self._restore_with_crew(feed)
        self._take(self._restorer.taken())
        for entry in feed.links:
            self._restorer.one(entry, partial(self._link, entry))
            self._take(self._restorer.taken())
            self._look(0)
        self._give_attributes()
        self._sync()
        self._medium.check()
        self._tell_progress()

    @property
    def joined(self) -> list[bytes]:
        """Paths of files that became whole with this part's slices."""
        return self._joiner.whole

    def close(self) -> None:
        self._restorer.close()
        self.memory.close()
        with contextlib.suppress(MediumError):
            self._reader.close()

    def _rules(self, process: str) -> Rules:
        job = self._job
        mark = f"{job.run_id[:8]}-{process}".encode()
        return Rules(job.target, job.existing, job.keep_setuid, job.started_at, mark)

    def _restore_alone(self, feed: Feed) -> None:
        for groups in feed.jobs():
            self._take(self._restorer.restore(groups))
            self._look(0)

    def _restore_with_crew(self, feed: Feed) -> None:
        from mmbackup.engine.operations.restore.crew import Crew  # noqa: PLC0415 - a small restore needs none
        from mmbackup.engine.operations.restore.wire import pack_rules  # noqa: PLC0415

        def setup(number: int) -> Packed:
            rules, identities = self._rules(str(number)), self._job.identities
            return pack_rules(rules, is_encrypted=self._is_encrypted, identities=identities)

        with contextlib.closing(Crew(self._reader.descriptor, setup, self._look)) as crew:
            for packed in crew.restore(feed.jobs()):
                self._take_packed(packed)

    def _aside(self, entry: IndexedFile) -> None:
        """What this process does itself: slices, and the headers of folders with extended attributes."""
        if entry.slice is not None:
            self._slice(entry)
        elif entry.has_xattrs:
            with contextlib.suppress(FormatError, MediumError):  # its other attributes are known anyhow
                found = self._restorer.content.member(entry).found
                self.memory.xattrs(entry.path, list(found.member.xattrs))

    def _slice(self, entry: IndexedFile) -> None:
        one = entry.slice
        assert one is not None  # noqa: S101 - asked by the caller
        joined = self._state.slices.setdefault(entry.path.hex(), [])
        became: list[Became] = []
        self._restorer.one(entry, lambda: self._joined(entry, joined, became))
        if Became.SLICE in became:
            joined.append([one.offset, one.size])
        self._take(self._restorer.taken())

    def _joined(self, entry: IndexedFile, joined: list[list[int]], became: list[Became]) -> Became:
        became.append(self._joiner.slice(entry, joined))
        return became[0]

    def _link(self, entry: IndexedFile) -> Became:
        def is_back(_spot: Spot) -> bool:
            return self.memory.is_back(entry.link)

        spot, first = self._restorer.places.spot(entry), self._restorer.places.spot_of_link(entry)
        return self._restorer.writer.hard_link(spot, first, is_back)

    # folders

    def _make_folders(self) -> None:
        """All that are missing, remembered before they are made: a process that dies loses none of them."""
        entries = self._plan.folders()
        while some := list(itertools.islice(entries, _FOLDERS_AT_ONCE)):
            missing = [spot for spot in map(self._spot_of_folder, some) if spot and self._is_missing(spot)]
            self.memory.add_made(*(spot.path for spot in missing))
            for spot in missing:
                with contextlib.suppress(FileFault), target_faults():  # said when it is to be given its owner
                    self._restorer.folders.at(spot)
            self._look(0)

    def _spot_of_folder(self, entry: IndexedFile) -> Spot | None:
        with contextlib.suppress(FileFault):
            return self._restorer.places.spot(entry)
        return None

    def _is_missing(self, spot: Spot) -> bool:
        try:
            self._restorer.folders.at(spot, make=False)
        except FileNotFoundError:
            return True
        except (OSError, FileFault):
            return False
        return False

    def _give_attributes(self) -> None:
        """The deepest first, when nothing is written into any of them any more."""
        for entry in self._plan.folders():
            try:
                self._give_to_folder(entry)
            except FileFault as error:
                self._restorer.report.tell(entry, Became.FAILED, str(error))
            except OSError as error:
                self._restorer.report.tell(entry, Became.FAILED, os.strerror(error.errno or 0))
            self._look(0)
        self._take(self._restorer.taken())

    def _give_to_folder(self, entry: IndexedFile) -> None:
        spot = self._restorer.places.spot(entry)
        if not self._is_ours(entry, spot):
            return
        xattrs = self.memory.xattrs_of(entry.path) if entry.has_xattrs else []
        member = Member(
            entry.path, FOLDER, entry.mode, entry.uid, entry.gid, 0, entry.mtime_ns, xattrs=xattrs
        )
        folder = self._restorer.folders.at(spot, make=False)
        self._restorer.attributes.give(folder, member, time.time_ns())

    def _is_ours(self, entry: IndexedFile, spot: Spot) -> bool:
        """Made by this restore; or picked itself, and what is there may be changed."""
        if self.memory.is_made(spot.path):
            return True
        if self._job.existing is Existing.KEEP:
            return False
        found = self._plan.find(entry.path)
        return found is not None and found[0] != 0

    def _sync(self) -> None:
        """What came back lies on the disk before the part counts as done."""
        target = self._job.target
        if isinstance(target, IntoFolder):
            places = [target.folder]
        else:
            places = [*itertools.chain(*target.roots.values()), *filter(None, [target.outputs])]
        for place in places:
            sync_file_system(place)

    # what came of it

    def _take(self, report: Report) -> None:
        self._take_packed(report.packed())

    def _take_packed(self, packed: Packed) -> None:
        counts, lines, faults, kept, made, notes, is_in_doubt = packed
        if is_in_doubt:
            self._medium.check()  # raises when it is gone; else it is a place on it that cannot be read
        for (section, became), (files, size) in counts:
            self._count(section, became, files, size)
        for (_, server, item), text, count in lines:
            self._declare(server, item)
            self._log.add_lines(server, item, text, count)
        for (_, server, item), path, reason in faults:
            self._declare(server, item)
            self._log.error(fault_text(path, reason), server, item)
            self._around.listen(ErrorNoted(server, item, fault_text(path, reason)))
        self.memory.take(faults, kept, made)
        self._state.notes.update(notes)
        self.errors += len(faults)

    def _count(self, section: Section, became: str, files: int, size: int) -> None:
        self._state.count((section[0], section[1], became), files, size)
        self._files += files
        if became in _BACK:
            self.back_files += files
            self.back_size += size

    def _declare(self, server: str, item: str) -> None:
        if (server, item) not in self._titles:
            self._titles.add((server, item))
            self._log.section(server, item, item_title(item))

    def _look(self, moved: int) -> None:
        """Now and then: is the restore to go on, is the medium there?"""
        self._size += moved
        now = time.monotonic()
        if now - self._told_at < _BETWEEN_REPORTS:
            return
        self._told_at = now
        if self._around.cancelled():
            raise RunCancelled("the restore was cancelled")
        if now - self._looked_at >= _BETWEEN_LOOKS:
            self._looked_at = now
            self._medium.check()
        self._tell_progress()

    def _tell_progress(self) -> None:
        size = min(self._size, self._part.size)
        now = self._around.clock()
        self._around.listen(
            Progress(Phase.RESTORE, now, self._files, self._part.files, size, self._part.size)
        )


def sync_file_system(place: bytes) -> None:
    """TargetRefused when the disk did not take what was written."""
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:  # a root of which nothing was restored
        return
    except OSError as error:
        raise TargetRefused(f"the target cannot be opened: {error.strerror}") from error
    try:
        import ctypes  # noqa: PLC0415 - costs time that a small restore does not have

        if ctypes.CDLL(None, use_errno=True).syncfs(descriptor):
            words = os.strerror(ctypes.get_errno())
            raise TargetRefused(f"what was restored could not be written to the disk: {words}")
    finally:
        os.close(descriptor)
