"""What every answer tells the browser; who is believed about where a request comes from."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from mmbackup.environment import trusted_proxies
from mmbackup.models import Site
from portal.proxies import FromTrustedProxies

BROWSER, PROXY = "203.0.113.9", "10.0.0.1"


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/no/such/page/"])
def test_every_answer_shuts_what_it_does_not_need(client: Client, site: Site, address: str) -> None:
    headers = client.get(address).headers

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in headers["Permissions-Policy"]


class TestBehindAWebServer:
    @pytest.fixture(autouse=True)
    def _trusted(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/24")
        settings.TRUSTED_PROXIES = trusted_proxies()

    def seen(self, peer: str, **headers: str) -> HttpRequest:
        found: list[HttpRequest] = []
        request = RequestFactory().get("/", REMOTE_ADDR=peer, **headers)  # type: ignore[arg-type]

        def respond(request: HttpRequest) -> HttpResponse:
            found.append(request)
            return HttpResponse()

        FromTrustedProxies(respond)(request)
        return found[0]

    @pytest.mark.parametrize(
        ("forwarded_for", "address"),
        [
            pytest.param(BROWSER, BROWSER, id="one"),
            pytest.param(f"1.2.3.4, {BROWSER}", BROWSER, id="made-up-before"),
            pytest.param(f"{BROWSER}, 10.0.0.2", BROWSER, id="two-of-ours"),
            pytest.param("nonsense", PROXY, id="nonsense"),
            pytest.param("", PROXY, id="nothing"),
            pytest.param("2001:db8::7", "2001:db8::7", id="ipv6"),
        ],
    )
    def test_its_word_on_the_address_counts(self, forwarded_for: str, address: str) -> None:
        seen = self.seen(PROXY, HTTP_X_FORWARDED_FOR=forwarded_for)

        assert seen.META["REMOTE_ADDR"] == address

    def test_of_two_in_a_row_each_is_named(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        """One on this machine, one before it in a network of its own."""
        monkeypatch.setenv("TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/24")
        settings.TRUSTED_PROXIES = trusted_proxies()
        said = {"HTTP_X_FORWARDED_FOR": f"1.2.3.4, {BROWSER}, 10.0.0.2"}

        assert self.seen("127.0.0.1", **said).META["REMOTE_ADDR"] == BROWSER
        assert self.seen(PROXY, **said).META["REMOTE_ADDR"] == BROWSER
        assert self.seen("127.0.0.2", **said).META["REMOTE_ADDR"] == "127.0.0.2"

    def test_its_word_on_https_counts(self) -> None:
        assert self.seen(PROXY, HTTP_X_FORWARDED_PROTO="https").is_secure()

    def test_nobody_elses_word_does(self) -> None:
        seen = self.seen(BROWSER, HTTP_X_FORWARDED_FOR="1.2.3.4", HTTP_X_FORWARDED_PROTO="https")

        assert seen.META["REMOTE_ADDR"] == BROWSER
        assert not seen.is_secure()

    def test_what_is_no_network_is_said_at_the_start(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.300")

        with pytest.raises(ImproperlyConfigured, match=r"TRUSTED_PROXIES: .* Give addresses or networks"):
            trusted_proxies()


def test_without_the_setting_nobody_is_believed(settings: Settings) -> None:
    assert settings.TRUSTED_PROXIES == []


class TestOverHttps:
    @pytest.fixture(autouse=True)
    def _https(self, settings: Settings) -> None:
        settings.SECURE_SSL_REDIRECT = True
        settings.SECURE_HSTS_SECONDS = 31_536_000

    def test_a_plain_address_leads_to_https(self, stranger: Client) -> None:
        assert stranger.get("/accounts/login/")["Location"] == "https://testserver/accounts/login/"

    def test_browsers_remember_it(self, stranger: Client) -> None:
        response = stranger.get("/accounts/login/", secure=True)

        assert response["Strict-Transport-Security"] == "max-age=31536000"

    def test_who_watches_beside_the_web_server_is_answered(self, stranger: Client) -> None:
        assert stranger.get("/healthz").status_code == 200
