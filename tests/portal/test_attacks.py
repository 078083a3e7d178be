"""Attacks on the portal that have no better place, each tried as it would come."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from mmbackup.models import Preferences, Site
from mmbackup.services.configuration import ConfigurationFaulty, read_configuration
from mmbackup.services.notices.channels import ChannelFacts, ChannelRefused, add_channel
from mmbackup.services.notices.kinds import by_apprise
from mmbackup.services.notices.kinds.syslog import message_of
from mmbackup.services.notices.letter import Letter
from tests.portal.builders import PASSWORD, make_log, make_run

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
)
HOSTILE = "two\r\n<13>1 - forged - - - - \x1b[2J\0line"


def letter(**told: Any) -> Letter:
    usual = {
        "key": "k", "site": "Harbour", "at": datetime(2026, 11, 22, tzinfo=UTC), "level": "MAJ",
        "code": "", "is_end": False, "subject": "s", "text": "t", "link": "",
    }  # fmt: skip
    return Letter(**{**usual, **told})


class TestAddresses:
    @pytest.mark.parametrize("back", ELSEWHERE)
    def test_nobody_is_led_elsewhere(self, client: Client, site: Site, back: str) -> None:
        for address in (reverse("sites:choose"), f"{reverse('accounts:login')}?next={back}"):
            response = client.post(address, {"site": str(site.pk), "next": back})

            where = response.headers.get("Location", "/")
            assert where.startswith("/")
            assert not where.startswith(("//", "/\\"))

    def test_another_host_s_name_is_none_of_ours(self, client: Client, site: Site) -> None:
        assert client.get("/", headers={"Host": "evil.example"}).status_code == 400

    def test_a_forwarded_host_changes_no_link(self, client: Client, site: Site) -> None:
        page = client.get("/", headers={"X-Forwarded-Host": "evil.example"})

        assert b"evil.example" not in page.content


class TestFigures:
    @pytest.mark.parametrize(
        "headers",
        [
            {"X-Forwarded-For": "203.0.113.9"},
            {"X-Forwarded-For": "127.0.0.1"},
            {"Forwarded": "for=127.0.0.1"},
            {"X-Real-IP": "127.0.0.1"},
            {"Via": "1.1 web"},
        ],
    )
    def test_a_proxy_that_nobody_named_speaks_for_no_network(
        self, site: Site, headers: dict[str, str]
    ) -> None:
        """It stands on the machine that may read them, and everybody comes from there."""
        Preferences.objects.create(pk=1, metrics_networks=["127.0.0.0/8"])

        assert Client().get("/metrics").status_code == 200
        assert Client().get("/metrics", headers=headers).status_code == 401


class TestCookies:
    def test_no_script_reads_the_session_and_no_other_site_sends_it(self, ada: User, site: Site) -> None:
        signed_in = Client().post(reverse("accounts:login"), {"username": "ada", "password": PASSWORD})

        cookie = signed_in.cookies["sessionid"]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


class TestLogs:
    @pytest.mark.parametrize("find", ["(a+)+$", "[", "\\", "(?R)", "a" * 5_000, "\ud7ff", "\u202e", "%00"])
    def test_what_is_searched_for_is_text(self, client: Client, site: Site, find: str) -> None:
        log = make_log(make_run(site))

        response = client.get(reverse("logs:view", args=[log.run_id]), {"find": find, "way": "next"})

        assert response.status_code in (200, 302)


class TestNotices:
    def test_a_syslog_line_is_one_line(self) -> None:
        settings = {"facility": "daemon", "transport": "udp"}
        message = message_of(settings, letter(text=HOSTILE, site=HOSTILE, key=HOSTILE)).decode()

        assert message.isprintable() or set(message) - set(" ~") >= {"\ufeff"}
        assert not {"\r", "\n", "\0", "\x1b"} & set(message)

    @pytest.mark.parametrize("name", ["two\nlines", "a\rb", "nul\0", "\x1b[2J"])
    def test_a_channel_s_name_is_one_line(self, db: None, name: str) -> None:
        facts = ChannelFacts(name, {"address": "https://example.com/hook"})

        with pytest.raises(ChannelRefused, match="control characters"):
            add_channel(kind="webhook", facts=facts, now=datetime.now(UTC))  # type: ignore[arg-type]  # its word

    def test_what_apprise_sends_follows_nobody_elsewhere(self) -> None:
        service = by_apprise._known("json://127.0.0.1/hook")

        assert service is not None
        assert service.redirects is False


class TestConfigurationFiles:
    def test_a_key_of_a_hundred_thousand_parts_is_refused_at_once(self) -> None:
        with pytest.raises(ConfigurationFaulty, match="line 1: the line is longer"):
            read_configuration("a" + ".d" * 100_000 + " = 1")


class TestDays:
    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    @pytest.mark.parametrize("page", ["logs:all", "logs:administrator", "alarms:list", "history:list"])
    def test_days_that_no_clock_knows_narrow_nothing_down(
        self, client: Client, site: Site, page: str, day: str
    ) -> None:
        make_run(site)

        assert client.get(reverse(page), {"from": day, "until": day}).status_code == 200

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_nor_are_they_jumped_to(self, client: Client, site: Site, day: str) -> None:
        assert client.get(reverse("palette:palette"), {"q": day}).status_code == 200
