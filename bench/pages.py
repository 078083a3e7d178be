"""How long the server takes for each page of the portal when there is very much of everything."""

import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS = 5
LIMIT = 100.0  # milliseconds
LINES_A_NIGHT = 100  # of the long log: 10,000 nights have a million lines
BESIDE = (  # what the menu does not name by itself: filters, and pages far down
    ("main:main", "again", ""),
    ("logs:all", "far down", "?until=2005-01-01"),
    ("logs:administrator", "far down", "?until=2005-01-01"),
    ("logs:administrator", "by words", "?words=nowhere"),
    ("logs:view", "at its start", "?first=1"),
    ("alarms:list", "far down", "?page=150"),
    ("media:inventory", "by a name", "?text=9999"),
    ("media:inventory", "by free", "?sort=-free&page=100"),
    ("restore:points", "far down", "?page=200"),
)


def measure_pages(nights: int) -> str:
    """On SQLite in a folder of its own, or on the database that DATABASE_URL names: it is to be empty."""
    with tempfile.TemporaryDirectory(prefix="mmbackup-pages-") as folder:
        os.environ["MMBACKUP_DATA_DIR"] = str(Path(folder, "data"))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mmbackup.settings")
        import django  # noqa: PLC0415  the environment comes first

        django.setup()
        logging.disable()  # of pages that are not for looking at
        return "\n".join(_table(nights))


def _table(nights: int) -> Iterator[str]:
    browser, pages = _made(nights)
    rows = []
    for view, what, address in pages:
        with _queries() as queries:
            browser.get(address)
            count = len(queries)
        rows.append((median(_timed(browser, address) for _ in range(ROUNDS)), count, f"{view} {what}"))
    yield f"{nights:,} nights, media, sets and alarms; milliseconds of the server, and queries"
    for took, queries, name in sorted(rows, reverse=True):
        yield f"{name:40}{took:>9.1f}{queries:>6}{'  over the limit' if took > LIMIT else ''}"


def _made(nights: int) -> tuple[Any, list[tuple[str, str, str]]]:
    from django.contrib.auth.models import User  # noqa: PLC0415  as above
    from django.core.management import call_command  # noqa: PLC0415  the same
    from django.test import Client  # noqa: PLC0415  the same

    from bench.every_page import every_page  # noqa: PLC0415  the same
    from bench.large_site import make_large_site  # noqa: PLC0415  the same
    from mmbackup.models import Member, Role  # noqa: PLC0415  the same

    call_command("migrate", verbosity=0)
    site = make_large_site(nights=nights, log_lines=nights * LINES_A_NIGHT)
    ada = User.objects.create_user("ada")
    Member.objects.create(user=ada, role=Role.ADMINISTRATOR)
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(ada)
    addresses = {view: address for view, address in every_page(site) if view != "accounts:logout"}
    usual = [(view, "", address) for view, address in addresses.items()]
    return browser, usual + [(view, what, addresses[view] + query) for view, what, query in BESIDE]


@contextmanager
def _queries() -> Iterator[Any]:
    from django.db import connection  # noqa: PLC0415  as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  the same

    with CaptureQueriesContext(connection) as queries:
        yield queries


def _timed(browser: Any, address: str) -> float:
    """Milliseconds of the processor: what else runs on this machine does not count."""
    began = time.process_time()
    browser.get(address)
    return (time.process_time() - began) * 1000
