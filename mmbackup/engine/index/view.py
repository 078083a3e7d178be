"""Several sets, or parts of one, as one tree."""

from collections.abc import Sequence
from typing import Self

from mmbackup.engine.index.children import children_page, one_child
from mmbackup.engine.index.merging import is_known
from mmbackup.engine.index.schema import reading
from mmbackup.engine.index.searching import search_page
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import Child, IndexedFile, Page, Query
from mmbackup.engine.index.subscribers import (
    Subscriber,
    SubscriberPage,
    know_subscribers,
    subscribers_called,
    subscribers_page,
)
from mmbackup.engine.index.tree import parted


class View:
    """indexes: the newest first, which the view closes. The newest that knows a path speaks of it."""

    def __init__(self, indexes: Sequence[SetIndex]) -> None:
        self.indexes = tuple(indexes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for index in self.indexes:
            index.close()

    def children(self, folder: bytes = b"", after: str = "", limit: int = 200) -> Page:
        """Folders first, each by name; the empty folder holds the servers."""
        with reading():
            return children_page(self.indexes, folder, after, limit)

    def search(self, query: Query, after: str = "", limit: int = 100) -> Page:
        """In the order of paths."""
        with reading():
            return search_page(self.indexes, query, after, limit)

    def subscribers(
        self, prefix: str = "", after: str = "", limit: int = 100, server: str = ""
    ) -> SubscriberPage:
        """In the order of their names."""
        with reading():
            return subscribers_page(self.indexes, prefix, after, limit, server)

    def subscribers_called(self, name: str) -> tuple[Subscriber, ...]:
        """The one of that very name; else all that differ in large and small letters alone."""
        with reading():
            return subscribers_called(self.indexes, name)

    @property
    def knows_subscribers(self) -> bool:
        with reading():
            return know_subscribers(self.indexes)

    def find(self, path: bytes) -> IndexedFile | None:
        """What the newest that knows the path says of it; None for a folder that was not saved itself."""
        for number, index in enumerate(self.indexes):
            found = index.find(path)
            if found is not None:
                return None if is_known(self.indexes[:number], *parted(path)) else found
        return None

    def child(self, path: bytes) -> Child | None:
        """As its folder's page shows it."""
        with reading():
            return one_child(self.indexes, path)

    def totals(self, folder: bytes = b"") -> tuple[int, int]:
        """Files and bytes below, in all parts of the newest set that has the folder; at once."""
        having = [index for index in self.indexes if index.tree.number(folder) is not None]
        same_set = [index for index in having if index.head.set_uuid == having[0].head.set_uuid]
        sums = [index.totals(folder) for index in same_set]
        return sum(files for files, _ in sums), sum(size for _, size in sums)
