"""What a set holds, in a few words: read a thousand times where its tallies are read once."""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Case, JSONField, Q, QuerySet, When

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.rotation.facts import What
from mmbackup.models import BackupSet

UNTOLD = Case(When(holds="", then="tallies"), default=None, output_field=JSONField())


def holdings_as_text(tallies: Iterable[dict[str, Any]]) -> str:
    """The same for the same. A part may hold a slice of one file alone: bytes, and no whole file."""
    held = {(row["data_type"], row["server"]) for row in tallies if row["saved_files"] or row["saved_size"]}
    return json.dumps(sorted(held))


def whole_as_text(tallies: Iterable[dict[str, Any]]) -> str:
    """As above, of what it holds all of: for a set on one medium that is all there is to know of it."""
    held = [row for row in tallies if row["saved_files"] or row["saved_size"]]
    return json.dumps(
        sorted({(row["data_type"], row["server"]) for row in held if row["saved_files"] >= row["files"]})
    )


def holdings_as_columns(tallies: Iterable[dict[str, Any]]) -> dict[str, str]:
    """As a set's row keeps them."""
    rows = list(tallies)
    return {"holds": holdings_as_text(rows), "holds_whole": whole_as_text(rows)}


@lru_cache(maxsize=4096)
def holdings_of_text(text: str) -> frozenset[What]:
    return frozenset((DataType.from_slug(slug), server) for slug, server in json.loads(text))


def holdings_of(*, told: str, untold: list[dict[str, Any]] | None) -> frozenset[What]:
    """told is a row's own word, untold its tallies where it has none: UNTOLD."""
    return holdings_of_text(told or holdings_as_text(untold or ()))


def held_by(rows: QuerySet[BackupSet]) -> frozenset[What]:
    """Of all these sets together: what they say of themselves is mostly the same."""
    told = rows.exclude(holds="").order_by().values_list("holds", flat=True).distinct()
    untold = rows.filter(holds="").order_by().values_list("tallies", flat=True)
    each = [*map(holdings_of_text, told), *(holdings_of_text(holdings_as_text(row)) for row in untold)]
    return frozenset[What]().union(*each)


def that_hold(what: What) -> Q:
    """Of BackupSet; those that do not say what they hold are among them."""
    return Q(holds="") | Q(holds__contains=json.dumps([what[0].slug, what[1]]))
