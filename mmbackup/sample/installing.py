"""Put the sample system in place: its files, seven labelled media with one in the drive, the configuration.

Each step is done again without harm, and the configuration comes last: an installation that was cut short is
simply repeated.
"""

import json
import os
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from mmbackup import environment
from mmbackup.engine.format.identity import read_identity
from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.label import label
from mmbackup.models import Drive, Site
from mmbackup.sample.making import make_sample
from mmbackup.services.configuration import import_configuration, read_configuration
from mmbackup.services.configuration.shape import DriveTable
from mmbackup.services.configuration.shelves import fill_shelves
from mmbackup.services.drives.remember_shelf import remember_shelf


def install_sample(*, now: datetime) -> Site:
    """The configuration there was is replaced by the sample's."""
    folder = environment.DATA_DIR / "sample"
    make_sample(str(folder))
    text = sample_configuration(folder=str(folder), shelf=str(environment.DATA_DIR / "shelf"))
    (folder / "site.toml").write_text(text, encoding="utf-8")
    configuration = read_configuration(text)
    months = {pool.name: pool.replace_after_months for pool in configuration.pools}
    for drive in configuration.drives:
        load_drive(drive=drive, months=months, now=now)
    site = import_configuration(text=text, now=now)
    for row in Drive.objects.filter(site=site):
        remember_shelf(drive=row, by="the sample", now=now)
    return site


def sample_configuration(*, folder: str, shelf: str) -> str:
    """The TOML text, with this installation's folders in it."""
    ready = os.path.join(os.path.dirname(__file__), "site.toml")
    with open(ready, encoding="utf-8") as file:
        text = file.read()
    places = {"@SAMPLE@": folder, "@SHELF@": shelf, "@TIME_ZONE@": settings.TIME_ZONE}
    for mark, place in places.items():
        text = text.replace(mark, json.dumps(place, ensure_ascii=False)[1:-1])
    return text


def load_drive(*, drive: DriveTable, months: Mapping[str, int], now: datetime) -> None:
    """Label what is blank, and leave the first medium in the drive, unless somebody put one in before."""
    fill_shelves([drive])
    shelf = Shelf(str(drive.settings["path"]))
    if shelf.loaded() is not None:
        return
    for medium in reversed(drive.media):
        shelf.eject()
        shelf.insert(medium.name)
        _label(drive, medium.name, months, now)


def _label(drive: DriveTable, name: str, months: Mapping[str, int], now: datetime) -> None:
    pool = _pool_of(drive, name)
    medium = open_drive(drive.spec).open()
    try:
        if read_identity(medium) is None:
            label(medium=medium, name=name, pool=pool, now=now, replace_after_months=months.get(pool, 0))
    finally:
        medium.close()


def _pool_of(drive: DriveTable, name: str) -> str:
    """The sample's media are named for their pools, but for the small one, which is a nightly."""
    return next((pool for pool in drive.pools if name.lower().startswith(pool)), drive.pool)
