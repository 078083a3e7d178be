"""Which site this installation speaks for, and which drive its backups go to.

Today there is one site, and only this file knows that.
"""

from mmbackup.models import Drive, Site


def the_site() -> Site | None:
    """None until a configuration has been imported."""
    return Site.objects.select_related("schedule").order_by("pk").first()


def drive_of(*, site: Site) -> Drive | None:
    """The schedule's drive, or the first there is."""
    drives = Drive.objects.filter(site=site).select_related("site").order_by("pk")
    return drives.filter(schedules__site=site).first() or drives.first()
