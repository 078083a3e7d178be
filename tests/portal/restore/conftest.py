"""Three backups: the newest partial, an older one that is whole, a third whose medium is lost."""

import pytest

from mmbackup.models import BackupSet, Site
from tests.portal.restore.backups import FILES, MESSAGES, make_backup, make_medium, make_server

NEWEST = {path: kind for path, kind in FILES.items() if kind != MESSAGES or path.endswith("1001/0002.msg")}


@pytest.fixture
def backups(site: Site) -> list[BackupSet]:
    make_server(site)
    return [
        make_backup(site, "Anna", nights_ago=0, files=NEWEST, left_out=2),
        make_backup(site, make_medium(site, "Berta", place="in vault", place_name="Fire safe"), nights_ago=1),
        make_backup(site, make_medium(site, "Dora", place="lost"), nights_ago=2),
    ]
