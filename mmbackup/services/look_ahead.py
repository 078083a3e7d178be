"""The afternoon's look at the coming night: says what it will be while there is time to mend it."""

from datetime import datetime

from django.db import transaction

from mmbackup.engine.codes import LOOKED_AHEAD, TONIGHT_WOULD_FAIL
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import LookAhead, Site
from mmbackup.services.alarms import raise_alarm, resolve_alarm
from mmbackup.services.record_event import record_event
from mmbackup.services.tonight import Tonight, tonight

NO_DRIVE = "No drive is configured."
CONFIGURE = "Configure a drive: python manage.py config import site.toml"


def look_ahead(*, site: Site, now: datetime, by: str) -> LookAhead:
    """by is a user's name, or the program that looks."""
    found = tonight(site=site, now=now)
    look = _look_of(site, found, now)
    with transaction.atomic():
        look.save()
        _judge(look, found, now)
        record_event(site=site, code=LOOKED_AHEAD, at=now, message=f"{look.sentence} (by {by})")
    return look


def newest_look(*, site: Site) -> LookAhead | None:
    return LookAhead.objects.filter(site=site).select_related("drive").first()


def would_fail(look: LookAhead) -> bool:
    """What is not known yet is no failure; a partial night is not one either."""
    return bool(look.foretold) and not Outcome(look.foretold).is_verified


def _look_of(site: Site, found: Tonight | None, now: datetime) -> LookAhead:
    if found is None:
        return LookAhead(site=site, at=now, foretold=Outcome.FAILED, sentence=NO_DRIVE, next_step=CONFIGURE)
    return LookAhead(
        site=site,
        drive=found.drive,
        at=now,
        due_at=found.due_at,
        foretold=found.foretold or "",
        sentence=found.sentence,
        next_step=found.next_step,
        medium_name=found.look.name[:63],
        expected_medium=found.expected.name if found.expected else "",
        size_expected=found.size_expected,
        room=found.room,
        first_partial_on=found.first_partial_on,
    )


def _judge(look: LookAhead, found: Tonight | None, now: datetime) -> None:
    """With nothing scheduled, there is no night that could fail."""
    if would_fail(look) and (found is None or found.due_at is not None):
        place = look.drive.name if look.drive else look.site.name
        raise_alarm(site=look.site, code=TONIGHT_WOULD_FAIL, location=place, detail=look.sentence, now=now)
    else:
        resolve_alarm(site=look.site, code=TONIGHT_WOULD_FAIL, reason=look.sentence, now=now)
