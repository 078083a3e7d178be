"""One source's table by itself: a test of a source loads nothing of the rest of the file."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from mmbackup.services.configuration.shape import SourceTable

Raw = Mapping[str, Any]


def source_table(values: Raw) -> SourceTable:
    """Of values that were checked with all around them."""
    own, settings = parted(values, SourceTable, ())
    return SourceTable.model_validate({**own, "settings": settings})


def parted(raw: Raw, model: type[BaseModel], apart: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A table's common keys, and those that belong to its kind."""
    common = model.model_fields.keys() - {"settings"}
    own = {key: value for key, value in raw.items() if key in common and key not in apart}
    settings = {key: value for key, value in raw.items() if key not in common}
    return own, settings
