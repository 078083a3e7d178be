"""One entry of the menu: a page, or a folder of pages; and who may do what there."""

from dataclasses import dataclass

from django.utils.functional import Promise

from mmbackup.models.member import Role

Roles = frozenset[Role]
Text = str | Promise  # a Promise is translated when it is shown

ADMINISTRATORS: Roles = frozenset({Role.ADMINISTRATOR})
OPERATORS: Roles = frozenset({Role.ADMINISTRATOR, Role.OPERATOR})
READERS: Roles = OPERATORS | {Role.AUDITOR}
EVERYBODY: Roles = frozenset(Role)  # who is signed in


@dataclass(frozen=True, slots=True)
class Entry:
    """A page, or a folder of pages when it has no view. help is what to do on the page, a paragraph each.

    headline is what the page calls itself, where that differs from its title in the menu. listed says
    whether the menu shows it: the page of one certain log, say, is reached from a list instead.

    readers may open it, actors may also send something to it; None: as in the folder above. addresses are
    the other views of the same page: what its forms send to, and what its scripts ask for. asks_again: the
    password, before anything is sent. article is where the help tells more.
    """

    title: Text
    view: str = ""
    icon: str = ""
    summary: Text = ""
    help: tuple[Text, ...] = ()
    entries: tuple["Entry", ...] = ()
    listed: bool = True
    headline: Text = ""
    readers: Roles | None = None
    actors: Roles | None = None
    addresses: tuple[str, ...] = ()
    asks_again: bool = False
    article: str = ""

    @property
    def heading(self) -> Text:
        return self.headline or self.title

    @property
    def listed_entries(self) -> tuple["Entry", ...]:
        return tuple(entry for entry in self.entries if entry.listed)
