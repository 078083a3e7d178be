"""All that can be found in the help, as words in memory: read from the articles' files once."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mmbackup.engine.codes import ALARM_CODES, EVENT_CODES
from portal.help.books import BOOKS
from portal.help.facts import facts

_END_OF_BLOCK = re.compile(r"(</(?:t[dhr]|li|d[dt]|p|h\d|button|caption)>)")  # a word ends there


class Text(NamedTuple):
    """folded: title and body as they are searched in."""

    title: str
    where: str
    address: str
    body: str
    folded_title: str
    folded: str


def library() -> tuple[Text, ...]:
    return _library(get_language())


@lru_cache(maxsize=8)
def _library(_language: str | None) -> tuple[Text, ...]:
    return (*_articles(), *_codes())


def _articles() -> Iterator[Text]:
    for book in BOOKS:
        for article in book.articles:
            html = render_to_string(article.templates, facts())
            body = f"{article.summary} {_words_of(html)}"
            address = f"{reverse('help:home')}{article.path}/"
            yield _text(str(article.title), str(book.title), address, body)


def _words_of(html: str) -> str:
    return " ".join(unescape(strip_tags(_END_OF_BLOCK.sub(r"\1 ", html))).split())


def _codes() -> Iterator[Text]:
    page = reverse("help:codes")
    for alarm in ALARM_CODES:
        body = " ".join((alarm.cause, *alarm.repair))
        anchor = alarm.name.lower().replace(" ", "-")
        yield _text(f"{alarm.name}: {alarm.message}", _("Alarm codes"), f"{page}#{anchor}", body)
    for event in EVENT_CODES:
        title = f"{event.application} {event.event_id}: {event.message}"
        yield _text(
            title, _("Event codes"), f"{page}#{event.event_id.lower()}", f"{event.cause} {event.repair}"
        )


def _text(title: str, where: str, address: str, body: str) -> Text:
    return Text(title, where, address, body, title.casefold(), f"{title} {body}".casefold())
