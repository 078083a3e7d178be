"""Icons, sizes and looks for templates."""

from datetime import timedelta

import humanize
from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mmbackup.models import Alarm, Run
from portal.looks import LEVEL_LOOKS, Look, look_of_alarm, look_of_run

register = template.Library()


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A picture that says nothing the text beside it does not say."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("looks/icons.svg"),
        name,
    )


@register.filter
def size(count: int) -> str:
    """Bytes as the media trade counts them: 4.7 GB."""
    return humanize.naturalsize(count).replace("Byte", "byte")


@register.filter
def span(seconds: float | None) -> str:
    """A length of time, as people say it."""
    return "" if seconds is None else humanize.precisedelta(timedelta(seconds=round(seconds)), format="%d")


@register.filter
def look(subject: Run | Alarm | str) -> Look:
    """How a run, an alarm or a bare level is shown."""
    if isinstance(subject, Run):
        return look_of_run(subject)
    if isinstance(subject, Alarm):
        return look_of_alarm(subject)
    return LEVEL_LOOKS[subject]
