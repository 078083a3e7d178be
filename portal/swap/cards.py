"""The steps of the swap as the page shows them, one below the other."""

from dataclasses import dataclass

from mmbackup.services.swap import Swap
from mmbackup.services.swap_steps import Step, StepState, state_of

TITLES: dict[Step, tuple[str, str]] = {
    Step.VERIFY: ("Verify", "log"),
    Step.REMOVE: ("Remove", "eject"),
    Step.LABEL: ("Label", "tag"),
    Step.STORE: ("Store", "lock"),
    Step.INSERT: ("Insert the next", "insert"),
    Step.READY: ("Ready for tonight", "moon-rising"),
}
WORDS: dict[StepState, str] = {
    StepState.DONE: "Done",
    StepState.OPEN: "To do",
    StepState.LATER: "Later",
    StepState.SPARED: "Not needed",
    StepState.TROUBLE: "Look at this",
}
_CALLING = (StepState.OPEN, StepState.TROUBLE)


@dataclass(frozen=True, slots=True)
class StepCard:
    step: Step
    title: str
    icon: str
    state: StepState
    is_current: bool

    @property
    def word(self) -> str:
        return WORDS[self.state]

    @property
    def template(self) -> str:
        return f"swap/{self.step}.html"


def cards_of(swap: Swap) -> list[StepCard]:
    """The first that calls for something is the current one."""
    states = {step: state_of(swap, step) for step in Step}
    current = next((step for step in Step if states[step] in _CALLING), None)
    return [StepCard(step, *TITLES[step], states[step], step is current) for step in Step]
