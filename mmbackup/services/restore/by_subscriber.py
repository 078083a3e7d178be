"""What of the backups is a subscriber's, by name: for the restore of one of them."""

from collections.abc import Iterable, Iterator

from mmbackup.engine.errors import NothingPicked
from mmbackup.engine.index.shapes import Query
from mmbackup.engine.index.view import View

MOST_FOUND = 10_000  # files that are picked where nothing tells whose they are


class SubscriberUnknown(NothingPicked):
    next_step = "See which there are: Restore > By subscriber, or manage.py subscribers."


def paths_of_subscribers(*, view: View, names: Iterable[str]) -> tuple[bytes, ...]:
    """Folders and files. Where no backup tells whose its files are, all that a search finds.

    Raise SubscriberUnknown for a name that is nobody's, or several's but for large and small letters.
    """
    return tuple(path for name in dict.fromkeys(names) for path in _paths_of(view, name))


def _paths_of(view: View, name: str) -> Iterator[bytes]:
    found = view.subscribers_called(name)
    if len(found) > 1:
        told = ", ".join(one.name for one in found)
        raise SubscriberUnknown(f"several subscribers are called {name}: {told}")
    if found:
        return (place.path for place in found[0].places)
    if view.knows_subscribers:
        raise SubscriberUnknown(f"no subscriber is called {name}")
    return iter(_searched(view, name))


def _searched(view: View, name: str) -> tuple[bytes, ...]:
    page = view.search(Query(subscriber=name), limit=MOST_FOUND)
    if page.after:
        raise SubscriberUnknown(f"more than {MOST_FOUND:,} files may be {name}'s: give folders instead")
    if not page.entries:
        raise SubscriberUnknown(f"nothing is called {name}")
    return tuple(child.path for child in page.entries)
