"""The steps of the morning swap: which are done, and which comes next. Facts tell, nobody ticks them off."""

from enum import StrEnum

from mmbackup.services.morning import Level
from mmbackup.services.swap import Swap


class Step(StrEnum):
    VERIFY = "verify"
    REMOVE = "remove"
    LABEL = "label"
    STORE = "store"
    INSERT = "insert"
    READY = "ready"


class StepState(StrEnum):
    DONE = "done"
    OPEN = "open"  # to be done now
    LATER = "later"
    SPARED = "spared"  # not called for this morning
    TROUBLE = "trouble"


def state_of(swap: Swap, step: Step) -> StepState:
    return _STATES[step](swap)


def is_done(swap: Swap) -> bool:
    """All of it, after a night that left something to swap."""
    settled = (StepState.DONE, StepState.SPARED)
    return swap.medium is not None and all(state_of(swap, step) in settled for step in Step)


def is_due(swap: Swap) -> bool:
    """There is something to take out, or to put in."""
    return any(state_of(swap, step) is StepState.OPEN for step in (Step.REMOVE, Step.INSERT))


def _verify(swap: Swap) -> StepState:
    if swap.open_run is not None:
        return StepState.OPEN
    return StepState.DONE if swap.morning.level in (Level.GOOD, Level.WARNING) else StepState.TROUBLE


def _remove(swap: Swap) -> StepState:
    if swap.open_run is not None:
        return StepState.LATER
    if swap.leaves:
        return StepState.OPEN
    return StepState.SPARED if swap.medium is None or swap.is_written_in_drive else StepState.DONE


def _label(swap: Swap) -> StepState:
    return StepState.SPARED if swap.medium is None else _after_removal(swap)


def _store(swap: Swap) -> StepState:
    return StepState.SPARED if swap.medium is None else _after_removal(swap)


def _after_removal(swap: Swap) -> StepState:
    """That a label was written nobody sees; a medium that was stored was labelled before."""
    if swap.is_stored:
        return StepState.DONE
    if not swap.is_written_in_drive:
        return StepState.OPEN
    return StepState.LATER if swap.leaves else StepState.SPARED


def _insert(swap: Swap) -> StepState:
    if swap.open_run is not None or swap.leaves:
        return StepState.LATER
    return StepState.DONE if swap.is_ready else StepState.OPEN


def _ready(swap: Swap) -> StepState:
    return StepState.DONE if swap.is_ready and swap.open_run is None else StepState.LATER


_STATES = {
    Step.VERIFY: _verify,
    Step.REMOVE: _remove,
    Step.LABEL: _label,
    Step.STORE: _store,
    Step.INSERT: _insert,
    Step.READY: _ready,
}
