"""Browse the files of the backups as a tree, and search in them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import escape, unescape
from mmbackup.engine.index.shapes import Page
from portal.request import PortalRequest
from portal.restore.choose_views import tray_of, wanted_of
from portal.restore.entries import entries_of
from portal.restore.forms import SearchForm
from portal.restore.source import Source, nights_of, source_of
from portal.restore.wanted import Wanted

ROWS_A_PAGE = 200
HITS_A_PAGE = 100
LONGEST_PATH = 40_000


@dataclass(frozen=True, slots=True)
class Crumb:
    name: str
    address: str


def browse(request: PortalRequest) -> HttpResponse:
    wanted = wanted_of(request)
    source = source_of(request.messaging_site, wanted)
    folder = _folder(request.GET.get("folder", ""))
    with source.open() as view:
        page = view.children(folder, request.GET.get("after", ""), ROWS_A_PAGE)
    tray = tray_of(request, wanted, "browse")
    context = {"crumbs": _crumbs(wanted, folder), "folder": escape(folder), "tray": tray}
    return render(request, "restore/browse.html", {**context, **_listed(request, wanted, source, page)})


def search(request: PortalRequest) -> HttpResponse:
    wanted = wanted_of(request)
    source = source_of(request.messaging_site, wanted)
    form = SearchForm(request.GET, source=source, wanted=wanted)
    query = form.query()
    page = Page(())
    if query is not None:
        with source.open() as view:
            page = view.search(query, request.GET.get("after", ""), HITS_A_PAGE)
    context = {"form": form, "is_asked": query is not None, **_listed(request, wanted, source, page)}
    return render(request, "restore/search.html", context | {"tray": tray_of(request, wanted, "search")})


def _listed(request: PortalRequest, wanted: Wanted, source: Source, page: Page) -> dict[str, object]:
    asked = {key: value for key, value in request.GET.items() if key != "after" and value}
    return {
        "source": source,
        "entries": entries_of(page.entries, wanted, nights_of(source)),
        "first": f"?{urlencode(asked)}" if "after" in request.GET else "",
        "next": f"?{urlencode({**asked, 'after': page.after})}" if page.after else "",
    }


def _folder(text: str) -> bytes:
    """Nonsense in an address leads to the top."""
    try:
        return unescape(text[:LONGEST_PATH]).strip(b"/")
    except FormatError:
        return b""


def _crumbs(wanted: Wanted, folder: bytes) -> list[Crumb]:
    """From the top to the folder's own."""
    parts = folder.split(b"/") if folder else []
    paths = [b"/".join(parts[: place + 1]) for place in range(len(parts))]
    below = [
        Crumb(escape(part), wanted.address("browse", folder=escape(path)))
        for part, path in zip(parts, paths, strict=True)
    ]
    return [Crumb(_("All servers"), wanted.address("browse")), *below]
