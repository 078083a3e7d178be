"""What machines are sent: JSON that is signed, traps as the MIB says, syslog as RFC 5424 says."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from mmbackup.environment import BASE_DIR
from mmbackup.services.notices.carrying import carry
from mmbackup.services.notices.kinds import KINDS, snmp
from mmbackup.services.notices.kinds.snmp import ENTERPRISE
from mmbackup.services.notices.kinds.syslog import MOST_BYTES, message_of
from mmbackup.services.notices.letter import Letter, NotDelivered
from tests.contracts.test_channels import LETTER
from tests.services.notices.receivers import PATIENCE, SECRET, TrapReceiver, WebServer, wait_for

MIB = (BASE_DIR / "deploy/MMBACKUP-MIB.txt").read_text(encoding="utf-8")
ROOT = f"1.3.6.1.4.1.{ENTERPRISE}.1"


@pytest.fixture
def web() -> Iterator[WebServer]:
    server = WebServer()
    server.up()
    yield server
    server.down()


@pytest.fixture
def traps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], TrapReceiver]]:
    """However slowly they answer: what is sent a second time would come twice."""
    monkeypatch.setattr(snmp, "ANSWER_WITHIN", PATIENCE)
    made: list[TrapReceiver] = []

    def make(version: str) -> TrapReceiver:
        made.append(TrapReceiver(version))
        made[-1].up()
        return made[-1]

    yield make
    for receiver in made:
        receiver.down()


class TestWebhook:
    def test_the_body_says_it_all_and_its_signature_is_right(self, web: WebServer) -> None:
        carry(kind="webhook", settings=web.settings, letter=LETTER)

        at, _, signed = web.headers[0]["X-Mmbackup-Signature"].removeprefix("t=").partition(",v1=")
        wanted = hmac.new(SECRET.encode(), f"{at}.{web.received[0]}".encode(), hashlib.sha256).hexdigest()
        told = json.loads(web.received[0])
        assert signed == wanted
        assert web.headers[0]["Idempotency-Key"] == "run 7"
        assert {told[name] for name in ("key", "site", "level", "code")} == {
            "run 7", "Harbour Hospital", "WRN", "MT BACKUP 1",
        }  # fmt: skip
        assert told["text"] == LETTER.text

    def test_without_a_secret_it_is_not_signed(self, web: WebServer) -> None:
        carry(kind="webhook", settings={**web.settings, "secret": ""}, letter=LETTER)

        assert "X-Mmbackup-Signature" not in web.headers[0]

    @pytest.mark.parametrize(
        ("status", "is_permanent"), [(404, True), (410, True), (429, False), (503, False)]
    )
    def test_the_answer_says_whether_to_come_again(
        self, web: WebServer, status: int, is_permanent: bool
    ) -> None:
        web.status = status

        with pytest.raises(NotDelivered, match=str(status)) as caught:
            carry(kind="webhook", settings=web.settings, letter=LETTER)

        assert caught.value.is_permanent is is_permanent

    def test_nobody_is_led_elsewhere(self, web: WebServer) -> None:
        other = WebServer()
        other.up()
        web.status, web.location = 307, other.settings["address"]

        with pytest.raises(NotDelivered, match="307"):
            carry(kind="webhook", settings=web.settings, letter=LETTER)
        other.down()

        assert other.received == []

    @pytest.mark.parametrize(
        "address",
        ["ftp://x/y", "file:///etc/passwd", "https://", "http://u:p@x/", "http://x y/", "http://x:0/", None],
    )
    def test_only_the_web_is_asked(self, address: object) -> None:
        assert KINDS["webhook"].faults({"address": address})


class TestSnmp:
    def test_the_mib_names_what_is_sent(self, traps: Callable[[str], TrapReceiver]) -> None:
        receiver = traps("2c")
        carry(kind="snmp", settings=receiver.settings, letter=LETTER)

        heard = receiver.first()
        assert heard["1.3.6.1.6.3.1.1.4.1.0"] == f"{ROOT}.0.{number_of('mmbackupAlarmRaised')}"
        assert heard[f"{ROOT}.1.{number_of('mmbackupSite')}.0"] == "Harbour Hospital"
        assert heard[f"{ROOT}.1.{number_of('mmbackupCode')}.0"] == "MT BACKUP 1"
        assert heard[f"{ROOT}.1.{number_of('mmbackupText')}.0"].startswith("Größe")
        assert heard[f"{ROOT}.1.{number_of('mmbackupKey')}.0"] == "run 7"
        assert len(heard) == 2 + MIB.count("OBJECT-TYPE\n    SYNTAX")
        assert len(receiver.heard) == 1

    @pytest.mark.parametrize(
        ("letter", "name"),
        [
            (replace(LETTER, is_end=True), "mmbackupAlarmCleared"),
            (replace(LETTER, level="result"), "mmbackupRunEnded"),
            (replace(LETTER, level="digest"), "mmbackupDigest"),
            (replace(LETTER, level="event"), "mmbackupEvent"),
            (replace(LETTER, level="test"), "mmbackupTest"),
        ],
        ids=["cleared", "result", "digest", "event", "test"],
    )
    def test_each_thing_has_its_own_notification(
        self, traps: Callable[[str], TrapReceiver], letter: Letter, name: str
    ) -> None:
        receiver = traps("2c")
        carry(kind="snmp", settings=receiver.settings, letter=letter)

        assert receiver.first()["1.3.6.1.6.3.1.1.4.1.0"] == f"{ROOT}.0.{number_of(name)}"

    @pytest.mark.parametrize("version", ["2c", "3"])
    def test_traps_arrive_too_and_one_after_the_other(
        self, traps: Callable[[str], TrapReceiver], version: str
    ) -> None:
        receiver = traps(version)
        for _ in range(2):
            carry(kind="snmp", settings={**receiver.settings, "confirmed": False}, letter=LETTER)

        wait_for(lambda: len(receiver.heard) == 2)

    def test_an_own_enterprise_number_is_taken(self, traps: Callable[[str], TrapReceiver]) -> None:
        receiver = traps("2c")
        carry(kind="snmp", settings={**receiver.settings, "enterprise": 4242}, letter=LETTER)

        assert receiver.first()["1.3.6.1.6.3.1.1.4.1.0"].startswith("1.3.6.1.4.1.4242.1.0.")

    def test_long_text_is_cut_between_letters(self, traps: Callable[[str], TrapReceiver]) -> None:
        receiver = traps("2c")
        carry(kind="snmp", settings=receiver.settings, letter=replace(LETTER, text="ö" * 300))

        assert receiver.first()[f"{ROOT}.1.5.0"] == "ö" * 127

    @pytest.mark.parametrize(
        ("settings", "at"),
        [
            ({"authentication_password": "short"}, "authentication_password"),
            ({"authentication": "none", "authentication_password": ""}, "encryption"),
            ({"user": ""}, "user"),
            ({"engine_id": "xyz"}, "engine_id"),
        ],
        ids=["short password", "encryption alone", "no user", "no engine"],
    )
    def test_what_v3_asks_for(self, settings: dict[str, Any], at: str) -> None:
        assert KINDS["snmp"].faults({**TrapReceiver("3").settings, **settings}).keys() == {at}

    def test_the_mib_names_nothing_that_it_does_not_define(self) -> None:
        code = re.sub(r"--[^\n]*|\"[^\"]*\"", "", MIB)
        used = set(re.findall(r"\bmmbackup\w*", code))
        defined = set(re.findall(r"^(mmbackup\w*)\s", code, re.MULTILINE))

        assert used == defined
        assert f"{{ enterprises {ENTERPRISE} 1 }}" in code
        assert code.count("{") == code.count("}")


def number_of(name: str) -> int:
    """The last number of an object's or a notification's address, as the MIB says."""
    found = re.search(rf"^{name} [A-Z-]+\n.*?::= {{ mmbackup\w+ (\d+) }}", MIB, re.MULTILINE | re.DOTALL)
    assert found, name
    return int(found[1])


class TestSyslog:
    SETTINGS = {"transport": "udp", "host": "x", "port": 514, "facility": "local4"}

    def test_a_message_has_its_parts(self) -> None:
        told = message_of(self.SETTINGS, LETTER).decode()

        assert re.match(
            r"<164>1 2026-11-22T02:21:00\.000Z \S+ mmbackup - WRN "
            r'\[mmbackup@32473 site="Harbour Hospital" code="MT BACKUP 1" level="WRN" end="false" '
            r'key="run 7"\] '
            "\ufeff\\[Harbour Hospital\\] ALARM MT BACKUP 1",
            told,
        )
        assert "\n" not in told

    def test_values_cannot_break_out(self) -> None:
        told = message_of(self.SETTINGS, replace(LETTER, site='a"] [evil="x\\')).decode()

        assert r'site="a\"\] [evil=\"x\\"' in told

    @pytest.mark.parametrize(
        ("letter", "severity"),
        [
            (replace(LETTER, level="MAJ"), 2),
            (replace(LETTER, is_end=True), 5),
            (replace(LETTER, level="result", subject="Backup FAILED: x"), 3),
            (replace(LETTER, level="result", subject="Backup successful: FULL, verified"), 5),
            (replace(LETTER, level="result", subject="Backup NOT SUCCESSFUL: completed with 3 errors"), 3),
            (replace(LETTER, level="digest"), 6),
        ],
        ids=["major", "end", "failed", "successful", "errors", "digest"],
    )
    def test_what_is_worse_is_more_severe(self, letter: Letter, severity: int) -> None:
        assert message_of(self.SETTINGS, letter).startswith(b"<%d>1 " % (20 * 8 + severity))

    def test_no_receiver_is_asked_too_much(self) -> None:
        told = message_of(self.SETTINGS, replace(LETTER, text="ö" * 5000))

        assert len(told) <= MOST_BYTES
        told.decode()
