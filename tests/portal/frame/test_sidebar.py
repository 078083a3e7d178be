"""The menu beside every page: what a role may open, and where the page stands in it."""

import re

import pytest
from django.test import Client

from mmbackup.models import Role, Site
from portal.menu.sidebar import Item, sidebar
from tests.portal.builders import make_user

HELP_PAGES = ("home", "getting-started", "administration", "maintenance", "reference", "codes")


def every_item(items: tuple[Item, ...]) -> list[Item]:
    return [found for item in items for found in (item, *every_item(item.items))]


def current(view: str, role: Role = Role.ADMINISTRATOR) -> list[tuple[str, str]]:
    return [(item.entry.view, item.current) for item in every_item(sidebar(role, view)) if item.current]


def test_a_listed_page_is_marked_as_the_page() -> None:
    assert current("media:inventory") == [("media:inventory", "page")]


def test_below_a_listed_page_that_one_is_marked() -> None:
    assert current("media:medium") == [("media:inventory", "true")]
    assert current("help:maintenance-article") == [("help:maintenance", "true")]


def test_the_main_page_marks_nothing_in_the_tree() -> None:
    assert current("main:main") == []


def test_the_folder_of_the_page_is_open_and_no_other() -> None:
    opened = [item.entry.title for item in sidebar(Role.ADMINISTRATOR, "media:medium") if item.is_open]

    assert opened == ["Backup/Restore"]


@pytest.mark.parametrize("role", Role)
def test_it_shows_what_the_role_may_open(role: Role) -> None:
    views = {item.entry.view for item in every_item(sidebar(role, "main:main"))}

    assert ("media:inventory" in views) is (role is not Role.SUBSCRIBERS)
    assert ("people:list" in views) is (role is Role.ADMINISTRATOR)
    assert "help:home" in views


def test_each_page_carries_it_with_its_own_place_marked(client: Client, site: Site) -> None:
    page = client.get("/backup/media/").content.decode()
    menu = page[page.index('<nav id="menu"') : page.index("</nav>", page.index('<nav id="menu"'))]

    assert re.findall(r'<a href="([^"]+)" aria-current="page"', menu) == ["/backup/media/"]
    assert menu.count("<details") == menu.count("<summary")
    assert '<details class="side-group" open' in menu


def test_each_role_sees_a_tree_of_its_own_on_the_same_page(client: Client, site: Site) -> None:
    auditor = Client()
    auditor.force_login(make_user("audrey", Role.AUDITOR))

    assert "/administration/users/" in client.get("/").content.decode()
    assert "/administration/users/" not in auditor.get("/").content.decode()


def test_a_page_that_one_may_not_open_is_not_kept_for_an_act_below_it() -> None:
    """Everybody may choose a site; that alone shows nobody the page of sites."""
    views = {item.entry.view for item in every_item(sidebar(Role.SUBSCRIBERS, "main:main"))}

    assert "sites:list" not in views
    assert views <= {"", *(f"help:{name}" for name in HELP_PAGES), "accounts:own"}
