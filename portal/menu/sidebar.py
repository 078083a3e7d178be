"""The menu as a page's sidebar shows it: what the role may open, and where on it the page stands."""

from dataclasses import dataclass

from mmbackup.models.member import Role
from portal.menu.entry import Entry
from portal.menu.walking import allowed_to, trail_to

HERE = "page"  # aria-current: it is this very page
BELOW = "true"  # or one that is reached from it


@dataclass(frozen=True, slots=True)
class Item:
    """current is what aria-current says of it; a folder is open when the page stands in it."""

    entry: Entry
    current: str
    is_open: bool
    items: tuple["Item", ...]


def sidebar(role: Role, view: str) -> tuple[Item, ...]:
    trail = trail_to(view)
    keys = [_key(entry) for entry in trail if entry.listed]
    current = HERE if _key(trail[-1]) == keys[-1] else BELOW
    return _items(allowed_to(role), frozenset(keys), keys[-1], current)


def _items(folder: Entry, on_trail: frozenset[str], nearest: str, current: str) -> tuple[Item, ...]:
    return tuple(
        Item(
            entry,
            current if _key(entry) == nearest else "",
            _key(entry) in on_trail,
            _items(entry, on_trail, nearest, current),
        )
        for entry in folder.listed_entries
    )


def _key(entry: Entry) -> str:
    """An entry as one role sees it is a copy of the menu's own: its address tells that they are one."""
    return entry.view or str(entry.title)
