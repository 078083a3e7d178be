"""A source is tried out where the backup runs: what it would save is told, bounded, and nothing is saved."""

import os
import shlex
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from mmbackup.engine.operations import try_source as engine
from mmbackup.environment import data_folder
from mmbackup.models import Change, Server, Site, Source, SourceTest
from mmbackup.services.broker import BrokerUnreachable
from mmbackup.services.configuration.checking import TableFaulty
from mmbackup.services.servers import do_test as doing
from mmbackup.services.servers import request_test as requesting
from mmbackup.services.servers.do_test import do_test
from mmbackup.services.servers.request_test import (
    SILENCE,
    AnotherTestUnderWay,
    cancel_test,
    end_silent_tests,
    queue_test,
    request_test,
)
from tests.builders import NOW

pytestmark = pytest.mark.django_db(transaction=True)
ENDLESS = "import sys\nwhile True: sys.stdout.buffer.write(b'x' * 65536)"
SILENT = "import time; time.sleep(600)"


def never() -> bool:
    return False


@pytest.fixture
def mss(harbour: Site) -> Server:
    return harbour.servers.get()


def files(*roots: Path, **more: Any) -> dict[str, Any]:
    return {
        "item": "messages",
        "name": "mail",
        "kind": "files",
        "roots": [str(root) for root in roots],
        **more,
    }


def command(*argv: str, **more: Any) -> dict[str, Any]:
    own = {"item": "subscribers", "name": "ldap", "kind": "command", "output": "subscribers.ldif"}
    return {**own, "argv": list(argv), **more}


def tried(server: Server, values: dict[str, Any], stop: Callable[[], bool] = never) -> SourceTest:
    test = queue_test(server=server, values=values, source=None, by="ada", now=timezone.now())
    found = do_test(test_id=test.pk, clock=timezone.now, cancelled=stop)
    assert found.is_over
    assert not list(data_folder("spool").iterdir())
    return found


def test_it_tells_how_much_and_how_old_the_newest_first(mss: Server, tmp_path: Path) -> None:
    for number, age in (("1", 3000), ("2", 1000), ("3", 2000)):
        (tmp_path / "mail" / number).mkdir(parents=True)
        path = tmp_path / "mail" / number / "message"
        path.write_bytes(b"x" * 100)
        os.utime(path, (age, age))
    (tmp_path / "mail" / "skipped.tmp").write_bytes(b"x")

    test = tried(mss, files(tmp_path / "mail", exclude=["*.tmp"]))

    assert (test.state, test.files, test.size, test.error_count) == ("done", 3, 300, 0)
    assert [name["path"] for name in test.names] == [f"{tmp_path}/mail/{n}/message" for n in (1, 3, 2)]
    assert test.newest
    assert test.oldest
    assert (test.newest.timestamp(), test.oldest.timestamp()) == (3000.0, 1000.0)


def test_of_many_only_the_first_are_named(mss: Server, tmp_path: Path) -> None:
    (tmp_path / "box").mkdir()
    for number in range(60):
        (tmp_path / "box" / str(number)).touch()

    test = tried(mss, files(tmp_path / "box"))

    assert (test.files, len(test.names)) == (60, engine.MOST_NAMES)


def test_what_cannot_be_read_is_named(mss: Server, tmp_path: Path) -> None:
    test = tried(mss, files(tmp_path / "gone", tmp_path / "gone too"))

    assert (test.files, test.error_count) == (0, 2)
    assert f"{tmp_path}/gone: No such file or directory" in test.errors


def test_names_are_escaped(mss: Server, tmp_path: Path) -> None:
    (tmp_path / "box").mkdir()
    os.close(os.open(os.fsencode(tmp_path) + b"/box/\x1b[31m\xff\n<b>", os.O_CREAT | os.O_WRONLY))

    test = tried(mss, files(tmp_path / "box"))

    assert test.names[0]["path"].endswith("/box/\\x1b[31m\\xff\\x0a<b>")


def test_a_command_s_output_is_shown_in_part_and_escaped(mss: Server) -> None:
    says = "import sys; sys.stdout.buffer.write(b'dn: 1\\n\\x1b[2J\\xff' + b'y' * 900 + b'\\nlast\\n' * 40)"

    test = tried(mss, command(sys.executable, "-c", says))

    assert test.size == 6 + 5 + 900 + 40 * 6
    assert test.names[0]["path"] == "subscribers.ldif"
    assert test.lines[:2] == ["dn: 1", "\\x1b[2J\\xff" + "y" * 495]
    assert len(test.lines) == engine.MOST_LINES


