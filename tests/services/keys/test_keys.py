"""Keys: made, confirmed, imported, retired, given to pools; and backups encrypted to them."""

import logging
import stat
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pyrage import x25519

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.decryption import decrypt, public_of
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import BackupSet, EncryptionKey, Event, Pool, Run, Site
from mmbackup.services.keys.confirm_key import confirm_key
from mmbackup.services.keys.drill_key import (
    current_drill_key,
    drill_secret,
    make_drill_key,
    remove_drill_key,
)
from mmbackup.services.keys.keys_of_pool import KeysChangedMeanwhile, OnlyDrillKey, advice_on, give_keys
from mmbackup.services.keys.new_keys import MadeKey, import_key, make_key
from mmbackup.services.keys.refusals import KeyNameTaken, KeyRefused, LastKey, WrongEnd
from mmbackup.services.keys.retire_key import pools_left_without, retire_key
from mmbackup.services.rotation.of_run import rotation_of
from mmbackup.services.runs import backup_job
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import NOW, queued_run

WHO: dict[str, Any] = {"by": "ada", "now": NOW}


def made(site: Site, name: str = "Safe", *, confirmed: bool = True) -> MadeKey:
    found = make_key(site=site, name=name, **WHO)
    if confirmed:
        confirm_key(key=found.key, typed=found.secret[-8:], **WHO)
        found.key.refresh_from_db()
    return found


def given(site: Site, *keys: EncryptionKey) -> Pool:
    pool = site.pools.get()
    give_keys(
        pool=pool,
        before=list(pool.keys.values_list("pk", flat=True)),
        after=[key.pk for key in keys],
        **WHO,
    )
    return pool


def backed_up(site: Site) -> Run:
    run = queued_run(site)
    run_backup(run_id=run.pk, clock=lambda: NOW)
    run.refresh_from_db()
    return run


