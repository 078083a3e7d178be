"""The pages of the menu that a role may open, by their names."""

from collections.abc import Iterator
from functools import cache
from itertools import islice

from django.urls import reverse
from django.utils.translation import get_language

from mmbackup.models.member import Role
from portal.menu import Entry, allowed_to
from portal.palette.hit import MOST_OF_A_KIND, Hit

ICON = "right"


def pages_like(role: Role, words: tuple[str, ...]) -> list[Hit]:
    """Pages whose name has all the words come first, then those whose folder or summary has them."""
    pages = _pages(role, get_language())
    by_name = [page for page in pages if _has(page.title, words)]
    by_more = [page for page in pages if page not in by_name and _has(" ".join(page[:2]), words)]
    return list(islice([*by_name, *by_more], MOST_OF_A_KIND if words else None))


def _has(text: str, words: tuple[str, ...]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


@cache
def _pages(role: Role, _language: str | None) -> tuple[Hit, ...]:
    return tuple(_below(allowed_to(role), ""))


def _below(folder: Entry, way: str) -> Iterator[Hit]:
    if folder.view:
        yield Hit(str(folder.title), way or str(folder.summary), reverse(folder.view), folder.icon or ICON)
    inner = f"{way} > {folder.title}" if way else str(folder.title)
    for entry in folder.listed_entries:
        yield from _below(entry, "" if folder.view == "main:main" else inner)
