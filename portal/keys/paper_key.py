"""A secret key as it stands on paper: in groups that the eye can hold, and as a QR code."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mmbackup.services.keys.new_keys import MadeKey
from portal.labels.drawing import Code, Page
from portal.labels.qr import modules_of
from portal.labels.svg import svg_of

_SIDE = 50.0  # millimetres
_QUIET = 5.0
_GROUP = 8


@dataclass(frozen=True, slots=True)
class PaperKey:
    """groups put together are the key; end is the last of them."""

    name: str
    public: str
    groups: tuple[str, ...] = field(repr=False)
    code: SafeString = field(repr=False)

    @property
    def end(self) -> str:
        return self.groups[-1]


def paper_key(made: MadeKey) -> PaperKey:
    code = Code(_QUIET, _QUIET, _SIDE - 2 * _QUIET, modules_of(made.secret))
    name = _("QR code of the secret key %(name)s") % {"name": made.key.name}
    picture = svg_of(Page(_SIDE, _SIDE, (code,)), name=name)
    return PaperKey(made.key.name, made.key.public, _groups(made.secret), picture)


def _groups(secret: str) -> tuple[str, ...]:
    """Cut from the end, as what is asked for is the end."""
    first = len(secret) % _GROUP + 2 * _GROUP
    rest = [secret[start : start + _GROUP] for start in range(first, len(secret), _GROUP)]
    return (secret[:first], *rest)
