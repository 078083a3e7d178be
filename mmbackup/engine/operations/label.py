"""Labels a blank medium: writes what a stranger needs to restore, then the identity, last."""

import calendar
from datetime import date, datetime
from uuid import uuid4

from mmbackup.engine.errors import ForeignMedium, WriteProtected, WrongMedium
from mmbackup.engine.format.identity import IDENTITY_NAME, Identity, write_identity
from mmbackup.engine.format.names import escape, medium_name
from mmbackup.engine.format.readme import README_NAME, RESTORE_NAME, readme, restore_script
from mmbackup.engine.media.port import INCOMPLETE, Medium

HARMLESS = {"lost+found"}
MOST_NAMED = 3


def label(*, medium: Medium, name: str, pool: str, now: datetime, replace_after_months: int = 0) -> Identity:
    """Refuse a medium that holds anything; a label cut short by a crash is taken up again."""
    medium_name(name)
    medium_name(pool)
    if medium.exists(IDENTITY_NAME):
        raise WrongMedium("the medium is labelled already")
    refuse_foreign(medium)
    if medium.is_write_protected():
        raise WriteProtected("the medium is write-protected and cannot be labelled")
    replace_by = replace_date(now.date(), replace_after_months)
    identity = Identity(uuid=str(uuid4()), name=name, pool=pool, first_used_at=now, replace_by=replace_by)
    write_label(medium, identity)
    return identity


def write_label(medium: Medium, identity: Identity) -> None:
    medium.replace_small(README_NAME, readme())
    medium.replace_small(RESTORE_NAME, restore_script())
    write_identity(medium, identity)


def replace_date(first_used: date, months: int) -> date | None:
    """So many months later, or that month's last day; None for 0 months, which stands for never."""
    if not months:
        return None
    years, month = divmod(first_used.year * 12 + first_used.month - 1 + months, 12)
    return date(years, month + 1, min(first_used.day, calendar.monthrange(years, month + 1)[1]))


def refuse_foreign(medium: Medium) -> None:
    """ForeignMedium names what lies there. Nothing is changed."""
    foreign = [name for name in medium.names() if not _is_ours(medium, name)]
    if foreign:
        named = ", ".join(escape(name.encode("utf-8", "surrogateescape")) for name in foreign[:MOST_NAMED])
        more = f" and {len(foreign) - MOST_NAMED:,} more" if len(foreign) > MOST_NAMED else ""
        raise ForeignMedium(f"the medium holds data that is not ours: {named}{more}")


def _is_ours(medium: Medium, name: str) -> bool:
    """What a label cut short leaves: whole files of ours, or half ones under their passing names."""
    texts = {README_NAME: readme(), RESTORE_NAME: restore_script()}
    if name in HARMLESS or name in {INCOMPLETE + own for own in (*texts, IDENTITY_NAME)}:
        return True
    return name in texts and medium.size(name) == len(texts[name]) and _holds(medium, name, texts[name])


def _holds(medium: Medium, name: str, text: bytes) -> bool:
    return medium.read_small(name, len(text)) == text
