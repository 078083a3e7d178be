"""About tells which version this is, and what it stands on, each package with its licence."""

from django.test import Client

from mmbackup.environment import data_folder
from mmbackup.models import Site
from portal.about.packages import packages


def test_it_tells_version_licence_database_and_where_the_data_lies(client: Client, site: Site) -> None:
    page = client.get("/administration/about/").content.decode()

    for told in ("mmbackup 0.", "Apache-2.0", str(data_folder("logs").parent), "Europe/Berlin"):
        assert told in page
    assert "SQLite 3." in page or "PostgreSQL " in page


def test_each_package_is_told_with_those_it_needs_and_their_licences() -> None:
    found = {package.name.lower(): package for package in packages(("django>=5.2,<5.3", "segno"))}

    assert found["django"].licence == "BSD-3-Clause"
    assert found["django"].is_asked_for
    assert "sqlparse" in found
    assert not found["sqlparse"].is_asked_for
    assert all(package.licence for package in found.values())


def test_a_package_that_is_not_installed_is_left_out() -> None:
    assert packages(("no-such-package>=1; sys_platform == 'plan9'",)) == ()
