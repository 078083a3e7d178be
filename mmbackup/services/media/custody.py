"""A medium's history: who did what to it and when, and where it was afterwards. Lines are only ever added."""

from datetime import datetime

from mmbackup.models import Custody, Medium

PROGRAM = "mmbackup"  # who did it, when it was no person


def record_custody(
    *, medium: Medium, act: Custody.Act, by: str, now: datetime, place: str = "", detail: str = ""
) -> Custody:
    """For callers inside a transaction of their own."""
    return Custody.objects.create(
        medium=medium, act=act, by=by[:150], at=now, place=place[:63], detail=detail
    )
