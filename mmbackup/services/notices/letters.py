"""A notice as a letter: with the portal's own address, where one is set."""

from mmbackup.models import Notice
from mmbackup.services.notices.letter import Letter


def letter_of(*, notice: Notice, portal: str) -> Letter:
    """The notice's site comes with it."""
    return Letter(
        key=notice.key,
        site=notice.site.name if notice.site else "",
        at=notice.at,
        level=notice.level,
        code=notice.code,
        is_end=notice.is_end,
        subject=notice.subject,
        text=notice.text,
        link=f"{portal}{notice.address}" if portal and notice.address else "",
    )
