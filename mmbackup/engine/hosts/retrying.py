"""How often, and for how long, a host that gives nothing is asked again."""

import time

UNREACHABLE = 255  # ssh's own status: the connection failed, or was lost
_TRIES = 3  # that bring nothing new
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 10.0


class Retrying:
    """A host that answers wrongly is asked a few times; one that cannot be reached, as while it starts anew,
    for as long as patience says, in seconds.
    """

    def __init__(self) -> None:
        self.news()

    def news(self) -> None:
        """Something came."""
        self._vain = 0
        self._since = time.monotonic()

    def is_over(self, *, reachable: bool, patience: float) -> bool:
        """After a try that brought nothing. Else some time has passed, and it is to be tried again."""
        self._vain += 1
        waited = time.monotonic() - self._since
        if self._vain >= _TRIES and (reachable or waited > patience):
            return True
        if not reachable:
            time.sleep(min(_FIRST_PAUSE * 2**self._vain, _LONGEST_PAUSE, patience / 4))
        return False
