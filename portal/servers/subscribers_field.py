"""The field of sources that tell whose their files are."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.help.more import with_more
from portal.table_form import LinesField

_PATTERNS = _(
    "Which folder or file below those above is whose, one pattern a line, such as {domain}/{user}; "
    "{hash} is any one folder."
)


def subscribers_field(without: str | Promise) -> LinesField:
    """without: what is so when nothing is given."""
    words = format_lazy("{} {}", _PATTERNS, without)
    return LinesField(label=_("Subscribers"), help_text=with_more(words, "maintenance/restore-subscriber"))
