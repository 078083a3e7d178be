"""Public keys in a configuration file: added, never lost, and a pool keeps its own unless it is told."""

from datetime import UTC, datetime

import pytest

from mmbackup.models import EncryptionKey, Pool, Schedule, Server
from mmbackup.services.configuration import (
    ConfigurationFaulty,
    export_configuration,
    import_configuration,
)
from tests.services.configuration.site_files import KEYS, PUBLIC, WHOLE, with_every_key

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_a_key_is_taken_in_and_its_pool_is_encrypted_to_it() -> None:
    import_configuration(text=with_every_key(WHOLE), now=NOW)

    key = EncryptionKey.objects.get()
    assert (key.name, key.public, key.origin, key.is_usable) == ("vault", PUBLIC, "imported", True)
    assert list(Pool.objects.get(name="nightly").keys.all()) == [key]
    assert not Pool.objects.get(name="monthly").keys.exists()


def test_a_file_that_says_nothing_of_keys_switches_no_encryption_off() -> None:
    import_configuration(text=with_every_key(WHOLE), now=NOW)

    import_configuration(text=WHOLE, now=NOW)

    assert [key.name for key in Pool.objects.get(name="nightly").keys.all()] == ["vault"]


def test_an_empty_list_switches_it_off() -> None:
    import_configuration(text=with_every_key(WHOLE), now=NOW)

    plain = with_every_key(WHOLE).replace('keys = ["vault"]', "keys = []")
    import_configuration(text=plain, now=NOW)

    assert not Pool.objects.get(name="nightly").keys.exists()
    assert EncryptionKey.objects.exists()


def test_a_key_that_is_known_keeps_all_but_its_name() -> None:
    import_configuration(text=WHOLE + KEYS, now=NOW)
    EncryptionKey.objects.update(origin="made here", confirmed_at=None, proof="x")

    import_configuration(text=WHOLE + KEYS.replace("vault", "safe"), now=NOW)

    key = EncryptionKey.objects.get()
    assert (key.name, key.origin, key.confirmed_at, key.proof) == ("safe", "made here", None, "x")


@pytest.mark.parametrize(
    ("state", "word"), [({"retired_at": NOW}, "retired"), ({"confirmed_at": None}, "not confirmed yet")]
)
def test_a_pool_takes_no_key_that_may_not_be_used(state: dict[str, object], word: str) -> None:
    import_configuration(text=WHOLE + KEYS, now=NOW)
    EncryptionKey.objects.update(**state)

    with pytest.raises(
        ConfigurationFaulty, match=rf"line \d+: pools\[2\].keys\[1\]: the key 'vault' is {word}"
    ):
        import_configuration(text=with_every_key(WHOLE), now=NOW)

    assert not Pool.objects.filter(name="monthly").exists()  # nothing was changed


def test_two_keys_do_not_share_a_name() -> None:
    import_configuration(text=WHOLE + KEYS, now=NOW)
    EncryptionKey.objects.update(public="age1other")

    with pytest.raises(ConfigurationFaulty, match=r"keys\[1\]: another key is named 'vault' here already"):
        import_configuration(text=WHOLE + KEYS, now=NOW)


def test_a_retired_key_is_not_exported() -> None:
    site = import_configuration(text=with_every_key(WHOLE), now=NOW)
    EncryptionKey.objects.update(retired_at=NOW)

    assert PUBLIC not in export_configuration(site=site)


def test_commands_and_drills_are_taken_in() -> None:
    site = import_configuration(text=with_every_key(WHOLE), now=NOW)

    server, schedule = Server.objects.get(name="MAS1"), Schedule.objects.get(site=site)
    assert server.stop_command == ["systemctl", "stop", "mas"]
    assert server.start_command == ["systemctl", "start", "mas"]
    assert server.command_wait == 90
    assert Server.objects.get(name="MSS1").stop_command == []
    assert (schedule.drill_enabled, schedule.drill_weekday, schedule.verify_after_days) == (False, 0, 14)
