"""The line to a host, as it is found to be: whether what comes over it had better be compressed there."""

from typing import NamedTuple

_SLOW = 24_000_000  # bytes a second; what a host compresses comes faster than that
_ENOUGH = 4_000_000  # bytes
_LONG_ENOUGH = 2.0  # seconds
_GAIN = 1.1


class Passage(NamedTuple):
    """What has come over one connection: bytes of content, bytes on the wire, seconds, and those of them
    in which there was nothing to do but to wait for more."""

    content: int = 0
    wire: int = 0
    seconds: float = 0.0
    waited: float = 0.0


class Line:
    """Plain at first, then compressed where the line is slow; whichever brings more stays.

    limit: bytes a second, above which nothing is taken; 0: none.
    """

    def __init__(self, limit: int) -> None:
        self.is_packed = 0 < limit < _SLOW
        self._plain_rate = 0.0
        self._is_settled = False

    def refuse(self) -> None:
        """The host has nothing to compress with."""
        self.is_packed, self._is_settled = False, True

    def had_better_change(self, passage: Passage) -> bool:
        """Whether the next connection should do as is_packed says from now on, and soon."""
        if self._is_settled or passage.content < _ENOUGH or passage.seconds < _LONG_ENOUGH:
            return False
        return self._leave_off(passage) if self.is_packed else self._take_up(passage)

    def _take_up(self, passage: Passage) -> bool:
        self._plain_rate = passage.content / passage.seconds
        self.is_packed = self._plain_rate < _SLOW and passage.waited > passage.seconds / 2
        self._is_settled = not self.is_packed
        return self.is_packed

    def _leave_off(self, passage: Passage) -> bool:
        """It brought nothing: it is compressed already, or the host itself is slow."""
        plain = self._plain_rate or passage.wire / passage.seconds
        self._is_settled = True
        self.is_packed = passage.content / passage.seconds >= plain * _GAIN
        return not self.is_packed
