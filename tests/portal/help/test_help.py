"""The help: every article can be opened and found, and is true to the menu and the codes."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from mmbackup.engine.codes import ALARM_CODES, EVENT_CODES
from mmbackup.models import EncryptionKey, Role, Site
from portal.help.books import ARTICLES, BOOKS
from portal.help.library import library
from portal.help.search import Found, search
from portal.menu import MAIN, Entry, article_of
from tests.portal.builders import make_user

FILES = Path(__file__).parents[3] / "templates" / "help" / "articles"


def articles_of(entry: Entry) -> list[str]:
    own = [entry.article] if entry.article else []
    return own + [path for inner in entry.entries for path in articles_of(inner)]


def titles(query: str) -> list[str]:
    return [found.title for found in search(query)]


def hits(found: Found) -> list[str]:
    return [part.text.lower() for part in found.parts if part.is_hit]


def test_the_books_list_every_file_and_no_other() -> None:
    assert {f"{file.parent.name}/{file.stem}" for file in FILES.glob("*/*.html")} == set(ARTICLES)


def test_every_article_opens_and_its_links_lead_somewhere(client: Client, site: Site) -> None:
    links: set[str] = set()
    for path, article in ARTICLES.items():
        response = client.get(f"/help/{path}/")
        page = response.content.decode()
        assert response.status_code == 200
        assert f"<h1>{article.title}</h1>" in page.replace("&#x27;", "'")
        links |= set(re.findall(r'href="(/help/[^"#?]*)', page))

    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_each_page_s_article_is_there() -> None:
    assert sorted(set(articles_of(MAIN)) - set(ARTICLES)) == []


def test_the_home_and_each_book_list_their_articles(client: Client, site: Site) -> None:
    home = client.get("/help/").content.decode()

    for book in BOOKS:
        page = client.get(f"/help/{book.slug}/").content.decode()
        for article in book.articles:
            assert f'href="/help/{article.path}/"' in page
            assert f'href="/help/{article.path}/"' in home


def test_what_is_called_so_comes_before_what_only_mentions_it() -> None:
    assert titles("restore drills")[0] == "Restore drills"
    assert titles("attended backup")[0] == "Attended backup"
    assert titles("MT BACKUP 7")[0].startswith("MT BACKUP 7")


def test_all_the_words_are_wanted_and_parts_of_them_are_enough() -> None:
    assert "Encryption and keys" in titles("paper ke")
    assert titles("paper zebra") == []


def test_the_words_stand_marked_in_their_surroundings(client: Client, site: Site) -> None:
    found = next(one for one in search("second factor") if one.title == "Sign-in and second factor")

    assert {"second", "factor"} & set(hits(found))
    page = client.get("/help/", {"q": "custody"}).content.decode()
    assert "<mark>custody</mark>" in page.lower()


@pytest.mark.parametrize("query", ["", "   ", "\0", "<script>", "a" * 500, "(" * 40])
def test_nonsense_finds_nothing_and_breaks_nothing(client: Client, site: Site, query: str) -> None:
    response = client.get("/help/", {"q": query})

    assert response.status_code == 200
    assert b"<script>" not in response.content


def test_every_code_stands_in_the_table_and_is_found(client: Client, site: Site) -> None:
    page = client.get("/help/reference/codes/").content.decode()

    for alarm in ALARM_CODES:
        assert f'id="{alarm.name.lower().replace(" ", "-")}"' in page
    for event in EVENT_CODES:
        assert f'id="{event.event_id.lower()}"' in page
        assert titles(event.event_id)[0].startswith(f"{event.application} {event.event_id}")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("/guide/codes/", "/help/reference/codes/"),
        ("/guide/morning/", "/help/getting-started/morning/"),
        ("/guide/", "/help/"),
    ],
)
def test_the_guide_s_addresses_lead_here(client: Client, site: Site, before: str, now: str) -> None:
    assert client.get(before)["Location"] == now


def test_who_may_do_what_follows_the_menu(client: Client, site: Site) -> None:
    page = client.get("/help/reference/roles/").content.decode()
    row = page[page.index("Administration &gt; Users and Roles") :].split("</tr>")[0]

    rights = dict(re.findall(r'data-label="([^"]+)">(.*?)</td>', row))
    assert list(rights) == ["Administrator", "Operator", "Auditor", "Subscriber administrator"]
    assert [role for role, right in rights.items() if right == "acts"] == ["Administrator"]


@pytest.mark.parametrize(
    ("address", "article"),
    [
        ("/backup/pools/", "administration/pools"),
        ("/backup/pools/new/", "administration/pools"),
        ("/backup/restore/choose/", "maintenance/restore-files"),
    ],
    ids=["its own", "of the page above", "of the page above, too"],
)
def test_a_page_leads_to_the_article_that_tells_more(
    client: Client, site: Site, address: str, article: str
) -> None:
    assert f'<p class="help-more"><a href="/help/{article}/">' in client.get(address).content.decode()


def test_the_main_page_s_article_is_its_own_alone() -> None:
    below = Entry("Below")

    assert article_of((MAIN,)) == MAIN.article
    assert article_of((MAIN, below)) == ""


def test_who_only_looks_is_told_so(client: Client, site: Site) -> None:
    words = "you look at this page, and change nothing on it"
    looking = Client()
    looking.force_login(make_user("otto", Role.AUDITOR))

    assert words in looking.get("/backup/pools/new/").content.decode()
    assert words not in client.get("/backup/pools/new/").content.decode()
    assert words not in looking.get("/logs/alarms/").content.decode()


def test_hard_fields_lead_to_articles_that_are_there(client: Client, site: Site) -> None:
    usable = {"origin": "imported", "made_at": timezone.now(), "confirmed_at": timezone.now()}
    EncryptionKey.objects.create(site=site, name="Safe", public="age1", **usable)

    page = client.get("/backup/pools/new/").content.decode()
    fields = page[: page.index('id="help"')]

    links = set(re.findall(r'<a href="/help/([^"]*)/">More in Help', fields))
    assert links == {"administration/pools", "administration/keys"}
    assert links <= set(ARTICLES)


def test_words_of_neighbouring_cells_are_words_of_their_own() -> None:
    (roles,) = (text for text in library() if text.address == "/help/reference/roles/")

    assert "Page Administrator Operator Auditor Subscriber" in roles.body
