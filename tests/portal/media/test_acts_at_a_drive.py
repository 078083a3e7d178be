"""Labels at a click, labels anew with a typed name, and acts that the worker does."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.registry import open_drive
from mmbackup.models import Custody, Drive, DriveAct, Medium, Pool, Site
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.media.label_medium import label_medium
from tests.portal.builders import LAST_NIGHT
from tests.services.media.builders import make_set

PAGE = "/backup/drive/"


@pytest.fixture
def drive(site: Site) -> Drive:
    """With the blank medium Sunday in it."""
    drive = site.drives.get()
    Pool.objects.create(site=site, name="nightly")
    shelf = Shelf(str(drive.settings["path"]))
    shelf.add("Sunday", 4_700_000_000)
    shelf.insert("Sunday")
    return drive


def post(client: Client, drive: Drive, act: str, **fields: str) -> str:
    return client.post(f"{PAGE}{drive.pk}/{act}/", fields, follow=True).content.decode()


def hold(drive: Drive, name: str) -> None:
    medium = open_drive(drive.spec).open()
    medium.replace_small(name, b"dear")
    medium.close()


def test_a_blank_medium_is_labelled_at_a_click(client: Client, drive: Drive) -> None:
    page = client.get(PAGE).content.decode()
    assert "Label the blank medium" in page
    assert re.search(r'name="name" value="Sunday"', page)

    page = post(client, drive, "label", name="Sunday", pool="nightly")

    assert "The medium in DVD-RAM 1 is now Sunday, pool nightly." in page
    assert Medium.objects.get().name == "Sunday"
    assert Custody.objects.get().by == "ada"


@pytest.mark.parametrize("name", ["", "a/b", "x" * 64, '"quoted"', "\u202egpj", "Sun\nday"])
def test_what_is_no_name_is_refused(client: Client, drive: Drive, name: str) -> None:
    assert "Nothing was changed" in post(client, drive, "label", name=name, pool="nightly")
    assert not Medium.objects.exists()


def test_a_pool_that_nobody_set_up_is_refused(client: Client, drive: Drive) -> None:
    assert "Nothing was changed" in post(client, drive, "label", name="Sunday", pool="daily")


def test_a_medium_with_something_on_it_is_not_labelled_at_a_click(client: Client, drive: Drive) -> None:
    hold(drive, "letter.txt")

    assert "Label the blank medium" not in client.get(PAGE).content.decode()
    assert "Nothing was changed" in post(client, drive, "label", name="Sunday", pool="nightly")
    assert Medium.objects.count() == 0


def test_what_lies_on_it_is_shown_before_it_is_labelled_anew(client: Client, drive: Drive) -> None:
    label_medium(drive=drive, name="Friday", now=LAST_NIGHT)
    make_set(Medium.objects.get(), at=LAST_NIGHT)
    hold(drive, "letter.txt")

    page = client.get(f"{PAGE}{drive.pk}/relabel/").content.decode()

    assert "lies nowhere else and could no longer be restored" in page
    assert "letter.txt" in page
    assert '<b class="typed-word">Friday</b>' in page


def test_foreign_data_is_shown_and_its_name_asked_for(client: Client, drive: Drive) -> None:
    hold(drive, "<letter>.txt")

    page = client.get(f"{PAGE}{drive.pk}/relabel/").content.decode()

    assert '<b class="typed-word">&lt;letter&gt;.txt</b>' in page
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    asked = {"name": "Monday", "pool": "nightly", "seen": seen[1]}
    assert "type &lt;letter&gt;.txt exactly" in post(client, drive, "relabel", **asked, typed="letter")
    assert "is now Monday" in post(client, drive, "relabel", **asked, typed="<letter>.txt")


def test_a_form_of_yesterday_does_not_erase_today_s_medium(client: Client, drive: Drive) -> None:
    label_medium(drive=drive, name="Friday", now=LAST_NIGHT)

    page = post(
        client, drive, "relabel", name="Monday", pool="nightly", typed="Friday",
        seen="22222222-2222-4222-8222-222222222222",
    )  # fmt: skip

    assert "not the one that was shown" in page
    assert look_into_drive(drive=drive).name == "Friday"


def test_an_empty_drive_has_nothing_to_label(client: Client, drive: Drive) -> None:
    Shelf(str(drive.settings["path"])).eject()

    page = client.get(f"{PAGE}{drive.pk}/relabel/", follow=True).content.decode()

    assert "Nothing can be done at DVD-RAM 1 now" in page


def test_a_drive_that_cannot_format_says_so(client: Client, drive: Drive) -> None:
    page = client.get(f"{PAGE}{drive.pk}/format/", follow=True).content.decode()

    assert "are formatted by hand" in page


def test_looking_again_tells_what_is_there(client: Client, drive: Drive) -> None:
    assert "A blank medium is in DVD-RAM 1." in post(client, drive, "look")


def asked_again(client: Client, address: str, state: str) -> Any:
    """As the page that shows this state does by itself."""
    return client.get(f"{address}?state={state}", headers={"HX-Request": "true"})


def test_an_act_of_the_worker_is_followed_until_it_is_over(client: Client, drive: Drive) -> None:
    act = DriveAct.objects.create(
        drive=drive, verb=DriveAct.Verb.EJECT, asked_at=timezone.now(), asked_by="ada"
    )
    address = f"{PAGE}act/{act.pk}/"
    page = client.get(address).content.decode()
    assert "Waiting for the worker" in page
    assert f'hx-get="{address}?state=waiting"' in page
    assert asked_again(client, address, "waiting").status_code == 204
    assert "is under way" in client.get(PAGE).content.decode()

    DriveAct.objects.update(
        state=DriveAct.State.FAILED, problem="It is stuck.", next_step="Press its button.",
        ended_at=timezone.now() + timedelta(seconds=1),
    )  # fmt: skip
    page = asked_again(client, address, "waiting").content.decode()
    assert not page.lstrip().startswith("<!doctype")
    assert "hx-get" not in page
    assert "It is stuck." in page
    assert "Press its button." in page
    assert "The last act, eject, failed: It is stuck." in client.get(PAGE).content.decode()
