"""How much the medium still takes, in its own blocks."""

from collections.abc import Iterable

from mmbackup.engine.media.port import Medium


class MediumRoom:
    """limit is all that this run may have on the medium when it ends."""

    def __init__(self, medium: Medium) -> None:
        self._medium = medium
        room = medium.room()
        self.capacity = room.capacity
        self.block = max(1, room.block)
        self.limit = room.free - room.slack

    def rounded(self, *sizes: int) -> int:
        """What files of these sizes take together."""
        return sum(-(-size // self.block) * self.block for size in sizes)

    def measure_again(self, written: Iterable[int]) -> None:
        """Something was removed: ask how much is free beside what this run has written."""
        room = self._medium.room()
        self.limit = self.rounded(*written) + room.free - room.slack
