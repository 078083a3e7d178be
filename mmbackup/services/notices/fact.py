"""Something that happened and may be told."""

from dataclasses import dataclass

from mmbackup.models import Site


@dataclass(frozen=True, slots=True)
class Fact:
    """key names it for ever: what has the same key is told once. subject is what follows the site's name.

    address: the portal's page, from its root.
    """

    site: Site | None
    key: str
    level: str
    subject: str
    text: str
    code: str = ""
    is_end: bool = False
    address: str = ""
