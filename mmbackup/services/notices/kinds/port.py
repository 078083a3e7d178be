"""What every kind of channel can do. Settings are what the database keeps of one, secrets among them."""

from collections.abc import Mapping
from typing import Any, Protocol

from mmbackup.services.notices.letter import Letter, Receipt

Settings = Mapping[str, Any]
PATIENCE = 10.0  # seconds for each step of a conversation with a receiver


class Kind(Protocol):
    """send may be called again with the same letter: a receiver then has it twice, and its key tells."""

    @property
    def title(self) -> str: ...

    @property
    def secrets(self) -> tuple[str, ...]:
        """Names of settings that are never shown again."""

    def faults(self, settings: Settings) -> dict[str, str]:
        """What is wrong with them, by setting, as sentences. Nobody is asked."""

    def whereto(self, settings: Settings) -> str:
        """Where it leads, for people, without a secret."""

    def send(self, settings: Settings, letter: Letter) -> Receipt:
        """Raise NotDelivered. Takes a bounded time, touches no database."""
