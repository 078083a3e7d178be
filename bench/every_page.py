"""Every page of the menu with an address that shows something: what the walks over all pages open."""

from collections.abc import Iterator
from typing import Any

from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from mmbackup.models import Alarm, BackupSet, Drive, Medium, Place, Pool, Run, Server, Site
from portal.menu import MAIN, Entry

_RUNS = {
    "attended": Run.Kind.ATTENDED,
    "restore": Run.Kind.RESTORE,
    "check": Run.Kind.VERIFY,
    "verify": Run.Kind.VERIFY,
    "drill": Run.Kind.DRILL,
}


def every_page(site: Site) -> Iterator[tuple[str, str]]:
    """The names of views with an address each. A page of something that the site has none of is left out."""
    for view in _views(MAIN):
        try:
            yield view, reverse(view, kwargs={name: _value(site, view, name) for name in _arguments(view)})
        except (NoReverseMatch, LookupError):
            continue


def _views(entry: Entry) -> Iterator[str]:
    if entry.view:
        yield entry.view
    for inner in entry.entries:
        yield from _views(inner)


def _arguments(view: str) -> list[str]:
    """Of its address: such as run_id."""
    resolver: Any = get_resolver()
    *rooms, name = view.split(":")
    for room in rooms:
        resolver = _room(resolver, room)
    found: list[str] = resolver.reverse_dict[name][0][0][1]
    return found


def _room(resolver: URLResolver, name: str) -> URLResolver:
    return resolver.namespace_dict[name][1]


def _value(site: Site, view: str, argument: str) -> object:
    match argument:
        case "run_id":
            return _run(site, view).pk
        case "uuid":
            return _first(Medium.objects.filter(site=site).order_by("-last_written_at")).uuid
        case "set_id":
            return _first(BackupSet.objects.filter(medium__site=site)).uuid
        case "part":
            return 1
        case "drive_id" | "pool_id" | "place_id" | "server_id" | "alarm_id" | "site_id":
            kinds: dict[str, Any] = {
                "drive": Drive,
                "pool": Pool,
                "place": Place,
                "server": Server,
                "alarm": Alarm,
            }
            name = argument.removesuffix("_id")
            return site.pk if name == "site" else _first(kinds[name].objects.filter(site=site)).pk
    raise LookupError(argument)


def _run(site: Site, view: str) -> Run:
    """The newest of the kind that the view is of."""
    words = view.replace(":", "-").split("-")
    kind = next((_RUNS[word] for word in words if word in _RUNS), Run.Kind.UNATTENDED)
    found: Run = _first(Run.objects.filter(site=site, kind=kind, log__isnull=False))
    return found


def _first(rows: Any) -> Any:
    """LookupError when there is none."""
    found = rows.first()
    if found is None:
        raise LookupError
    return found
