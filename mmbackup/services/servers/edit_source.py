"""Add a source to a server, change it, remove it."""

from datetime import datetime

from django.db import transaction

from mmbackup.models import DataItem, Server, Site, Source
from mmbackup.services.configuration.checking import checked_source
from mmbackup.services.configuration.edits import ChangedMeanwhile, as_shown, tell_edit
from mmbackup.services.configuration.fields import source_fields
from mmbackup.services.configuration.values import Values, source_values


def add_source(*, server: Server, values: Values, now: datetime) -> Source:
    """values as in the file; TableFaulty when they are not right."""
    with transaction.atomic():
        _lock(server)
        table = checked_source(server=server, values=values)
        item, _ = DataItem.objects.get_or_create(server=server, slug=table.item)
        source = Source.objects.create(item=item, **source_fields(table))
        new = source_values(source)
        tell_edit(site=server.site, what=_what(server, new), verb="added", old={}, new=new, now=now)
    return source


def change_source(*, source: Source, shown: Values, values: Values, now: datetime) -> None:
    """shown: its values as they were when somebody began."""
    with transaction.atomic():
        row = _locked(source)
        server, was = row.item.server, source_values(row)
        as_shown(f"the source {row.name}", is_now=was, shown=shown)
        table = checked_source(server=server, values=values, instead_of=row)
        item, _ = DataItem.objects.get_or_create(server=server, slug=table.item)
        Source.objects.filter(pk=row.pk).update(item=item, **source_fields(table))
        _drop_empty_items(server)
        new = source_values(_locked(source))
        tell_edit(site=server.site, what=_what(server, was), verb="changed", old=was, new=new, now=now)


def remove_source(*, source: Source, shown: Values, now: datetime) -> None:
    with transaction.atomic():
        row = _locked(source)
        server, was = row.item.server, source_values(row)
        as_shown(f"the source {row.name}", is_now=was, shown=shown)
        row.delete()
        _drop_empty_items(server)
        tell_edit(site=server.site, what=_what(server, was), verb="removed", old=was, new={}, now=now)


def _what(server: Server, values: Values) -> str:
    return f"source {server.name} / {values['item']} / {values['name']}"


def _drop_empty_items(server: Server) -> None:
    DataItem.objects.filter(server=server, sources=None).delete()


def _lock(server: Server) -> None:
    """The site's row: whoever edits its servers waits for the others."""
    Site.objects.select_for_update().get(pk=server.site_id)


def _locked(source: Source) -> Source:
    found = Source.objects.select_related("item__server__site").filter(pk=source.pk)
    row = found.first()
    if row is not None:
        _lock(row.item.server)
        row = found.first()
    if row is None:
        raise ChangedMeanwhile(f"somebody else removed the source {source.name} meanwhile")
    return row
