"""An attended backup asked for by hand: what is chosen is checked, a run is queued, a worker begins it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import BackupError, DriveBusy
from mmbackup.models import Drive, Run, Site, Source
from mmbackup.services.broker import BrokerUnreachable, hand_over
from mmbackup.services.history.of_runs import remember_asked, remember_not_begun
from mmbackup.services.history.remember_change import FieldChange
from mmbackup.services.runs.drive_is_free import check_free
from mmbackup.services.runs.request_backup import BACKUP_TASK
from mmbackup.services.runs.settle_lost_runs import settle_lost_runs


class NothingChosen(BackupError):
    next_step = "Choose at least one server and one data type that it has."


@dataclass(frozen=True, slots=True)
class Choice:
    """Of what is configured: names of servers, slugs of data types. Empty: all."""

    servers: tuple[str, ...] = ()
    data_types: tuple[str, ...] = ()


def chosen_of(run: Run) -> Choice:
    return Choice(tuple(run.servers), tuple(run.data_types))


def request_attended(*, drive: Drive, choice: Choice, by: str, now: datetime) -> Run:
    """Raise NothingChosen, DriveBusy or BrokerUnreachable; then nothing has changed."""
    run = queue_attended(drive=drive, choice=choice, by=by, now=now)
    try:
        hand_over(task=BACKUP_TASK, arguments=(str(run.pk),))
    except BrokerUnreachable:
        if Run.objects.filter(pk=run.pk, state=Run.State.QUEUED).delete()[0]:
            remember_not_begun(run=run, now=now)
            raise  # otherwise the message did arrive, and a worker was quicker than the broker's answer
    return run


def queue_attended(*, drive: Drive, choice: Choice, by: str, now: datetime) -> Run:
    """A queued run. Raise DriveBusy when the drive has a run under way, or an attended one that waits."""
    settle_lost_runs(now=now)  # a run that died is none, also where no watchdog has told so yet
    check_choice(site=drive.site, choice=choice)
    check_free(drive=drive)
    try:
        with transaction.atomic():
            run = Run.objects.create(
                site=drive.site,
                drive=drive,
                drive_name=drive.name,
                kind=Run.Kind.ATTENDED,
                trigger=Run.Trigger.HAND,
                servers=list(choice.servers),
                data_types=list(choice.data_types),
                asked_by=by[:150],
                queued_at=now,
            )
            remember_asked(run=run, now=now, fields=_chosen(choice))
    except IntegrityError as error:  # an impatient click came in between
        raise DriveBusy(f"an attended backup is under way on drive {drive.name}") from error
    return run


def _chosen(choice: Choice) -> list[FieldChange]:
    servers, kinds = list(choice.servers) or "all", list(choice.data_types) or "all"
    return [FieldChange("servers", None, servers), FieldChange("data types", None, kinds)]


def open_attended(*, site: Site) -> Run | None:
    """The one under way, if any, whether it writes or waits."""
    runs = Run.objects.filter(site=site, kind=Run.Kind.ATTENDED, ended_at__isnull=True)
    return runs.select_related("site", "drive").order_by("queued_at").first()


def offered(*, site: Site) -> dict[str, tuple[DataType, ...]]:
    """Each server by name, in the site's order, with the data types that it has sources of."""
    sources = Source.objects.filter(item__server__site=site).select_related("item__server")
    found: dict[str, set[DataType]] = {}
    for source in sources.order_by("item__server__position", "item__server__name"):
        found.setdefault(source.item.server.name, set()).add(source.item.in_catalogue.data_type)
    return {name: tuple(kind for kind in DataType if kind in kinds) for name, kinds in found.items()}


def check_choice(*, site: Site, choice: Choice) -> None:
    """Raise NothingChosen for what is not there, or what would save nothing."""
    offer = offered(site=site)
    unknown = [name for name in choice.servers if name not in offer]
    slugs = {kind.slug for kind in DataType}
    unknown += [slug for slug in choice.data_types if slug not in slugs]
    if unknown:
        raise NothingChosen(f"not known here: {', '.join(unknown)}")
    kinds = {
        kind.slug for name, kinds in offer.items() if name in (choice.servers or offer) for kind in kinds
    }
    if not kinds & set(choice.data_types or slugs):
        raise NothingChosen("what was chosen has nothing to save")
