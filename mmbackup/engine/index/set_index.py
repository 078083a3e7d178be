"""The index of one part of a set, to be read."""

from collections.abc import Iterator, Sequence

from mmbackup.engine.index.children import children_page
from mmbackup.engine.index.opened import OpenIndex
from mmbackup.engine.index.ranges import rows_of
from mmbackup.engine.index.schema import reading
from mmbackup.engine.index.searching import search_page
from mmbackup.engine.index.shapes import IndexedFile, Page, Pick, Query
from mmbackup.engine.index.tree import parted


class SetIndex(OpenIndex):
    """Paths are those of the archive, "server/path/below/root"."""

    def children(self, folder: bytes = b"", after: str = "", limit: int = 200) -> Page:
        """Folders first, each by name; the empty folder holds the servers."""
        with reading(self.path):
            return children_page([self], folder, after, limit)

    def search(self, query: Query, after: str = "", limit: int = 100) -> Page:
        """In the order of paths."""
        with reading(self.path):
            return search_page([self], query, after, limit)

    def find(self, path: bytes) -> IndexedFile | None:
        """Of a file in slices, the first that lies in this part."""
        folder, name = parted(path)
        with reading(self.path):
            number = self.tree.number(folder)
            row = None if number is None else self.row_at(number, name)
            return self.files.file(row) if row else None

    def entries(self, picks: Sequence[Pick] = ()) -> Iterator[IndexedFile]:
        """In the order of the medium, folders too; without picks all of them."""
        with reading(self.path):
            for row in rows_of(self, picks):
                yield self.files.file(row)

    def totals(self, folder: bytes = b"") -> tuple[int, int]:
        """Files and bytes below; at once."""
        with reading(self.path):
            number = self.tree.number(folder)
            asked = "SELECT files, size FROM folder WHERE id = ?"
            row = self.connection.execute(asked, (number,)).fetchone()
        return (row[0], row[1]) if row else (0, 0)
