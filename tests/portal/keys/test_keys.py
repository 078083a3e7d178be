"""Backup/Restore > Keys: a secret is shown once; what losing it means is said where it matters."""

import re
from typing import Any

import pytest
from django.test import Client
from pyrage import x25519

from mmbackup.engine.format.decryption import public_of
from mmbackup.models import EncryptionKey, Event, Pool, Site
from tests.portal.pools.test_pools_and_places import POOLS, RULES, fields_of

KEYS = "/backup/keys/"


def made(client: Client, name: str = "Safe") -> str:
    """The secret, as the page shows it."""
    page = client.post(f"{KEYS}make/", {"name": name}).content.decode()
    shown = page[page.index('<p class="secret-key"') :].partition("</p>")[0]
    return "".join(re.findall(r">([A-Z0-9-]+)</span>", shown))


def confirmed(client: Client, name: str = "Safe") -> EncryptionKey:
    secret = made(client, name)
    key = EncryptionKey.objects.get(name=name)
    client.post(f"{KEYS}{key.pk}/confirm/", {"end": secret[-8:]})
    key.refresh_from_db()
    return key


@pytest.fixture
def nightly(site: Site) -> Pool:
    return Pool.objects.create(site=site, name="nightly")


class TestMaking:
    def test_the_secret_is_shown_once_and_kept_by_no_browser(self, client: Client, site: Site) -> None:
        response = client.post(f"{KEYS}make/", {"name": "Safe"})

        assert "no-store" in response["Cache-Control"]
        secret = made(client, "Another")
        assert public_of(secret) == EncryptionKey.objects.get(name="Another").public
        for address in (KEYS, f"{KEYS}make/", f"{KEYS}{EncryptionKey.objects.latest('pk').pk}/confirm/"):
            page = client.get(address).content.decode()
            assert "AGE-SECRET-KEY-1Q" not in page
            assert secret[-8:] not in page

    def test_the_sheet_says_how_to_restore_and_what_losing_it_means(self, client: Client, site: Site) -> None:
        page = client.post(f"{KEYS}make/", {"name": "Safe"}).content.decode()

        for words in (
            "restore.sh -k /root/key",
            "it is lost: nobody can open it",
            "QR code of the secret key",
        ):
            assert words in page
        assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", page), "inline script or style"

    def test_a_name_that_is_taken_is_said_so(self, client: Client, site: Site) -> None:
        made(client)

        page = client.post(f"{KEYS}make/", {"name": "Safe"}).content.decode()

        assert "There is a key named Safe already" in page
        assert EncryptionKey.objects.count() == 1

    def test_it_is_confirmed_by_its_end(self, client: Client, site: Site) -> None:
        secret = made(client)
        key = EncryptionKey.objects.get()
        assert "Not confirmed yet" in client.get(KEYS).content.decode()

        wrong = client.post(f"{KEYS}{key.pk}/confirm/", {"end": "QQQQQQQQ"}).content.decode()
        assert "This is not how the secret key of Safe ends" in wrong
        client.post(f"{KEYS}{key.pk}/confirm/", {"end": secret[-8:].lower()})

        key.refresh_from_db()
        assert key.is_usable
        assert "Not confirmed yet" not in client.get(KEYS).content.decode()


class TestImporting:
    def test_a_public_key_is_taken(self, client: Client, site: Site) -> None:
        public = str(x25519.Identity.generate().to_public())

        client.post(f"{KEYS}import/", {"name": "Notary", "public": public})

        assert EncryptionKey.objects.get().public == public

    def test_a_secret_one_is_not_and_is_not_repeated(self, client: Client, site: Site) -> None:
        secret = str(x25519.Identity.generate())

        response = client.post(f"{KEYS}import/", {"name": "Notary", "public": secret})

        assert "make another pair" in response.content.decode()
        assert EncryptionKey.objects.count() == 0

    def test_another_kind_of_key_is_refused(self, client: Client, site: Site) -> None:
        page = client.post(f"{KEYS}import/", {"name": "Notary", "public": "ssh-ed25519 AAAA"})

        assert "This is no age public key" in page.content.decode()


