"""`manage.py verify` and `manage.py drill`: the verdict last, and an exit status to go by."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from mmbackup.engine.media.emulated import Shelf
from mmbackup.models import Run, Site
from tests.services.proof.builders import back_up, mar

pytestmark = pytest.mark.django_db(transaction=True)


def call(command: str, *arguments: str) -> tuple[str, Any]:
    output = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(command, *arguments, stdout=output)
    return output.getvalue(), ended.value.code


def test_verify_ends_with_its_verdict(harbour: Site) -> None:
    written = back_up(harbour)

    text, status = call("verify")

    assert status == 0
    assert text.splitlines()[0] == f"{written.name}: as written"
    assert text.splitlines()[-1].startswith("VERIFICATION completed successfully | 1 set, ")
    assert Run.objects.filter(kind=Run.Kind.VERIFY).get().asked_by.endswith(" at a shell")


def test_verify_tells_damage_file_by_file(harbour: Site) -> None:
    written = back_up(harbour)
    mar(harbour, written.name)

    text, status = call("verify", written.name)

    assert status == 4
    assert (
        f"{written.name}: DAMAGED: {written.name}/messages.0001.tar.zst reads back with other bytes" in text
    )
    assert "lies on no other medium" in text
    assert text.splitlines()[-2].startswith("Next step: ")


def test_verify_knows_the_sets_by_their_names(harbour: Site) -> None:
    with pytest.raises(CommandError, match="No set named 2026 is known here") as caught:
        call_command("verify", "2026", stdout=StringIO())
    assert caught.value.returncode == 2


@pytest.mark.parametrize("command", ["verify", "drill"])
def test_an_unknown_drive_is_wrong_usage(harbour: Site, command: str) -> None:
    with pytest.raises(CommandError, match="There is no drive named X") as caught:
        call_command(command, "--drive", "X", stdout=StringIO())
    assert caught.value.returncode == 2


@pytest.mark.parametrize("command", ["verify", "drill"])
def test_an_empty_drive_fails(harbour: Site, command: str) -> None:
    Shelf(harbour.drives.get().settings["path"]).eject()

    text, status = call(command)

    assert status == 1
    assert " failed | no medium" in text.splitlines()[-1]


def test_drill_proves(harbour: Site) -> None:
    back_up(harbour)

    text, status = call("drill")

    assert status == 0
    assert text.splitlines()[-1].startswith("RESTORE DRILL completed successfully | 28 files, ")
