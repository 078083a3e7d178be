"""What the tables of the configuration file have in common."""

import re
from collections.abc import Sequence
from datetime import time
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from mmbackup.services.configuration.faults import known_keys

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def one_of(word: str, known: Sequence[str]) -> str:
    if word not in known:
        raise ValueError(f"{word!r} is {known_keys(word, known)}")
    return word


def _clock(at: object) -> time:
    if isinstance(at, str) and _CLOCK.fullmatch(at):
        return time.fromisoformat(at)
    raise ValueError('must be a time of day such as "03:05"')


Clock = Annotated[time, BeforeValidator(_clock)]
