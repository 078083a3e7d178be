"""Icons, sizes and looks for templates; what the menu says of an address; and the menu itself."""

from datetime import date, timedelta
from functools import lru_cache

import humanize
from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from mmbackup.models import Alarm, Run
from mmbackup.models.member import Role
from portal.access import may as may_there
from portal.logs.kinds import kind_of
from portal.looks import LEVEL_LOOKS, Look, look_of_alarm, look_of_run
from portal.menu import MAIN, allowed_to, rule_of
from portal.menu.sidebar import sidebar

register = template.Library()


@register.simple_block_tag(takes_context=True)
def may(context: template.Context, content: str, view: str, method: str = "GET") -> str:
    """What stands between {% may "pools:add" "POST" %} and {% endmay %} is for who may do that.

    An empty view is the page's own.
    """
    rule = rule_of(view or context["request"].resolver_match.view_name)
    return content if may_there(context.get("role"), method, rule) else ""


@register.simple_tag(takes_context=True)
def go(context: template.Context, view: str) -> str:
    """A page by its way through the menu, as text tells it; a link for who may open it."""
    rule = rule_of(view)
    if rule is None:
        raise template.TemplateSyntaxError(f"{view} stands nowhere in the menu")
    way = " > ".join(str(entry.title) for entry in rule.trail[1:] if entry.listed) or str(rule.trail[0].title)
    if not may_there(context.get("role"), "GET", rule):
        return format_html("<b>{}</b>", way)
    return format_html('<a href="{}">{}</a>', reverse(rule.trail[-1].view), way)


@register.simple_tag(takes_context=True)
def menu_tree(context: template.Context) -> str:
    """The sidebar's tree. It is the same for all of a role on the same page, so it is drawn once."""
    role, match = context.get("role"), context["request"].resolver_match
    return _tree(role, match.view_name if match else "", get_language()) if role else ""


@lru_cache(maxsize=512)
def _tree(role: Role, view: str, _language: str | None) -> str:
    return render_to_string("parts/tree.html", {"items": sidebar(role, view)})


@register.simple_tag(takes_context=True)
def menu_pages(context: template.Context) -> str:
    """The menu as the main page shows it: drawn once for a role, as above."""
    return _pages(context.get("role"), get_language())


@lru_cache(maxsize=64)
def _pages(role: Role | None, _language: str | None) -> str:
    return render_to_string("main/pages.html", {"main": allowed_to(role) if role else MAIN})


@register.simple_tag
def log_of(run: Run) -> str:
    """Where its log is read, and followed while it is at work."""
    return kind_of(run).address("view", run.pk)


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, classes: str = "") -> SafeString:
    """A picture that says nothing the text beside it does not say. Drawn once: tables have it in each row."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("looks/icons.svg"),
        name,
    )


@register.simple_tag
def state(shown: Look) -> SafeString:
    """An icon and a word: {% state row.look %}."""
    words = '<span class="state state-{}">{}{}</span>'
    return format_html(words, shown.level, icon(shown.icon), shown.word)


@register.filter(expects_localtime=True)
def day(moment: date | None) -> str:
    """Such as Tue Nov 24 2026; a page of nights tells each of them many times."""
    return _day(moment.year, moment.month, moment.day, get_language()) if moment else ""


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day_of_month: int, _language: str | None) -> str:
    return date_format(date(year, month, day_of_month), "D M j Y")


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
