"""How far a run is, in figures and in words; the page and its script show the same ones."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import humanize
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.outcomes import Phase
from mmbackup.models import Restore, Run

SILENCE = timedelta(seconds=30)  # nothing heard for so long is worth saying
ENOUGH_TO_GUESS = 2.0  # seconds of a phase before its rate says anything

Steps = tuple[tuple[Phase, Promise, Promise], ...]
STEPS: Steps = (
    (Phase.PREFLIGHT, _("Look at the medium"), _("Looking at the medium in the drive.")),
    (Phase.COLLECT, _("List the data"), _("Listing what there is to save.")),
    (Phase.WRITE, _("Write"), _("Writing onto the medium.")),
    (Phase.FINALISE, _("Finish the set"), _("Finishing the backup set.")),
    (Phase.READ_BACK, _("Read back"), _("Reading everything back from the medium and comparing.")),
)
RESTORE_STEPS: Steps = (
    (Phase.PREFLIGHT, _("Look at the medium"), _("Looking at the medium in the drive.")),
    (Phase.STOP, _("Stop the software"), _("Stopping the messaging software.")),
    (Phase.RESTORE, _("Restore"), _("Restoring, and checking each file as it is written.")),
    (
        Phase.PUT_BACK,
        _("Put back"),
        _("Putting directories and databases back; each is checked before."),
    ),
    (Phase.START, _("Start the software"), _("Starting the messaging software again.")),
)
VERIFY_STEPS: Steps = (
    (Phase.PREFLIGHT, _("Look at the medium"), _("Looking at the medium in the drive.")),
    (Phase.READ_BACK, _("Read"), _("Reading everything from the medium and comparing.")),
)
DRILL_STEPS: Steps = (
    (Phase.PREFLIGHT, _("Look at the medium"), _("Looking at the medium in the drive.")),
    (Phase.RESTORE, _("Restore"), _("Restoring to a scratch folder.")),
    (Phase.COMPARE, _("Compare"), _("Comparing what came back, and opening it.")),
)
STEPS_BY_KIND: dict[str, Steps] = {
    Run.Kind.RESTORE: RESTORE_STEPS,
    Run.Kind.VERIFY: VERIFY_STEPS,
    Run.Kind.DRILL: DRILL_STEPS,
}
NAMES: dict[str, Promise] = {
    Run.Kind.RESTORE: _("restore"),
    Run.Kind.VERIFY: _("verification"),
    Run.Kind.DRILL: _("restore drill"),
}


@dataclass(frozen=True, slots=True)
class Step:
    phase: str
    title: str
    state: str  # done, current, ahead


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says, ready to show; empty where it is not known."""

    sentence: str
    percent: str
    size: str
    files: str
    rate: str
    time_left: str
    elapsed: str
    medium: str
    heard: str


@dataclass(frozen=True, slots=True)
class Progress:
    has_ended: bool
    percent: float | None  # None: not known how much there is
    steps: tuple[Step, ...]
    words: Words

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def progress_of(run: Run, now: datetime) -> Progress:
    percent = _percent(run)
    return Progress(run.state == Run.State.ENDED, percent, _steps(run), _words(run, percent, now))


def _percent(run: Run) -> float | None:
    if run.size_total <= 0:
        return None
    return round(min(100 * run.size / run.size_total, 100.0), 1)


def _steps(run: Run) -> tuple[Step, ...]:
    steps = _steps_of(run)
    order = [phase for phase, _title, _sentence in steps]
    here = order.index(Phase(run.phase)) if run.phase in order else -1
    if run.state == Run.State.ENDED:
        here = len(order)
    states = [
        "done" if place < here else "current" if place == here else "ahead" for place in range(len(order))
    ]
    return tuple(
        Step(phase, str(title), state) for (phase, title, _), state in zip(steps, states, strict=True)
    )


def _steps_of(run: Run) -> Steps:
    """Of a restore without those that it leaves out: the software's, and what is done in place alone."""
    steps = STEPS_BY_KIND.get(run.kind, STEPS)
    if run.kind != Run.Kind.RESTORE:
        return steps
    without = set() if run.restore.stop_software else {Phase.STOP, Phase.START}
    if run.restore.target != Restore.Target.IN_PLACE or run.restore.dry_run:
        without.add(Phase.PUT_BACK)
    return tuple(step for step in steps if step[0] not in without)


def _sentence(run: Run) -> str:
    if run.cancel_asked:
        return gettext("Cancelling.")
    if run.phase == Phase.QUEUED:
        return gettext("Waiting for a worker to begin.")
    said = {phase: sentence for phase, _title, sentence in STEPS_BY_KIND.get(run.kind, STEPS)}
    return str(said.get(Phase(run.phase)) or gettext("The %(run)s has ended.") % {"run": _name(run)})


def _name(run: Run) -> str:
    return str(NAMES.get(run.kind) or gettext("backup"))


def _words(run: Run, percent: float | None, now: datetime) -> Words:
    rate = _rate(run, now)
    return Words(
        sentence=_sentence(run),
        percent="" if percent is None else f"{percent:.1f} %",
        size=_of(humanize.naturalsize(run.size), run.size_total and humanize.naturalsize(run.size_total)),
        files=_of(f"{run.files:,}", run.files_total and f"{run.files_total:,}"),
        rate=gettext("%(size)s a second") % {"size": humanize.naturalsize(rate)} if rate else "",
        time_left=_span((run.size_total - run.size) / rate) if rate and run.size_total > run.size else "",
        elapsed=_span((now - run.started_at).total_seconds()) if run.started_at else "",
        medium=run.medium_name,
        heard=_silence(run, now),
    )


def _of(part: str, whole: str | int) -> str:
    return gettext("%(part)s of %(whole)s") % {"part": part, "whole": whole} if whole else part


def _rate(run: Run, now: datetime) -> float:
    """Bytes a second in this phase; the phases before it are in seconds_by_phase."""
    if not run.started_at:
        return 0.0
    heard = run.heard_at or now
    seconds = (heard - run.started_at).total_seconds() - sum(run.seconds_by_phase.values())
    return run.size / seconds if seconds >= ENOUGH_TO_GUESS else 0.0


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(max(seconds, 0)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _silence(run: Run, now: datetime) -> str:
    if run.state != Run.State.RUNNING or not run.heard_at or now - run.heard_at < SILENCE:
        return ""
    said = {"run": _name(run), "time": f"{localtime(run.heard_at):%H:%M:%S}"}
    return gettext("Nothing heard of the %(run)s since %(time)s.") % said
