"""The sites of this installation: all of them, the one that somebody means, and a site's drive."""

from mmbackup.models import Drive, Site

SITE_KEY = "site"  # in a session: the number of the site that its pages show


def all_sites() -> list[Site]:
    """By name. Whatever runs by itself goes through all of them."""
    return list(Site.objects.select_related("schedule").order_by("name"))


def sites_meant(*, site_id: int | None) -> list[Site]:
    """The one of that number, as long as there is one; of no number: all."""
    return [site for site in all_sites() if site_id in (None, site.pk)]


def the_site() -> Site | None:
    """The one that was there first; None until a configuration has been imported."""
    return Site.objects.select_related("schedule").order_by("pk").first()


def site_shown(*, chosen: object) -> Site | None:
    """What a session's pages show: the site that was chosen there, else the one that was there first."""
    found = Site.objects.select_related("schedule").filter(pk=chosen) if isinstance(chosen, int) else None
    return (found.first() if found is not None else None) or the_site()


def site_named(*, name: str) -> Site | None:
    return Site.objects.select_related("schedule").filter(name=name).first()


def drive_of(*, site: Site) -> Drive | None:
    """The schedule's drive, or the first there is."""
    drives = Drive.objects.filter(site=site).select_related("site").order_by("pk")
    return drives.filter(schedules__site=site).first() or drives.first()
