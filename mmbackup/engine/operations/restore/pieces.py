"""Single files out of a set on an open medium: for drills, for a look, and for telling what damage costs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256

from mmbackup.engine.errors import FormatError, MediumDamaged, MediumError, RunCancelled
from mmbackup.engine.format.member_reader import SparseMap
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.restore.accepting import read_recipients
from mmbackup.engine.operations.restore.content import Opened, SetContent
from mmbackup.engine.operations.restore.feed import Feed
from mmbackup.engine.operations.restore.job import Existing, IntoFolder
from mmbackup.engine.operations.restore.outcomes import Became, FileFault, Restored
from mmbackup.engine.operations.restore.report import Report
from mmbackup.engine.operations.restore.restoring import Restorer, Rules
from mmbackup.engine.operations.restore.shelf import shelf_of
from mmbackup.engine.operations.restore.sparse_data import after_map
from mmbackup.engine.operations.restore.writer import NOT_SAVED_SO

_ZEROS = bytes(1 << 20)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def restore_entries(
    *,
    medium: Medium,
    folder: str,
    entries: Iterable[IndexedFile],
    target: bytes,
    identities: Sequence[str] = (),
    cancelled: Callable[[], bool] = lambda: False,
    past_cache: bool = True,
) -> Iterator[Restored]:
    """Files and links of one set, in medium order, below a folder that exists; what is there is replaced.

    past_cache: the medium itself is asked, not the server's memory of it. Of folders no more is made than is
    needed to hold them.
    """

    def look(_count: int) -> None:
        if cancelled():
            raise RunCancelled("the restore was cancelled")

    rules = Rules(IntoFolder(target), Existing.REPLACE, keep_setuid=False, started_at=_NEVER, mark=b"drill")
    with medium.reader(folder, past_cache=past_cache) as reader:
        recipients = read_recipients(medium, folder, "")
        shelf = shelf_of(reader, is_encrypted=bool(recipients), identities=identities)
        with closing(Restorer(rules, shelf, look)) as restorer:
            feed = Feed(entries, lambda _entry: None)
            for groups in feed.jobs():
                for most, group in groups:
                    for entry in group:
                        yield _told(entry, restorer.restore([(most, [entry])]))
                        look(0)
            for entry in feed.links:
                yield _told(entry, _linked(restorer, entry))


def _linked(restorer: Restorer, entry: IndexedFile) -> Report:
    def link() -> Became:
        spot, first = restorer.places.spot(entry), restorer.places.spot_of_link(entry)
        return restorer.writer.hard_link(spot, first, lambda _spot: True)

    restorer.one(entry, link)
    return restorer.taken()


def _told(entry: IndexedFile, report: Report) -> Restored:
    if report.faults:
        return Restored(entry.path, Became.FAILED, report.faults[0][2])
    (_, became), _ = next(iter(report.counts.items()))
    return Restored(entry.path, Became(became))


@contextmanager
def opened_set(medium: Medium, folder: str, identities: Sequence[str] = ()) -> Iterator[SetContent]:
    """The content of one set, past the server's cache."""
    with medium.reader(folder, past_cache=True) as reader:
        recipients = read_recipients(medium, folder, "")
        shelf = shelf_of(reader, is_encrypted=bool(recipients), identities=identities)
        with closing(SetContent(shelf)) as content:
            yield content


def read_file(
    *, medium: Medium, folder: str, entry: IndexedFile, identities: Sequence[str] = ()
) -> Iterator[bytes]:
    """A file's bytes, of its own frames alone. FormatError before the end when they are not those saved."""
    with opened_set(medium, folder, identities) as content:
        yield from file_chunks(content, entry)


def problem_of(content: SetContent, entry: IndexedFile) -> str:
    """Why the entry cannot be restored; empty when it can. Files of one frame are best asked side by side.

    KeyNeeded and WrongKey come through.
    """
    try:
        if entry.kind == "file":
            for _ in file_chunks(content, entry):
                pass
        elif entry.kind != "hard link":
            content.member(entry)
    except (FormatError, FileFault, MediumDamaged) as error:
        return str(error)
    except MediumError as error:
        return f"it cannot be read: {error}"
    return ""


def file_chunks(content: SetContent, entry: IndexedFile) -> Iterator[bytes]:
    """A file's bytes, holes as zeros; FormatError at the end if they are not those that were saved."""
    digest = sha256()
    for chunk in _plain_chunks(content, content.member(entry)):
        digest.update(chunk)
        yield bytes(chunk)
    if digest.hexdigest() != entry.sha256:
        raise FormatError(NOT_SAVED_SO)


def _plain_chunks(content: SetContent, opened: Opened) -> Iterator[memoryview]:
    real_size = opened.found.real_size
    if real_size is None:
        yield from content.content(opened)
        return
    layout = SparseMap(real_size)
    data = after_map(layout, content.content(opened))
    position = 0
    for start, size in zip(layout.numbers[::2], layout.numbers[1::2], strict=False):
        yield from _zeros(start - position)
        yield from data.take(size)
        position = start + size
    yield from _zeros(real_size - position)


def _zeros(size: int) -> Iterator[memoryview]:
    while size > 0:
        yield memoryview(_ZEROS)[:size]
        size -= len(_ZEROS)
