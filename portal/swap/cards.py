"""The steps of the swap as the page shows them, one below the other."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mmbackup.services.swap import Swap
from mmbackup.services.swap_steps import Step, StepState, state_of

TITLES: dict[Step, tuple[Promise, str]] = {
    Step.VERIFY: (_("Verify"), "log"),
    Step.REMOVE: (_("Remove"), "eject"),
    Step.LABEL: (_("Label"), "tag"),
    Step.STORE: (_("Store"), "lock"),
    Step.INSERT: (_("Insert the next"), "insert"),
    Step.READY: (_("Ready for tonight"), "moon-rising"),
}
WORDS: dict[StepState, Promise] = {
    StepState.DONE: _("Done"),
    StepState.OPEN: _("To do"),
    StepState.LATER: _("Later"),
    StepState.SPARED: _("Not needed"),
    StepState.TROUBLE: _("Look at this"),
}
_CALLING = (StepState.OPEN, StepState.TROUBLE)


@dataclass(frozen=True, slots=True)
class StepCard:
    step: Step
    title: Promise
    icon: str
    state: StepState
    is_current: bool

    @property
    def word(self) -> Promise:
        return WORDS[self.state]

    @property
    def template(self) -> str:
        return f"swap/{self.step}.html"


def cards_of(swap: Swap) -> list[StepCard]:
    """The first that calls for something is the current one."""
    states = {step: state_of(swap, step) for step in Step}
    current = next((step for step in Step if states[step] in _CALLING), None)
    return [StepCard(step, *TITLES[step], states[step], step is current) for step in Step]
