"""The first hour: a bare clone, `make run`, the first log in the portal, Ctrl-C, and all of it once more."""

import html
import os
import pwd
import re
import signal
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tests.journeys.bare_clone import Clone, clone_into

OWN = "four words of my own"
FULL = "FULL-AUTO BACKUP completed successfully | Data Types - System, Names and Greetings, Messages"

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]


def users() -> list[str]:
    """Root, and somebody who may nothing in particular; or whoever runs the tests."""
    return ["root", "nobody"] if os.geteuid() == 0 else [pwd.getpwuid(os.geteuid()).pw_name]


@pytest.fixture(params=users())
def clone(request: pytest.FixtureRequest) -> Iterator[Clone]:
    """Not below pytest's folder, which is closed to other users."""
    user = pwd.getpwnam(request.param).pw_uid
    with TemporaryDirectory(prefix="mmbackup-") as home:
        os.chown(home, user, user)
        clone_into(Path(home) / "a clone", user)
        yield Clone(Path(home) / "a clone", user)


def test_from_a_bare_clone_to_the_first_log_and_once_more(clone: Clone) -> None:
    with clone.running() as make:
        clone.wait_for("View Backup Log")
        password = clone.password()
        assert FULL in clone.said()
        choose_own(clone, password)
        assert FULL in newest_log(clone, OWN)
        assert not files_with(clone.folder / "var", password)
        assert "runs already" in clone.start_a_second()
        os.killpg(make.pid, signal.SIGINT)
        clone.wait_for_the_end()

    with clone.running():
        clone.wait_for("with the password you know")
        assert FULL in newest_log(clone, OWN)
        assert "The first backup" not in clone.said()
        os.kill(clone.keeper(), signal.SIGKILL)
        clone.wait_for_the_end()


def choose_own(clone: Clone, one_time: str) -> None:
    """Until then every page leads to where it is asked for."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    address = f"http://127.0.0.1:{clone.port}"
    log_in(opener, address, one_time)
    asked = read(opener, f"{address}/logs/backup-and-restore/backup/")
    assert "is for one time" in asked
    form = {"csrfmiddlewaretoken": token_of(asked), "old": one_time, "new": OWN, "again": OWN}
    opener.open(f"{address}/administration/sign-in/password/", urlencode(form).encode(), timeout=100).read()


def newest_log(clone: Clone, password: str) -> str:
    """As the portal shows it to whoever logs in."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    address = f"http://127.0.0.1:{clone.port}"
    log_in(opener, address, password)
    offered = read(opener, f"{address}/logs/backup-and-restore/backup/")
    newest = re.search(r'<option value="([0-9a-f-]{36})"', offered)
    assert newest, offered
    return html.unescape(read(opener, f"{address}/logs/backup-and-restore/backup/{newest[1]}/"))


def log_in(opener: OpenerDirector, address: str, password: str) -> None:
    token = token_of(read(opener, f"{address}/accounts/login/"))
    form = {"csrfmiddlewaretoken": token, "username": "admin", "password": password}
    opener.open(f"{address}/accounts/login/", urlencode(form).encode(), timeout=100).read()


def token_of(page: str) -> str:
    return page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


def read(opener: OpenerDirector, address: str) -> str:
    with opener.open(address, timeout=100) as answer:
        text: str = answer.read().decode()
        return text


def files_with(folder: Path, text: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and text.encode() in _content_of(path)]


def _content_of(path: Path) -> bytes:
    """Nothing, where the product has taken it away meanwhile."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
