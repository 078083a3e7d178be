"""One look of the watchdog at durable facts: database, kernel locks, journals, disk. It needs no broker."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from mmbackup.models import Site
from mmbackup.services.broker import try_to_hand_over_night
from mmbackup.services.drives.drive_acts import end_stale_acts
from mmbackup.services.heartbeats.judge_programs import judge_programs
from mmbackup.services.heartbeats.note_heartbeat import note_heartbeat
from mmbackup.services.index.keep_indexes import keep_leftovers, prune_indexes
from mmbackup.services.notices.post_office import PostOffice
from mmbackup.services.notices.prune_notices import prune_notices
from mmbackup.services.people.sign_ins import prune_sign_ins
from mmbackup.services.proof.by_schedule import see_to_proof
from mmbackup.services.prune import prune_journals, prune_logs, prune_looks_ahead
from mmbackup.services.reserve import make_room, refill_reserve
from mmbackup.services.restore.folder import prune_folders
from mmbackup.services.restore.kept_plans import prune_plans
from mmbackup.services.restore.software import start_what_was_left_stopped
from mmbackup.services.rotation.look_ahead import see_to_look_ahead
from mmbackup.services.runs.missed_nights import look_for_missed_nights
from mmbackup.services.runs.settle_lost_runs import settle_lost_runs
from mmbackup.services.runs.waiting_runs import look_after_waiting_runs
from mmbackup.services.site import all_sites
from mmbackup.services.waiting.end_waiting import end_unwanted_runs

HAND_OVER_EVERY = timedelta(minutes=1)
INDEXES_EVERY = timedelta(minutes=10)
LOOK_AHEAD_EVERY = timedelta(minutes=1)
PROGRAMS_EVERY = timedelta(minutes=1)
PRUNE_EVERY = timedelta(days=1)
logger = logging.getLogger(__name__)


class Watchdog:
    """Remembers between two looks only how long ago something was done that is not worth doing each time."""

    def __init__(self) -> None:
        self._done_at: dict[tuple[str, int], datetime] = {}  # by what, and for which site (0: all of them)
        self._post_office = PostOffice()

    def look(self, *, now: datetime) -> bool:
        """True when every step could be done. A step that fails does not keep the others from theirs."""
        close_old_connections()
        note_heartbeat(name="watchdog", now=now)
        before = (
            self._make_room,
            self._settle,
            self._see_to_waiting,
            self._see_to_attended,
            self._see_to_software,
            self._see_to_drives,
            self._see_to_programs,
        )
        done = [self._guarded(step, now) for step in before]
        of_site = (self._see_to_nights, self._look_ahead, self._see_to_proof, self._see_to_disk)
        done += [self._guarded(partial(step, site), now) for site in self._sites(now) for step in of_site]
        after = (self._see_to_notices, self._see_to_indexes, self._prune)
        done += [self._guarded(step, now) for step in after]
        return all(done)

    def close(self, *, seconds: float, now: datetime) -> None:
        """Before it ends: what is being told is waited for, so long at the most."""
        self._guarded(lambda now: self._post_office.close(seconds=seconds, now=now), now)

    def _sites(self, now: datetime) -> list[Site]:
        found: list[Site] = []
        self._guarded(lambda _now: found.extend(all_sites()), now)
        return found

    def _guarded(self, step: Callable[[datetime], None], now: datetime) -> bool:
        """The edge: a watchdog that dies of one bad night guards nothing."""
        try:
            step(now)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The database does not answer; trying again: %s", error)
            connection.close()
            return False
        except Exception:
            logger.exception("A step of the watchdog failed; trying again")
            return False
        return True

    def _make_room(self, _now: datetime) -> None:
        make_room()

    def _settle(self, now: datetime) -> None:
        for run in settle_lost_runs(now=now):
            logger.warning("Run %s ended as %s: its process is gone", run.pk, run.outcome)

    def _see_to_waiting(self, now: datetime) -> None:
        for run in look_after_waiting_runs(now=now):
            logger.warning("Run %s did not run: %s", run.pk, run.reason)

    def _see_to_software(self, now: datetime) -> None:
        for run in start_what_was_left_stopped(now=now):
            logger.warning("The messaging software that restore %s had stopped was seen to", run.pk)

    def _see_to_attended(self, now: datetime) -> None:
        for run in end_unwanted_runs(now=now):
            logger.warning("Run %s ended while it waited: %s", run.pk, run.reason)

    def _see_to_drives(self, now: datetime) -> None:
        end_stale_acts(now=now)

    def _see_to_programs(self, now: datetime) -> None:
        if self._is_time("programs", now, PROGRAMS_EVERY):
            judge_programs(seen_from="watchdog", now=now)

    def _see_to_nights(self, site: Site, now: datetime) -> None:
        for run in look_for_missed_nights(site=site, now=now, hand_over=lambda: self._hand_over(site, now)):
            logger.warning("The night of %s of %s did not run", run.night, site)

    def _look_ahead(self, site: Site, now: datetime) -> None:
        if not self._is_time("look ahead", now, LOOK_AHEAD_EVERY, site):
            return
        look = see_to_look_ahead(site=site, now=now)
        if look is not None:
            logger.info("Looked ahead at %s: %s", site, look.sentence)

    def _see_to_proof(self, site: Site, now: datetime) -> None:
        if not self._is_time("proof", now, LOOK_AHEAD_EVERY, site):
            return
        run = see_to_proof(site=site, now=now)
        if run is not None:
            logger.info("Asked for a %s at %s, which beat had not", run.kind, site)

    def _see_to_notices(self, now: datetime) -> None:
        self._post_office.look(now=now)

    def _see_to_indexes(self, now: datetime) -> None:
        if not self._is_time("indexes", now, INDEXES_EVERY):
            return
        made = keep_leftovers(now=now)
        if made:
            logger.info("Made %d indexes that a run had left undone", made)

    def _see_to_disk(self, site: Site, now: datetime) -> None:
        if not refill_reserve(site=site, now=now):
            logger.warning("The disk of the data folder or the database is full, or nearly so")

    def _prune(self, now: datetime) -> None:
        if not self._is_time("prune", now, PRUNE_EVERY):
            return
        pruned = prune_journals(now=now) + prune_indexes(now=now)
        for site in all_sites():
            pruned += prune_logs(site=site, now=now)
            prune_looks_ahead(site=site, now=now)
        prune_folders(now=now)
        prune_plans(now=now)
        prune_notices(now=now)
        prune_sign_ins(now=now)
        logger.info("Pruned %d old logs, journals and indexes", pruned)

    def _hand_over(self, site: Site, now: datetime) -> None:
        if self._is_time("hand over", now, HAND_OVER_EVERY, site):
            try_to_hand_over_night(site_id=site.pk)

    def _is_time(self, what: str, now: datetime, every: timedelta, site: Site | None = None) -> bool:
        """Says yes once in that time; a clock that was set back is no reason to wait."""
        key = (what, site.pk if site else 0)
        before = self._done_at.get(key)
        if before is not None and before <= now < before + every:
            return False
        self._done_at[key] = now
        return True
