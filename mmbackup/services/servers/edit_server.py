"""Add a server, change it, give it another place in the order, remove it."""

from datetime import datetime

from django.db import transaction

from mmbackup.models import Server, Site
from mmbackup.services.configuration.checking import checked_server
from mmbackup.services.configuration.edits import ChangedMeanwhile, as_shown, tell_edit
from mmbackup.services.configuration.fields import server_fields
from mmbackup.services.configuration.values import Values, server_values, source_values, sources_of


def add_server(*, site: Site, values: Values, now: datetime) -> Server:
    """values as in the file, without sources; TableFaulty when they are not right. It stands last."""
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        table = checked_server(site=site, values=values)
        last = Server.objects.filter(site=site).order_by("-position").first()
        position = last.position + 1 if last else 0
        fields = server_fields(table)
        server = Server.objects.create(site=site, name=table.name, position=position, **fields)
        new = server_values(server)
        tell_edit(site=site, what=f"server {server.name}", verb="added", old={}, new=new, now=now)
    return server


def change_server(*, server: Server, shown: Values, values: Values, now: datetime) -> None:
    """shown: its values as they were when somebody began."""
    with transaction.atomic():
        row = _locked(server)
        was = server_values(row)
        as_shown(f"the server {row.name}", is_now=was, shown=shown)
        table = checked_server(site=row.site, values=values, instead_of=row)
        Server.objects.filter(pk=row.pk).update(name=table.name, **server_fields(table))
        row.refresh_from_db()
        new = server_values(row)
        tell_edit(site=row.site, what=f"server {was['name']}", verb="changed", old=was, new=new, now=now)


def move_server(*, server: Server, by: int, now: datetime) -> bool:
    """by -1: earlier by one place; 1: later. False at the end of the order."""
    with transaction.atomic():
        row = _locked(server)
        order = list(Server.objects.filter(site=row.site).select_for_update())
        old = order.index(row)
        new = old + by
        if not 0 <= new < len(order):
            return False
        order.insert(new, order.pop(old))
        for position, each in enumerate(order):
            Server.objects.filter(pk=each.pk).update(position=position)
        places = {"place": old + 1}, {"place": new + 1}
        what = f"server {row.name}"
        tell_edit(site=row.site, what=what, verb="changed", old=places[0], new=places[1], now=now)
    return True


def remove_server(*, server: Server, shown: Values, now: datetime) -> None:
    """With its sources. What was saved of it stays where it lies."""
    with transaction.atomic():
        row = _locked(server)
        was = server_values(row)
        as_shown(f"the server {row.name}", is_now=was, shown=shown)
        old = {**was, "sources": [source_values(source) for source in sources_of(row)]}
        Server.objects.filter(pk=row.pk).delete()
        tell_edit(site=row.site, what=f"server {row.name}", verb="removed", old=old, new={}, now=now)


def _locked(server: Server) -> Server:
    """The site's row first: whoever edits its servers waits for the others."""
    Site.objects.select_for_update().get(pk=server.site_id)
    row = Server.objects.select_for_update(of=("self",)).select_related("site").filter(pk=server.pk).first()
    if row is None:
        raise ChangedMeanwhile(f"somebody else removed the server {server.name} meanwhile")
    return row
