"""Whose each mailbox is where nobody has said it: seen by where it lies below what was saved."""

import sqlite3
from collections.abc import Iterator

from mmbackup.engine.format.names import escape
from mmbackup.engine.index.schema import FOLDER
from mmbackup.engine.index.tree import Tree

MESSAGES = "(x'637572', x'6e6577')"  # cur and new: the folders of a Maildir's messages
# the outermost Maildir of a branch is the mailbox, all below it are its folders
_MAILDIRS = f"""
    SELECT DISTINCT above.id, above.last FROM folder JOIN folder AS above ON above.id = folder.parent
    WHERE folder.id BETWEEN ? AND ? AND folder.name IN {MESSAGES} AND above.id >= ?
    ORDER BY above.id
"""
_ABOVE = "SELECT id, last FROM folder WHERE id = (SELECT parent FROM folder WHERE id = ?)"
_SAYS_NOTHING = frozenset({b"maildir", b".maildir", b"mail"})  # of whose it is

Place = tuple[str, int, bytes]  # the subscriber's name; the folder's number, and a file's name in it
Range = tuple[int, int]  # a folder's number, and that of the last one below it


def each_maildir(connection: sqlite3.Connection, root: int) -> Iterator[Place]:
    """The subscriber's folder may hold more than the Maildir, such as sieve scripts."""
    tree = Tree(connection)
    found = [*_outermost(connection, root)]
    for place, (number, _) in enumerate(found):
        names = tree.path(number).split(b"/")
        folder = number
        if names[-1].lower() in _SAYS_NOTHING and len(names) > 1:
            above = _above(connection, number)
            others = found[max(place - 1, 0) : place] + found[place + 1 : place + 2]
            if number == root or not any(above[0] <= other <= above[1] for other, _ in others):
                del names[-1]
                folder = max(root, above[0])
        has_domain = folder > root and _above(connection, folder)[0] > root
        yield _name(names, has_domain=has_domain), folder, b""


def each_mbox(connection: sqlite3.Connection, root: int) -> Iterator[Place]:
    """Files alone, and none that is hidden."""
    asked = f"SELECT DISTINCT name FROM entry WHERE folder = ? AND kind <> {FOLDER} ORDER BY name"
    for (name,) in connection.execute(asked, (root,)).fetchall():
        if not name.startswith(b"."):
            yield escape(name), root, name


def _outermost(connection: sqlite3.Connection, root: int) -> Iterator[Range]:
    last = connection.execute("SELECT last FROM folder WHERE id = ?", (root,)).fetchone()[0]
    end = 0
    for found in connection.execute(_MAILDIRS, (root, last, root)):
        if found[0] > end:
            end = found[1]
            yield found


def _above(connection: sqlite3.Connection, number: int) -> Range:
    first, last = connection.execute(_ABOVE, (number,)).fetchone()
    return first, last


def _name(names: list[bytes], *, has_domain: bool) -> str:
    """user, or user@domain where the folder above is called as domains are."""
    domain = names[-2] if has_domain else b""
    is_domain = b"." in domain.strip(b".") and not domain.startswith(b".")
    return escape(names[-1] + (b"@" + domain if is_domain else b""))
