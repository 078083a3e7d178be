"""The inventory of all media."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from portal.media.forms import InventoryForm
from portal.media.inventory import InventoryQuery, shown
from portal.media.medium_looks import is_worn, look_of_place, look_of_status
from portal.request import PortalRequest

ROWS_A_PAGE = 50
COLUMNS = (
    ("name", _("Name")),
    ("pool", _("Pool")),
    ("status", _("Status")),
    ("place", _("Place")),
    ("written", _("Last written")),
    ("free", _("Free")),
    ("replace", _("Replace by")),
)


def inventory(request: PortalRequest) -> HttpResponse:
    query = InventoryQuery.of(request.GET)
    today = localdate()
    media = query.media(request.messaging_site, today)
    page_of = Paginator(media, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        (medium, look_of_status(medium), look_of_place(medium), is_worn(medium, today))
        for medium in shown(list(page_of))
    ]
    form = InventoryForm(_asked(query), site=request.messaging_site)
    heads = [_head(query, key, words) for key, words in COLUMNS]
    context = {"form": form, "query": query, "page_of": page_of, "rows": rows, "heads": heads}
    return render(request, "media/inventory.html", context | {"kept": query.kept})


def _asked(query: InventoryQuery) -> dict[str, str]:
    """The form shows what the list was narrowed by, nonsense in the address left out."""
    fields = {"text": query.text, "pool": query.pool, "status": query.status, "place": query.place}
    return {**fields, "sort": query.sort}


def _head(query: InventoryQuery, key: str, words: Promise) -> dict[str, str | Promise]:
    """A column's head: a link that sorts by it, and how it is sorted now."""
    order = {key: "ascending", f"-{key}": "descending"}.get(query.sort, "")
    link = f"?{query.sorted_by(key).kept}".rstrip("&")
    return {"words": words, "order": order, "link": link, "is_number": "yes" if key == "free" else ""}
