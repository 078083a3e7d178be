"""What is wrong with a channel's own keys. Secrets may be missing: no file holds them."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from mmbackup.services.configuration.faults import Place, shape_faults
from mmbackup.services.notices.kinds import KINDS
from mmbackup.services.notices.settings_shape import SHAPES, whole_settings


def channel_faults(place: Place, kind: object, settings: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Of a kind that is not known, the table itself says so."""
    if not isinstance(kind, str) or kind not in KINDS:
        return
    try:
        whole = whole_settings(kind, settings)
    except ValidationError as error:
        found = shape_faults(error, list(SHAPES[kind].model_fields))
    else:
        faults = KINDS[kind].faults(whole)
        found = [((key,), words) for key, words in faults.items() if key not in KINDS[kind].secrets]
    for inner, reason in found:
        yield (*place, *inner), reason
