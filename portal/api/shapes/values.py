"""Values that several rooms take."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from django.utils.timezone import is_naive, make_aware
from ninja import Path
from pydantic import AfterValidator, Field, WithJsonSchema

LONGEST_TEXT = 200
GREATEST = 2**31 - 1
EARLIEST, LATEST = 1971, 9990


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("it holds a NUL character")
    return text


def _that_can_be_told(moment: datetime) -> datetime:
    """One without a zone is of the site's clock."""
    if not EARLIEST <= moment.year <= LATEST:
        raise ValueError(f"years are from {EARLIEST} to {LATEST}")
    return make_aware(moment) if is_naive(moment) else moment


def among(values: Iterable[str]) -> WithJsonSchema:
    """Written out where it is used: several enums of the models are called State, and Kind."""
    return WithJsonSchema({"type": "string", "enum": [str(value) for value in values]})


Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_without_nul)]
LongText = Annotated[str, Field(max_length=40_000), AfterValidator(_without_nul)]
Name = Annotated[str, Field(min_length=1, max_length=63), AfterValidator(_without_nul)]
Reason = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(_without_nul)]
Number = Annotated[int, Path(ge=1, le=GREATEST)]
SiteName = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_without_nul)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="such as 03:05")]
When = Annotated[datetime, AfterValidator(_that_can_be_told)]
