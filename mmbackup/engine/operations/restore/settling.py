"""Makes the plan agree with restore.json after a process that died between writing the one and the other."""

from mmbackup.engine.index.plan import Plan
from mmbackup.engine.operations.restore.memory import faults_left
from mmbackup.engine.operations.restore.shapes import State


def settle(folder: str, plan: Plan, state: State) -> None:
    """What restore.json counts is done: restored once more, its files would be counted twice."""
    counted = {part.number for part in state.parts}
    for part in plan.open_parts:
        if part.number in counted:  # the last one at the most, so that the faults left are its own
            plan.mark_done(part.number, faults_left(folder))
