"""What is picked, as texts in the boxes of a form, and as words for people."""

import json
from collections.abc import Iterable

from django.utils.translation import gettext as _

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import escape, unescape
from mmbackup.engine.index.shapes import Pick

MOST = 10_000  # picks of one restore; whoever wants more picks their folder
LONGEST = 40_000  # characters: a path of 8,192 bytes, each escaped
SLUGS = {kind.slug: kind.title for kind in DataType}


def text_of(pick: Pick) -> str:
    return json.dumps([pick.data_type, pick.server, escape(pick.path)], separators=(",", ":"))


def pick_of(text: str) -> Pick | None:
    """None for what text_of() cannot have made."""
    if len(text) > LONGEST:
        return None
    try:
        data_type, server, path = map(_as_text, json.loads(text))
        pick = Pick(data_type, server, unescape(path))
    except (ValueError, TypeError, RecursionError, FormatError):
        return None
    return pick if data_type in {"", *SLUGS} and (server or path) else None


def _as_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a pick holds texts")
    return value


def covers(pick: Pick, other: Pick) -> bool:
    """All that the other takes, this one takes too."""
    below = not pick.path or other.path == pick.path or other.path.startswith(pick.path + b"/")
    return below and pick.data_type in {"", other.data_type} and pick.server in {"", other.server}


def cover(picks: Iterable[Pick], other: Pick) -> Pick | None:
    """Whichever of them takes the other one, too, without being it."""
    return next((pick for pick in picks if pick != other and covers(pick, other)), None)


def changed(picks: tuple[Pick, ...], *, added: Iterable[Pick], dropped: Iterable[Pick]) -> tuple[Pick, ...]:
    """In the order in which they were picked; what another one takes anyway is left out."""
    gone = set(dropped)
    left = [pick for pick in picks if pick not in gone]
    for new in dict.fromkeys(added):
        if any(covers(pick, new) for pick in left):
            continue
        left = [pick for pick in left if not covers(new, pick)]
        left.append(new)
    return tuple(left[:MOST])


def words_of(pick: Pick) -> str:
    """Such as: Messages of MSS1; or a path."""
    if pick.path:
        return escape(pick.path)
    kind = SLUGS.get(pick.data_type, _("Everything"))
    return _("%(kind)s of %(server)s") % {"kind": kind, "server": pick.server} if pick.server else kind
