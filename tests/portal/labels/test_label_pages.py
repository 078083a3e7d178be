"""Printed labels in the portal: which are given, what stands on them, in the page and in the PDF."""

import re
from uuid import UUID

import pytest
from django.test import Client

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import BackupSet, Medium, Run, Site
from tests.portal.builders import LAST_NIGHT, make_run
from tests.portal.swap.media import make_set, make_shelf


@pytest.fixture
def written(site: Site) -> BackupSet:
    make_shelf(site, "Sunday")
    return make_set(make_run(site), "Sunday")


def address(written: BackupSet) -> str:
    return f"/backup/labels/{written.uuid}/{written.part}/"


def page(client: Client, written: BackupSet, query: str = "") -> str:
    return client.get(address(written) + query).content.decode()


def words_of(drawn: str) -> str:
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawn))


def test_the_label_says_what_the_help_asks_for(client: Client, written: BackupSet) -> None:
    Medium.objects.update(replace_by="2027-11-22")

    words = words_of(page(client, written))

    assert "Nov. 22, 2026" in words
    assert "System, Names and Greetings, Messages" in words
    for told in ("Sunday", "Harbour Hospital", "Nov. 22, 2027", "nightly", written.name):
        assert told in words


@pytest.mark.parametrize(
    ("query", "width", "height"),
    [
        ("?size=disc-case&paper=own", 120, 120),
        ("?size=cartridge&paper=own", 63.5, 38.1),
        ("?size=disc-case&paper=a4", 210, 297),
        ("?size=sheet&paper=letter", 215.9, 279.4),
        ("?size=sheet&paper=own", 210, 297),
        ("?size=nonsense&paper=nonsense", 210, 297),
        ("", 210, 297),
    ],
)
def test_page_and_pdf_have_the_size_of_the_paper(
    client: Client, written: BackupSet, query: str, width: float, height: float
) -> None:
    shown = page(client, written, query)
    pdf = client.get(f"{address(written)}label.pdf{query}").content

    assert f'width="{width:g}mm" height="{height:g}mm"' in shown
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)
    assert box is not None
    points = 72 / 25.4
    assert float(box[1]) == pytest.approx(width * points, abs=0.01)
    assert float(box[2]) == pytest.approx(height * points, abs=0.01)


def test_a_site_in_america_gets_letter(client: Client, site: Site, written: BackupSet) -> None:
    Site.objects.update(time_zone="America/Chicago")

    assert 'width="215.9mm"' in page(client, written)


def test_the_same_label_is_the_same_pdf(client: Client, written: BackupSet) -> None:
    first, second = (client.get(f"{address(written)}label.pdf") for _ in range(2))

    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF")
    assert first.content == second.content


def test_a_part_says_which_part_it_is_and_names_what_lies_on_it(client: Client, site: Site) -> None:
    make_shelf(site, "Second")
    run = make_run(site)
    run.tallies = [
        {**row, "saved_files": 0 if row["data_type"] == "system-data" else 5} for row in run.tallies
    ]
    part = make_set(run, "Second", part=2, parts=3)

    words = words_of(page(client, part))

    assert "part 2 of 3" in words
    assert "Names and Greetings, Messages" in words
    assert "System" not in words


def test_a_part_of_an_unfinished_set_says_so(client: Client, site: Site) -> None:
    make_shelf(site, "First")

    assert "set not finished" in page(client, make_set(make_run(site), "First", part=1, parts=0))


def test_a_partial_backup_says_what_it_left_out(client: Client, site: Site) -> None:
    make_shelf(site, "Sunday")
    written = make_set(make_run(site, Outcome.PARTIAL), "Sunday")

    assert "Messages (41,210 of 96,004)" in words_of(page(client, written))
    assert "54,794" in words_of(page(client, written, "?size=sheet"))


@pytest.mark.parametrize("case", ["not verified", "removed", "with errors"])
def test_what_is_no_backup_to_keep_gets_no_label(client: Client, site: Site, case: str) -> None:
    make_shelf(site, "Sunday")
    run = make_run(site, Outcome.COMPLETED_WITH_ERRORS if case == "with errors" else Outcome.FULL)
    written = make_set(run, "Sunday", verified=case != "not verified")
    if case == "removed":
        BackupSet.objects.update(removed_at=LAST_NIGHT)

    shown = page(client, written)

    assert '<svg class="paper"' not in shown
    assert "notice-error" in shown
    assert client.get(f"{address(written)}label.pdf").status_code == 404


def test_an_attended_part_is_labelled_with_its_errors(client: Client, site: Site) -> None:
    """Its medium is kept all the same: the other parts need it."""
    make_shelf(site, "First")
    run = make_run(site, Outcome.COMPLETED_WITH_ERRORS)
    Run.objects.update(kind=Run.Kind.ATTENDED)
    run.refresh_from_db()

    assert "with 3 errors" in page(client, make_set(run, "First", part=1, parts=2))


def test_the_sheet_tells_what_was_written_and_how_to_restore_it(client: Client, written: BackupSet) -> None:
    words = words_of(page(client, written, "?size=sheet"))

    assert "MSS1 System 120 9.0 MB none" in words
    assert "In all  96,524 929.0 MB none" in words
    assert f"sh /media/backup/restore.sh -n {written.name}" in words
    assert "FULL-AUTO BACKUP completed successfully" in words
    assert str(written.medium.uuid) in words


def test_a_hostile_name_is_only_text(client: Client, site: Site, written: BackupSet) -> None:
    Site.objects.update(name='<script>alert("x")</script>')

    assert "<script>alert" not in page(client, written)


def test_a_name_that_the_pdf_cannot_show_is_told(client: Client, written: BackupSet) -> None:
    assert "has no letters" not in page(client, written)

    Site.objects.update(name="مستشفى")

    assert "has no letters" in page(client, written)
    assert client.get(f"{address(written)}label.pdf").status_code == 200


def test_another_site_s_label_is_not_shown(client: Client, written: BackupSet) -> None:
    other = Site.objects.create(name="Elsewhere", time_zone="UTC")
    Medium.objects.update(site=other)

    assert client.get(address(written)).status_code == 404


def test_the_code_leads_to_the_medium(client: Client, written: BackupSet) -> None:
    medium = written.medium.uuid
    scanned = client.get(f"/L/{medium.hex.upper()}/{written.uuid.hex.upper()}")

    assert scanned["Location"] == f"/backup/media/{medium}/"


def test_the_code_of_an_old_label_says_so(client: Client, written: BackupSet) -> None:
    medium = written.medium.uuid

    answer = client.get(f"/L/{medium.hex.upper()}/{UUID(int=7).hex}", follow=True)

    assert "print a new label" in answer.content.decode()


def test_the_code_of_an_unknown_medium_leads_nowhere(client: Client, written: BackupSet) -> None:
    assert client.get(f"/L/{UUID(int=7).hex}/{written.uuid.hex}").status_code == 404
