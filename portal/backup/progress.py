"""How far a run is, in figures and in words; the page and its script show the same ones."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import humanize
from django.utils.timezone import localtime

from mmbackup.engine.outcomes import Phase
from mmbackup.models import Run

SILENCE = timedelta(seconds=30)  # nothing heard for so long is worth saying
ENOUGH_TO_GUESS = 2.0  # seconds of a phase before its rate says anything

STEPS: tuple[tuple[Phase, str, str], ...] = (
    (Phase.PREFLIGHT, "Look at the medium", "Looking at the medium in the drive."),
    (Phase.COLLECT, "List the data", "Listing what there is to save."),
    (Phase.WRITE, "Write", "Writing onto the medium."),
    (Phase.FINALISE, "Finish the set", "Finishing the backup set."),
    (Phase.READ_BACK, "Read back", "Reading everything back from the medium and comparing."),
)
SENTENCES: dict[str, str] = {
    Phase.QUEUED: "Waiting for a worker to begin.",
    Phase.ENDED: "The backup has ended.",
    **{phase: sentence for phase, _title, sentence in STEPS},
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
    order = [phase for phase, _title, _sentence in STEPS]
    here = order.index(Phase(run.phase)) if run.phase in order else -1
    if run.state == Run.State.ENDED:
        here = len(order)
    states = [
        "done" if place < here else "current" if place == here else "ahead" for place in range(len(order))
    ]
    return tuple(Step(phase, title, state) for (phase, title, _), state in zip(STEPS, states, strict=True))


def _words(run: Run, percent: float | None, now: datetime) -> Words:
    rate = _rate(run, now)
    return Words(
        sentence="Cancelling." if run.cancel_asked else SENTENCES.get(run.phase, run.phase),
        percent="" if percent is None else f"{percent:.1f} %",
        size=_of(humanize.naturalsize(run.size), run.size_total and humanize.naturalsize(run.size_total)),
        files=_of(f"{run.files:,}", run.files_total and f"{run.files_total:,}"),
        rate=f"{humanize.naturalsize(rate)} a second" if rate else "",
        time_left=_span((run.size_total - run.size) / rate) if rate and run.size_total > run.size else "",
        elapsed=_span((now - run.started_at).total_seconds()) if run.started_at else "",
        medium=run.medium_name,
        heard=_silence(run, now),
    )


def _of(part: str, whole: str | int) -> str:
    return f"{part} of {whole}" if whole else part


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
    return f"Nothing heard of the backup since {localtime(run.heard_at):%H:%M:%S}."
