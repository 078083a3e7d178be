"""Twenty administrators clicking at once beside running backups, on the portal as `make run` starts it.

Each opens one page after the other, any that the main page leads to, and reads it for three to nine seconds.
While a page is open it asks again as it does in a browser: the masthead every ten seconds, the main page's
sentence every two or ten, Morning Swap every three, a run's progress every second; what comes anew it goes on
from. Style sheets and scripts are not asked for: browsers keep them. One backup after the other is started.
"""

import html
import http.client
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

PEOPLE = 20
READS = (3.0, 9.0)  # seconds between two clicks of one of them
LIMIT = 300.0  # milliseconds
PASSWORD = "a quiet night at the harbour"  # noqa: S105 - of an installation that is thrown away
SCRIPTS = {"swap": 3, "progress": 1}  # seconds between two questions of swap.js and progress.js
HOME = Path(__file__).parent.parent
PATIENCE = 180.0  # seconds for the start


@dataclass(slots=True)
class Tally:
    """Milliseconds by page, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    polls: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)


class Browser:
    """One session: its cookies, and one connection that is kept open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def ask(self, address: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if form is not None:
            body = urlencode({"csrfmiddlewaretoken": self._cookies.get("csrftoken", ""), **form})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        response = self._asked("GET" if body is None else "POST", address, body, headers)
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        return response.status, response.read().decode(errors="replace")

    def _asked(
        self, method: str, address: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        """Once more on a new connection when the kept one was closed meanwhile, as browsers do."""
        try:
            self._connection.request(method, address, body, headers)
            return self._connection.getresponse()
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            self._connection.close()
        self._connection.request(method, address, body, headers)
        return self._connection.getresponse()

    def log_in(self) -> None:
        self.ask("/accounts/login/")
        status, page = self.ask(
            "/accounts/login/", {"login": "admin", "username": "admin", "password": PASSWORD}
        )
        if status != http.client.FOUND:
            raise SystemExit(f"The log-in was answered with {status}: {page[:300]}")


def measure_portal(port: int, seconds: float) -> str:
    with tempfile.TemporaryDirectory(prefix="mmbackup-load-") as folder:
        started = _start(Path(folder), port)
        try:
            _wait(port)
            return _table(_walk(port, seconds))
        finally:
            started.send_signal(signal.SIGINT)
            started.wait(60)


def _start(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "MMBACKUP_DATA_DIR": str(folder), "MMBACKUP_ADMIN_PASSWORD": PASSWORD}
    command = [sys.executable, "manage.py", "up", "--port", str(port)]
    return subprocess.Popen(command, cwd=HOME, env=environment, stdout=subprocess.DEVNULL)


def _wait(port: int) -> None:
    """Until the portal answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if Browser(port).ask("/accounts/login/")[0] == http.client.OK:
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The portal did not answer in time.")


def _walk(port: int, seconds: float) -> Tally:
    """All are signed in before the first click: that costs each a password's hash, on purpose a slow one."""
    browsers = [Browser(port) for _ in range(PEOPLE + 1)]
    for browser in browsers:
        browser.log_in()
    first, tally, until = browsers[0], Tally(), time.monotonic() + seconds
    pages = sorted(
        set(re.findall(r'href="(/(?!static|L/)[^"#?]*)"', first.ask("/")[1])) - {"/accounts/logout/"}
    )
    people = [threading.Thread(target=_click, args=(each, pages, until, tally)) for each in browsers[1:]]
    people.append(threading.Thread(target=_keep_backing_up, args=(first, until, tally)))
    for person in people:
        person.start()
    for person in people:
        person.join()
    return tally


def _click(browser: Browser, pages: list[str], until: float, tally: Tally) -> None:
    chance = random.Random(threading.get_ident())
    time.sleep(chance.uniform(0, READS[1]))  # nobody clicks at the same moment as all others
    try:
        while time.monotonic() < until:
            address = chance.choice(pages)
            page = _timed(browser, address, tally.took[address], tally)
            _read(browser, page, time.monotonic() + chance.uniform(*READS), tally)
    except (OSError, http.client.HTTPException) as error:
        tally.errors.append(f"{address}: {error!r}")


def _read(browser: Browser, page: str, until: float, tally: Tally) -> None:
    """What the open page asks for again, each at its time."""
    due = {poll: time.monotonic() + poll.every for poll in polls_of(page)}
    while due and (poll := min(due, key=lambda each: due[each])) and due[poll] < until:
        time.sleep(max(0.0, due[poll] - time.monotonic()))
        name = poll.address.partition("?")[0]
        fresh = _timed(browser, poll.address, tally.polls[re.sub(r"[0-9a-f-]{36}", "…", name)], tally)
        del due[poll]
        following = next((new for new in polls_of(fresh) if new.address.startswith(name)), poll)
        due[following] = time.monotonic() + following.every
    time.sleep(max(0.0, until - time.monotonic()))


class Poll(NamedTuple):
    address: str
    every: float  # seconds


def polls_of(page: str) -> list[Poll]:
    """As its marks tell htmx and the page's own scripts."""
    live = re.findall(r'hx-get="([^"]+)" hx-trigger="every (\d+)s', page)
    scripts = [
        (address, SCRIPTS[kind]) for kind, address in re.findall(r'data-(swap|progress)="(/[^"]+)"', page)
    ]
    return [Poll(html.unescape(address), float(every)) for address, every in [*live, *scripts]]


def _timed(browser: Browser, address: str, times: list[float], tally: Tally) -> str:
    began = time.monotonic()
    status, page = browser.ask(address)
    times.append((time.monotonic() - began) * 1000)
    if status >= http.client.BAD_REQUEST:
        tally.errors.append(f"{address}: {status}")
    return page


def _keep_backing_up(browser: Browser, until: float, tally: Tally) -> None:
    """One backup after the other; while one runs, the page only says so."""
    while time.monotonic() < until:
        status, _ = browser.ask("/backup/now/", {})
        if status >= http.client.INTERNAL_SERVER_ERROR:
            tally.errors.append(f"Back Up Now: {status}")
        time.sleep(3)


def _table(tally: Tally) -> str:
    every = [took for of_page in tally.took.values() for took in of_page]
    rows = [_row(page, took) for page, took in sorted(tally.took.items())]
    quick = 100 * sum(1 for took in every if took <= LIMIT) / max(1, len(every))
    lines = [
        f"{PEOPLE} people beside running backups; load of the machine {os.getloadavg()[0]:.1f}; milliseconds",
        f"{'':44}{'clicks':>8}{'50 %':>8}{'95 %':>8}{'99 %':>8}",
        *rows,
        _row("all pages", every),
        *(_row(f"asked again: {name}", took) for name, took in sorted(tally.polls.items())),
        f"{quick:.1f} of 100 pages within {LIMIT:.0f} ms; {len(tally.errors)} errors",
        *tally.errors[:20],
    ]
    return "\n".join(lines)


def _row(name: str, took: list[float]) -> str:
    cuts = statistics.quantiles(took, n=100) if len(took) > 1 else took * 99
    return f"{name:44}{len(took):>8}{cuts[49]:>8.0f}{cuts[94]:>8.0f}{cuts[98]:>8.0f}"
