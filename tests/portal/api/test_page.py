"""The API's page in the help: every operation, with who may call it, and an example that can be pasted."""

import json
import re
import shlex
from html import unescape

from django.test import Client

from mmbackup.models import Role, Site
from portal.api.api import api
from portal.api.checks import operations
from portal.api.docs.reading import rooms_of
from tests.portal.builders import make_user

PAGE = "/help/api/"


def test_it_has_every_operation(client: Client, site: Site) -> None:
    page = client.get(PAGE).content.decode()

    heads = re.findall(r'<h3 id="[\w-]+"><span[^>]*>(\w+)</span> <code>([^<]+)</code>', page)
    assert len(heads) == len(list(operations(api)))
    assert ("GET", "/api/v1/status") in heads
    assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", page)


def test_each_says_what_it_does_and_for_whom() -> None:
    rooms = rooms_of(api.get_openapi_schema(), host="http://here")

    described = [one for room in rooms for one in room.operations]
    assert [one.path for one in described if not one.about] == []
    assert [one.path for one in described if "administrator" not in one.roles] == []
    label = next(one for one in described if one.path.endswith("/acts"))
    assert label.roles == ("administrator", "operator")
    assert label.body[0].kind == "look · eject · label · relabel · format · import"


def test_its_examples_can_be_pasted(client: Client, site: Site) -> None:
    page = client.get(PAGE).content.decode()

    examples = [unescape(one) for one in re.findall(r'<pre class="code">(curl[^<]+)</pre>', page)]
    assert len(examples) > 50
    for example in examples:
        words = shlex.split(example.replace("\\\n", " "))
        assert words[0] == "curl"
        assert "{" not in words[-1] or json.loads(words[-1]) is not None
        assert any(word.startswith("http://testserver/api/v1/") for word in words), example


def test_whoever_reads_the_help_may_read_it(site: Site) -> None:
    browser = Client()
    browser.force_login(make_user("olga", Role.OPERATOR))

    page = browser.get(PAGE)

    assert page.status_code == 200
    assert b"API Tokens" in page.content