class TestPoolsForm:
    def fields(self, client: Client, pool: Pool) -> dict[str, Any]:
        initial = fields_of(client, f"{POOLS}{pool.pk}/")
        return {**RULES, "shown": initial["shown"], "shown_keys": initial["shown_keys"]}

    def test_without_keys_it_says_that_media_are_plain(self, client: Client, nightly: Pool) -> None:
        page = client.get(f"{POOLS}{nightly.pk}/").content.decode()

        assert "whoever finds one can read it" in page
        assert f'href="{KEYS}"' in page

    def test_losing_every_key_is_explained_where_it_is_switched_on(
        self, client: Client, nightly: Pool
    ) -> None:
        confirmed(client)

        page = client.get(f"{POOLS}{nightly.pk}/").content.decode()

        assert "lose them all, and nobody can ever restore it" in page
        assert "Choose two" in page

    def test_keys_are_given_and_one_alone_is_warned_of(self, client: Client, nightly: Pool) -> None:
        one, two = confirmed(client), confirmed(client, "Vault")

        page = client.post(
            f"{POOLS}{nightly.pk}/", {**self.fields(client, nightly), "keys": [one.pk]}, follow=True
        ).content.decode()
        assert "One key opens these backups" in page
        page = client.post(
            f"{POOLS}{nightly.pk}/", {**self.fields(client, nightly), "keys": [one.pk, two.pk]}, follow=True
        ).content.decode()

        assert "One key opens these backups" not in page
        assert set(nightly.keys.all()) == {one, two}

    def test_a_new_pool_may_have_keys_from_the_start(self, client: Client, nightly: Pool) -> None:
        one, two = confirmed(client), confirmed(client, "Vault")

        client.post(f"{POOLS}new/", {**RULES, "name": "weekly", "keys": [one.pk, two.pk]})

        assert set(Pool.objects.get(name="weekly").keys.all()) == {one, two}

    def test_another_one_s_change_is_not_overwritten(self, client: Client, nightly: Pool) -> None:
        one = confirmed(client)
        fields = self.fields(client, nightly)
        nightly.keys.set([one])

        page = client.post(f"{POOLS}{nightly.pk}/", fields, follow=True).content.decode()

        assert "somebody else changed the keys of nightly meanwhile" in page
        assert list(nightly.keys.all()) == [one]

    def test_a_key_that_is_not_confirmed_cannot_be_chosen(self, client: Client, nightly: Pool) -> None:
        made(client)
        fields = self.fields(client, nightly)

        client.post(f"{POOLS}{nightly.pk}/", {**fields, "keys": [EncryptionKey.objects.get().pk]})

        assert not nightly.keys.exists()


class TestRetiring:
    def test_what_follows_is_shown_and_then_done(self, client: Client, nightly: Pool) -> None:
        key = confirmed(client)
        nightly.keys.set([key])

        page = client.get(f"{KEYS}{key.pk}/retire/").content.decode()
        assert "the last usable key of nightly" in page
        client.post(f"{KEYS}{key.pk}/retire/", {"knowing": "nightly"})

        key.refresh_from_db()
        assert key.retired_by == "ada"
        assert "Retired keys (1)" in client.get(KEYS).content.decode()

    def test_a_pool_that_came_after_the_page_was_shown_is_told(self, client: Client, nightly: Pool) -> None:
        key = confirmed(client)
        nightly.keys.set([key])

        page = client.post(f"{KEYS}{key.pk}/retire/", follow=True).content.decode()

        key.refresh_from_db()
        assert key.is_usable
        assert "last usable key of the pool nightly" in page


def test_the_drill_key_is_explained_made_and_removed(client: Client, site: Site) -> None:
    assert "Whoever breaks into the server could then open" in client.get(KEYS).content.decode()

    client.post(f"{KEYS}drill/")
    key = EncryptionKey.objects.get()
    assert "its secret lies on this server" in client.get(KEYS).content.decode()
    client.post(f"{KEYS}{key.pk}/retire/")

    key.refresh_from_db()
    assert key.retired_at is not None
    assert Event.objects.count() == 2
