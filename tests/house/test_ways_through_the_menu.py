"""Where a text says "Folder > Page", the menu has such a page: in errors, codes, help and documents."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmbackup.environment import BASE_DIR
from portal.menu import MAIN, Entry

WAY = re.compile(r"\b((?:[A-Z][A-Za-z/]*)(?: (?:and )?[A-Z][A-Za-z/]*)*)\*{0,2} > ([A-Z][A-Za-z -]*)")
ROOMS = ("mmbackup", "portal", "templates", "docs", "deploy", "README.md")
OTHERS = ("Grafana",)  # whose menus are not ours
KINDS = {".py", ".html", ".md", ".yml", ".txt"}


def folders(entry: Entry) -> Iterator[Entry]:
    for inner in entry.entries:
        if inner.entries:
            yield inner
            yield from folders(inner)


# two folders may have one name
PAGES = [(str(folder.title), str(page.title)) for folder in folders(MAIN) for page in folder.entries]


def texts() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        found = Path(BASE_DIR) / room
        for path in [found] if found.is_file() else sorted(found.rglob("*")):
            if path.suffix in KINDS and "migrations" not in path.parts:
                yield str(path.relative_to(BASE_DIR)), " ".join(path.read_text().replace('"', " ").split())


def lost_ways(text: str) -> list[str]:
    """A folder's name may have words before it: the longest end of them that is one counts."""
    return [
        found[0]
        for found in WAY.finditer(text.replace("&gt;", ">"))
        if not any(found[1].endswith(folder) and found[2].startswith(page) for folder, page in PAGES)
        and not found[1].endswith(OTHERS)
    ]


def test_every_way_leads_somewhere() -> None:
    assert {name: lost for name, text in texts() if (lost := lost_ways(text))} == {}


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("Choose Backup/Restore > Drives, then …", []),
        ("Choose Backup > Drives", ["Choose Backup > Drives"]),
        ("(Backup/Restore > Encryption Keys)", ["Backup/Restore > Encryption Keys"]),
        ("if (a > b)", []),
    ],
)
def test_a_way_that_the_menu_does_not_have_is_found(text: str, lost: list[str]) -> None:
    assert lost_ways(text) == lost