class TestMaking:
    def test_the_secret_belongs_to_the_public_key(self, harbour: Site) -> None:
        found = make_key(site=harbour, name="Safe", **WHO)

        assert public_of(found.secret) == found.key.public
        assert not found.key.is_usable

    def test_the_secret_is_kept_nowhere(
        self, harbour: Site, own_data_folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        found = made(harbour)

        rows = [str(row) for model in (EncryptionKey, Event) for row in model.objects.values()]
        texts = [*rows, repr(found), caplog.text]
        assert all(found.secret[16:-8] not in text and found.secret[-8:] not in text for text in texts)
        files = (path for path in own_data_folder.rglob("*") if path.is_file())
        assert all(found.secret[16:].encode() not in path.read_bytes() for path in files)
        if connection.vendor == "sqlite":
            assert found.key.public in rows[0]

    def test_a_name_is_used_once(self, harbour: Site) -> None:
        made(harbour)

        with pytest.raises(KeyNameTaken):
            made(harbour)

        assert EncryptionKey.objects.count() == 1

    def test_a_strange_name_is_refused(self, harbour: Site) -> None:
        with pytest.raises(FormatError):
            make_key(site=harbour, name="a\nb", **WHO)


class TestConfirming:
    def test_the_end_makes_it_usable_and_takes_the_proof_away(self, harbour: Site) -> None:
        found = make_key(site=harbour, name="Safe", **WHO)
        assert found.key.proof

        confirm_key(key=found.key, typed=f" {found.secret[-8:-4].lower()} {found.secret[-4:]}", **WHO)

        found.key.refresh_from_db()
        assert (found.key.is_usable, found.key.proof) == (True, "")
        assert [event.message for event in Event.objects.order_by("pk")] == [
            "The key Safe was made by ada; it may be used once its end was typed back",
            "The key Safe was confirmed by ada and may be used",
        ]

    @pytest.mark.parametrize("typed", ["", "AAAAAAAA", "1"])
    def test_another_end_does_not(self, harbour: Site, typed: str) -> None:
        found = make_key(site=harbour, name="Safe", **WHO)

        with pytest.raises(WrongEnd):
            confirm_key(key=found.key, typed=typed, **WHO)
        with pytest.raises(WrongEnd):
            confirm_key(key=found.key, typed=found.secret[-4:], **WHO)

        found.key.refresh_from_db()
        assert not found.key.is_usable

    def test_it_is_done_once(self, harbour: Site) -> None:
        found = made(harbour)

        with pytest.raises(KeyRefused):
            confirm_key(key=found.key, typed=found.secret[-8:], **WHO)


class TestImporting:
    def test_it_may_be_used_at_once(self, harbour: Site) -> None:
        public = str(x25519.Identity.generate().to_public())

        key = import_key(site=harbour, name="Notary", public=f" {public.upper()} ", **WHO)

        assert (key.is_usable, key.public) == (True, public)

    def test_a_key_is_known_once(self, harbour: Site) -> None:
        found = made(harbour)

        with pytest.raises(KeyRefused, match="known already, as Safe"):
            import_key(site=harbour, name="Again", public=found.key.public, **WHO)

    @pytest.mark.parametrize("public", ["", "ssh-ed25519 AAAA", "age1yubikey1qqq", "AGE-SECRET-KEY-1"])
    def test_what_is_no_public_key_is_refused(self, harbour: Site, public: str) -> None:
        with pytest.raises(FormatError):
            import_key(site=harbour, name="Notary", public=public, **WHO)


class TestPools:
    def test_a_pool_is_given_keys_and_says_so(self, harbour: Site) -> None:
        one, two = made(harbour).key, made(harbour, "Vault").key

        pool = given(harbour, one, two)

        assert set(pool.keys.all()) == {one, two}
        assert Event.objects.latest("pk").message == (
            "Backups of the pool nightly are encrypted to Safe and Vault, says ada"
        )

    def test_one_key_is_warned_of(self, harbour: Site) -> None:
        one, two, drill = made(harbour).key, made(harbour, "Vault").key, make_drill_key(site=harbour, **WHO)

        assert "nobody can ever restore them" in advice_on([one])
        assert "nobody can ever restore them" in advice_on([one, drill])
        assert (advice_on([]), advice_on([one, two])) == ("", "")

    def test_the_drill_key_alone_is_refused(self, harbour: Site) -> None:
        drill = make_drill_key(site=harbour, **WHO)

        with pytest.raises(OnlyDrillKey):
            given(harbour, drill)

    def test_a_key_that_is_not_confirmed_is_refused(self, harbour: Site) -> None:
        with pytest.raises(KeyRefused, match="none of the chosen keys"):
            given(harbour, made(harbour, confirmed=False).key)

    def test_what_somebody_else_changed_stands(self, harbour: Site) -> None:
        one = made(harbour).key
        pool = given(harbour, one)

        with pytest.raises(KeysChangedMeanwhile):
            give_keys(pool=pool, before=[], after=[], **WHO)

        assert list(pool.keys.all()) == [one]


class TestRetiring:
    def test_the_last_key_of_a_pool_is_not_retired_unasked(self, harbour: Site) -> None:
        one = made(harbour).key
        given(harbour, one)

        with pytest.raises(LastKey, match="the last usable key of the pool nightly"):
            retire_key(key=one, **WHO)

        one.refresh_from_db()
        assert (one.is_usable, pools_left_without(key=one)) == (True, ["nightly"])

    def test_whoever_was_told_may(self, harbour: Site) -> None:
        one = made(harbour).key
        given(harbour, one)

        retire_key(key=one, knowing=["nightly"], **WHO)

        one.refresh_from_db()
        assert (one.is_usable, one.retired_by) == (False, "ada")

    def test_one_of_two_goes_without_a_word(self, harbour: Site) -> None:
        one, two = made(harbour).key, made(harbour, "Vault").key
        given(harbour, one, two)

        retire_key(key=one, **WHO)

        with pytest.raises(LastKey):
            retire_key(key=two, **WHO)
        with pytest.raises(KeyRefused, match="retired already"):
            retire_key(key=one, **WHO)


class TestDrillKey:
    def test_its_secret_lies_here_for_this_user_alone(self, harbour: Site, own_data_folder: Path) -> None:
        key = make_drill_key(site=harbour, **WHO)

        assert public_of(drill_secret() or "") == key.public
        path = own_data_folder / "secrets" / "drill-key"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert current_drill_key(site=harbour) == key
        assert [one.name for one in path.parent.iterdir() if one.name.startswith("tmp")] == []

    def test_there_is_one(self, harbour: Site) -> None:
        make_drill_key(site=harbour, **WHO)

        with pytest.raises(KeyRefused, match="a drill key already"):
            make_drill_key(site=harbour, **WHO)

    def test_it_is_removed_for_good(self, harbour: Site) -> None:
        key = make_drill_key(site=harbour, **WHO)

        remove_drill_key(key=key, **WHO)

        assert (drill_secret(), current_drill_key(site=harbour)) == (None, None)

    def test_what_is_no_key_is_none(self, harbour: Site, own_data_folder: Path) -> None:
        (own_data_folder / "secrets").mkdir(exist_ok=True)
        (own_data_folder / "secrets" / "drill-key").write_bytes(b"\xff\xfe")

        assert drill_secret() is None


class TestBackups:
    def test_they_are_encrypted_to_the_usable_keys_of_the_pool(self, harbour: Site, tmp_path: Path) -> None:
        one, two, old = made(harbour), made(harbour, "Vault"), made(harbour, "Old")
        given(harbour, one.key, two.key, old.key)
        retire_key(key=old.key, **WHO)

        run = backed_up(harbour)

        assert run.outcome == Outcome.FULL.value, run.reason
        (row,) = BackupSet.objects.all()
        assert set(row.recipients) == {one.key.public, two.key.public}
        (folder,) = (tmp_path / "shelf" / "media" / "DVD-A" / "content").glob("2026*")
        for secret in (one.secret, two.secret):
            decrypt("log", (folder / "LOG.txt.age").read_bytes(), [secret])

    def test_a_pool_without_a_usable_key_is_not_written_in_plain(self, harbour: Site, tmp_path: Path) -> None:
        one = made(harbour).key
        given(harbour, one)
        retire_key(key=one, knowing=["nightly"], **WHO)

        run = backed_up(harbour)

        assert run.outcome == Outcome.FAILED.value
        assert "are to be encrypted, and none of its keys may be used" in run.reason
        assert "Choose a key for the pool" in run.next_step
        assert not list((tmp_path / "shelf" / "media" / "DVD-A" / "content").glob("2026*"))

    def test_a_key_that_is_retired_while_the_run_begins_makes_no_plain_backup(
        self, harbour: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Between the rotation's look at the keys and the run's."""
        one = made(harbour).key
        given(harbour, one)

        def look_then_retire(**asked: Any) -> Any:
            found = rotation_of(**asked)
            retire_key(key=one, knowing=["nightly"], **WHO)
            return found

        monkeypatch.setattr(backup_job, "rotation_of", look_then_retire)

        run = backed_up(harbour)

        assert "none of its keys may be used" in run.reason
        assert not list((tmp_path / "shelf" / "media" / "DVD-A" / "content").glob("2026*"))

    def test_a_pool_without_keys_stays_plain(self, harbour: Site) -> None:
        made(harbour)

        run = backed_up(harbour)

        assert run.outcome == Outcome.FULL.value
        assert BackupSet.objects.get().recipients == []
