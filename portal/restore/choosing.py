"""The boxes for whole data types of servers."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.index.shapes import Pick
from portal.looks import count_of_files
from portal.restore.picked import Box, box_of
from portal.restore.source import Source


@dataclass(frozen=True, slots=True)
class TypeBox:
    """words: from which backups it would come."""

    title: str
    words: str
    box: Box


@dataclass(frozen=True, slots=True)
class ServerBoxes:
    name: str
    types: tuple[TypeBox, ...]


def servers_of(source: Source, picks: tuple[Pick, ...]) -> list[ServerBoxes]:
    """What no backup holds cannot be picked, and is said above."""
    names = dict.fromkeys(server for _kind, server in source.table.what)
    return [
        ServerBoxes(
            name,
            tuple(
                TypeBox(kind.title, words, box_of(Pick(kind.slug, name), picks))
                for kind, server in source.table.what
                if server == name and (words := _words(source, kind, name))
            ),
        )
        for name in names
    ]


def _words(source: Source, kind: DataType, server: str) -> str:
    """Of the newest backup that holds some of it; empty when none does."""
    for point in source.chain.points:
        cell = point.cell(kind, server)
        if cell and (cell.saved_files or cell.size):
            whole = count_of_files(cell.files) if cell.is_whole else _partly(cell.saved_files, cell.files)
            return f"{whole}, {date_format(point.night, 'D M j')}, {point.media_words}"
    return ""


def _partly(saved: int, files: int) -> str:
    words = {"saved": f"{saved:,}", "files": f"{files:,}"}
    return _("%(saved)s of %(files)s files, the rest from older backups") % words
