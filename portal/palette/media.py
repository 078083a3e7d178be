"""Media, by the beginning of their names first, then by any part of them."""

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse

from mmbackup.models import Medium, Site
from portal.palette.hit import MOST_OF_A_KIND, Hit


def media_like(site: Site, text: str) -> list[Hit]:
    named = Medium.objects.filter(site=site, name__icontains=text).annotate(
        rank=Case(
            When(name__iexact=text, then=Value(0)),
            When(name__istartswith=text, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
    )
    found = named.order_by("rank", "name").only("uuid", "name", "pool", "status")[:MOST_OF_A_KIND]
    return [_hit(medium) for medium in found]


def _hit(medium: Medium) -> Hit:
    hint = f"{medium.pool} · {medium.get_status_display()}"
    return Hit(medium.name, hint, reverse("media:medium", args=[medium.uuid]), "disc")
