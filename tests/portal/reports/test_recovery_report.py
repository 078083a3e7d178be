"""Recovery Points: the page, its files, and the way to a restore."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from mmbackup.models import Site
from tests.portal.reports.reading import csv_of, text_of_pdf
from tests.services.reports.histories import NOW, TODAY, make_medium, make_night, make_set

PAGE = "/reports/recovery-points/"
DAY = timedelta(days=1)


def test_each_data_type_has_its_last_complete_night_its_medium_and_a_way_back(
    client: Client, site: Site
) -> None:
    medium = make_medium(site, "B", place="in vault", where="Bank")
    found = make_set(medium, make_night(site, TODAY - DAY), indexed_at=NOW)
    make_set(medium, make_night(site, TODAY), saved=400, indexed_at=NOW)

    page = client.get(PAGE).content.decode()

    messages = page.split("Messages of MSS1")[1].split("</tr>")[0]
    assert "Sat Nov 21 2026" in messages
    assert "Bank" in messages
    assert f'href="{reverse("restore:choose")}?set={found.uuid}"' in messages
    assert "1: Nov 22" in messages


def test_what_has_no_complete_backup_says_so(client: Client, site: Site) -> None:
    page = client.get(PAGE).content.decode()

    assert page.count("No complete backup") == 3


def test_the_file_and_the_paper_say_the_same(client: Client, site: Site) -> None:
    make_set(make_medium(site, "=B", place="in vault", where="Bank"), make_night(site, TODAY))

    rows = csv_of(client, f"{PAGE}recovery-points.csv")
    paper = client.get(f"{PAGE}recovery-points.pdf")

    assert [row["data type"] for row in rows] == ["System", "Names and Greetings", "Messages"]
    assert (rows[2]["last complete night"], rows[2]["media"]) == ("2026-11-22", "'=B (Bank)")
    assert paper["Content-Type"] == "application/pdf"
    text = text_of_pdf(paper.content)
    assert text is None or "Messages of MSS1" in text
