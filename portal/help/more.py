"""A way from a field that is hard to the article that tells more of it."""

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def with_more(words: "_StrPromise", article: str) -> "_StrPromise":
    """A field's help, as forms show it: words are ours, and hold nothing that somebody typed."""
    return format_lazy('{} <a href="/help/{}/">{}</a>', words, article, _("More in Help"))
