"""The words of a label, ready to be set."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mmbackup.engine.format.times import label_date
from mmbackup.services.media.printed_label import LabelFacts


@dataclass(frozen=True, slots=True)
class Words:
    """code are the modules of its QR code."""

    site: str
    medium: str
    day: str
    contents: str
    part: str
    set_name: str
    facts: tuple[tuple[str, str], ...]
    in_short: str
    code: tuple[tuple[bool, ...], ...]


def words_of(facts: LabelFacts, code: tuple[tuple[bool, ...], ...]) -> Words:
    replace_by = label_date(facts.replace_by) if facts.replace_by else ""
    told = (
        (_("Replace by"), replace_by),
        (_("Pool"), facts.pool),
        (_("Backup set"), facts.set_name),
    )
    return Words(
        site=facts.site,
        medium=facts.medium_name,
        day=facts.day,
        contents=f"{facts.contents}, {facts.notes}" if facts.notes else facts.contents,
        part=facts.part,
        set_name=facts.set_name,
        facts=tuple((title, value) for title, value in told if value),
        in_short=_in_short(facts.pool, replace_by),
        code=code,
    )


def _in_short(pool: str, replace_by: str) -> str:
    if not replace_by:
        return _("Pool %(pool)s") % {"pool": pool}
    return _("Pool %(pool)s, replace by %(day)s") % {"pool": pool, "day": replace_by}
