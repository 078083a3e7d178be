"""{% may %} shows what stands between to who may do that, and {% go %} tells the way to a page."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.urls import resolve

from mmbackup.models import Role


def rendered(source: str, role: Role | None, path: str = "/") -> str:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    return Template("{% load portal %}" + source).render(Context({"role": role, "request": request}))


@pytest.mark.parametrize(
    ("role", "shown"),
    [(Role.ADMINISTRATOR, True), (Role.OPERATOR, False), (Role.AUDITOR, False), (None, False)],
    ids=["administrator", "operator", "auditor", "nobody"],
)
def test_it_is_shown_to_who_may(role: Role | None, *, shown: bool) -> None:
    assert ("Add" in rendered('{% may "pools:add" "POST" %}Add{% endmay %}', role)) is shown


def test_reading_is_what_it_asks_unless_told_otherwise() -> None:
    assert rendered('{% may "pools:list" %}Pools{% endmay %}', Role.AUDITOR) == "Pools"
    assert rendered('{% may "pools:list" "POST" %}Pools{% endmay %}', Role.AUDITOR) == ""


def test_an_empty_view_is_the_page_s_own() -> None:
    source = '{% may "" "POST" %}Start{% endmay %}'

    assert rendered(source, Role.OPERATOR, "/backup/now/") == "Start"
    assert rendered(source, Role.AUDITOR, "/backup/now/") == ""


def test_what_stands_nowhere_in_the_menu_is_for_nobody() -> None:
    assert rendered('{% may "pools:nothing" %}X{% endmay %}', Role.ADMINISTRATOR) == ""


def test_the_way_to_a_page_is_a_link_for_who_may_open_it() -> None:
    source = '{% go "media:inventory" %}'

    assert rendered(source, Role.AUDITOR) == '<a href="/backup/media/">Backup/Restore &gt; Media</a>'
    assert rendered(source, Role.SUBSCRIBERS) == "<b>Backup/Restore &gt; Media</b>"


def test_a_way_to_nowhere_is_a_fault() -> None:
    with pytest.raises(TemplateSyntaxError, match="stands nowhere"):
        rendered('{% go "media:nothing" %}', Role.ADMINISTRATOR)
