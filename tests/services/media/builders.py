"""Media of the Harbour Hospital, as rows alone, and as runs leave them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from mmbackup.models import BackupSet, Medium, Run, Site
from tests.builders import NOW


def make_medium(site: Site, name: str = "Friday", **facts: Any) -> Medium:
    """On a shelf, writable and empty, unless told otherwise."""
    usual = {"pool": "nightly", "place": Medium.Place.ON_SHELF, "last_seen_at": NOW}
    sizes = {"capacity": 4_700_000_000, "free": 4_700_000_000}
    return Medium.objects.create(site=site, uuid=uuid4(), name=name, **{**usual, **sizes, **facts})


def make_set(medium: Medium, *, at: datetime = NOW, run: Run | None = None, **facts: Any) -> BackupSet:
    """Verified, with System data of MSS1."""
    tally = {"data_type": "system-data", "server": "MSS1", "files": 3, "size": 6_000}
    usual = {"name": f"{at:%Y%m%dT%H%M%SZ}-full-auto", "verified_at": at + timedelta(minutes=16)}
    return BackupSet.objects.create(
        uuid=uuid4(), medium=medium, run=run, written_at=at,
        tallies=[{**tally, "saved_files": 3, "saved_size": 6_000}], **{**usual, "size": 6_000, **facts},
    )  # fmt: skip