@pytest.mark.parametrize(
    ("argv", "error"),
    [
        (("/no/such/program",), "cannot be started"),
        ((sys.executable, "-c", "import sys; sys.exit('no \\x1b database')"), "no \\x1b database"),
    ],
    ids=["no program", "a bad status"],
)
def test_a_command_that_fails_is_told(mss: Server, argv: tuple[str, ...], error: str) -> None:
    test = tried(mss, command(*argv))

    assert (test.state, test.files, test.error_count) == ("done", 0, 1)
    assert error in test.errors[0]


def test_its_words_are_given_to_the_program_alone(mss: Server, tmp_path: Path) -> None:
    """No shell comes between."""
    word = f"; touch {shlex.quote(str(tmp_path / 'made'))} $(id)"

    test = tried(mss, command("/bin/echo", word))

    assert test.lines[0] == word
    assert not (tmp_path / "made").exists()


def test_one_that_never_ends_is_ended(mss: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doing, "LONGEST", 1.0)

    test = tried(mss, command(sys.executable, "-c", SILENT))

    assert test.state == "done"
    assert "1 seconds" in test.ended_early or "1 seconds" in test.errors[0]


def test_one_that_says_too_much_is_ended(mss: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "LARGEST_OUTPUT", 1_000_000)

    test = tried(mss, command(sys.executable, "-c", ENDLESS))

    assert "says more than a test takes up" in test.ended_early


def test_one_that_is_cancelled_ends(mss: Server) -> None:
    def cancel() -> bool:
        """As a page would, while it is under way."""
        return not cancel_test(test=SourceTest.objects.get())

    test = tried(mss, command(sys.executable, "-c", SILENT), cancel)

    assert test.ended_early == "it was cancelled"


def test_a_spool_that_cannot_be_made_is_a_failure_that_is_told(
    mss: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doing, "try_source", lambda **_: 1 / 0)

    test = tried(mss, files(tmp_path))

    assert (test.state, test.problem) == ("failed", "The test itself failed (division by zero).")


class TestAsking:
    def test_values_that_are_wrong_are_refused_before_anything_runs(self, mss: Server) -> None:
        with pytest.raises(TableFaulty):
            request_test(server=mss, values=files(Path("srv")), source=None, by="ada", now=NOW)

        assert not SourceTest.objects.exists()

    def test_its_own_name_may_stay(self, mss: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(requesting, "hand_over", lambda **_: None)
        source = Source.objects.get(name="messages")

        values = files(Path("/srv"), name="messages")
        test = request_test(server=mss, values=values, source=source, by="ada", now=NOW)

        assert (test.state, test.source_id) == ("queued", source.pk)
        line = Change.objects.get()
        assert (line.deed, line.subject) == ("source tested", "source MSS1 / messages / messages")

    def test_without_a_broker_nothing_stays(self, mss: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        def unreachable(**_: object) -> None:
            raise BrokerUnreachable("the broker cannot be reached")

        monkeypatch.setattr(requesting, "hand_over", unreachable)

        with pytest.raises(BrokerUnreachable):
            request_test(server=mss, values=files(Path("/srv")), source=None, by="ada", now=NOW)

        assert not SourceTest.objects.exists()

    def test_one_at_a_time(self, mss: Server) -> None:
        queue_test(server=mss, values=files(Path("/srv")), source=None, by="ada", now=NOW)

        with pytest.raises(AnotherTestUnderWay):
            queue_test(server=mss, values=files(Path("/srv")), source=None, by="ada", now=NOW)

    def test_one_whose_process_died_is_ended_when_it_has_been_silent(self, mss: Server) -> None:
        test = queue_test(server=mss, values=files(Path("/srv")), source=None, by="ada", now=NOW)

        assert end_silent_tests(now=NOW + SILENCE - timedelta(seconds=1)) == 0
        assert end_silent_tests(now=NOW + SILENCE) == 1

        test.refresh_from_db()
        assert "worker runs" in test.problem
        assert do_test(test_id=test.pk, clock=timezone.now, cancelled=never).state == "failed"
