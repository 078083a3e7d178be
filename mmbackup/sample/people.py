"""The sample's subscribers: names from all over, a mailbox and a class of service each."""

from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

SUBSCRIBERS = 200
FIRST_MAILBOX = 2001
DOMAIN = "mss1.sample.example"

_CLASSES = (1, 1, 1, 1, 1, 2, 3, 9)


@dataclass(frozen=True, slots=True)
class Subscriber:
    mailbox: str
    given: str
    family: str
    class_of_service: int

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def address(self) -> str:
        return f"{self.mailbox}@{DOMAIN}"


def subscribers(random: Random) -> list[Subscriber]:
    """No two of the same name."""
    pairs = list(product(_names("given-names.txt"), _names("family-names.txt")))
    return [
        Subscriber(str(FIRST_MAILBOX + number), given, family, random.choice(_CLASSES))
        for number, (given, family) in enumerate(random.sample(pairs, SUBSCRIBERS))
    ]


def _names(file: str) -> list[str]:
    """One a line."""
    return Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines()
