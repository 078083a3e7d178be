"""The kind "windows" against a recorded session, and what of its PowerShell can be known without Windows."""

import re
import struct
import subprocess
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.events import BackupResult
from mmbackup.engine.hosts.host import Host, request
from mmbackup.engine.hosts.teller import HostTeller
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.archive_ends import check_archive
from mmbackup.engine.sources.kinds.windows import HIVES, PARTS, Windows
from mmbackup.engine.sources.port import SourceSpec
from mmbackup.engine.sources.windows_hive import check_hive
from mmbackup.environment import BASE_DIR
from tests.engine.operations.backup.night import Night, files
from tests.engine.sources.windows.far_windows import far_windows, record
from tests.engine.sources.windows.recorded import ARCHIVE, HOSTS, SESSION, VERSIONS, Answer, hive

SCRIPT = BASE_DIR / "deploy" / "mmbackup-collect.ps1"


class Played:
    """One sshd for all; each test has a session of its own."""

    def __init__(self, folder: Path, host: Host) -> None:
        self.folder, self.host = folder, host

    def run(self, night: Night, *asked: tuple[str, dict[str, object]]) -> BackupResult:
        """Sources of these kinds with these settings, and another one beside them."""
        night.write("mail/a", b"beside")
        item = data_item(ServerKind.MAS, "system-state")
        sources = [SourceSpec("MAS1", item, kind, kind, settings, host=self.host) for kind, settings in asked]
        return night.run(*sources, files("messages", night.servers / "mail"))


@pytest.fixture(scope="module")
def played_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("windows") / "host"
    with far_windows(folder) as host:
        yield Played(folder, host)


@pytest.fixture
def played(played_once: Played) -> Played:
    record(played_once.folder, SESSION)
    return played_once


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


def outputs(night: Night) -> dict[str, bytes]:
    folder = night.unpack() / "MAS1" / "command-output" / "system-state" / "windows"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


@pytest.mark.long
def test_a_night_saves_all_that_a_windows_host_says(played: Played, night: Night) -> None:
    """CRLF, UTF-16 and a console's code page too: bytes are bytes."""
    result = played.run(night, ("windows", {"system_state_on": "E:"}))

    saved = outputs(night)
    assert result.outcome is Outcome.FULL, night.log
    assert saved.pop("hosts") == HOSTS
    assert saved.pop("system-state-versions.txt") == VERSIONS
    assert saved.pop("system-state.tar") == ARCHIVE
    assert {name: saved.pop(f"{name}.hiv") for name in HIVES} == {
        name: hive(bins) for bins, name in enumerate(HIVES, start=1)
    }
    assert saved == {
        f"{part}.txt": SESSION[f"mmbackup-collect windows ={part}"].said
        for part in ("software", "services", "network", "disks", "accounts")
    }


def test_what_is_not_whole_is_an_error_and_costs_itself_alone(played: Played, night: Night) -> None:
    answers = {
        "hive =SYSTEM": Answer(hive()[:-1]),
        "hive =SOFTWARE": Answer(hive().decode("latin-1").encode("utf-16")),
        "hive =SAM": Answer(b"", b"mmbackup-collect: reg.exe ended with status 1\n", 1),
        "hive =SECURITY": Answer(hive(), b"", 255),
        "disks": Answer(b""),
        "system-state =E\\0072": Answer(ARCHIVE[:-1]),
    }
    record(
        played.folder,
        SESSION | {f"mmbackup-collect windows ={asked}": answer for asked, answer in answers.items()},
    )

    result = played.run(
        night, ("windows", {"parts": ["registry", "disks", "system-state"], "system_state_on": "E:"})
    )

    log = re.sub(r"\s+", " ", night.log)
    assert (result.outcome, result.errors) == (Outcome.COMPLETED_WITH_ERRORS, 6), night.log
    assert "SYSTEM.hiv: the hive is cut: it holds 12,287 bytes of 12,288" in log
    assert "SOFTWARE.hiv: it is no hive of a registry" in log
    assert "reg.exe ended with status 1" in log
    assert "disks.txt: nothing was said" in log
    assert "system-state.tar: the archive is cut" in log
    assert outputs(night).keys() == {"DEFAULT.hiv", "system-state-versions.txt"}


def test_what_other_kinds_ask_is_refused_there(played: Played, night: Night) -> None:
    result = played.run(night, ("system", {"parts": ["disks"]}), ("files", {"roots": ["/etc"]}))

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    for asked in ("disks.txt: ssh", "127.0.0.1"):
        assert f"{asked} ended with status 64: mmbackup-collect: not in the recorded session" in night.log


def test_the_session_refuses_what_differs_by_a_byte(played: Played) -> None:
    asked = [(b"hive", b"SYSTEM"), (b"hive", b"SYSTEM", b"")]

    statuses = [
        subprocess.run(request(played.host, "windows", *words), check=False, capture_output=True).returncode
        for words in asked
    ]

    assert statuses == [0, 64]


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({"parts": ["hosts", "registry"], "hives": ["SAM"]}, ["=hosts", "=hive =SAM"]),
        (
            {"parts": ["system-state"], "system_state_on": "E:"},
            [f"=system-state{versions} =E\\0072" for versions in ("-versions", "")],
        ),
        (
            {"hives": ["DEFAULT"]},  # no volume, no system state
            ["=software", "=services", "=network", "=disks", "=accounts", "=hosts", "=hive =DEFAULT"],
        ),
    ],
)
def test_it_asks_for_what_is_chosen_and_nothing_else(settings: dict[str, object], asked: list[str]) -> None:
    host = Host("mas1", "backup", "/keys/mas1", "/keys/known")
    teller = HostTeller(host, lambda _: None, lambda: None)

    dumps = Windows().dumps(settings, teller)

    assert [" ".join(dump.argv).partition(" windows ")[2] for dump in dumps] == asked


def test_of_this_machine_it_is_an_error_in_plain_words(night: Night) -> None:
    item = data_item(ServerKind.MAS, "system-state")

    result = night.run(SourceSpec("MAS1", item, "host", "windows"))

    assert result.outcome is Outcome.FAILED
    assert "a Windows host is another machine" in night.log


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (hive(), ""),
        (hive() + b"more", ""),
        (hive()[:-1], "the hive is cut: it holds 12,287 bytes of 12,288"),
        (hive()[:100], "the hive is cut: 100 bytes are no base block"),
        (b"", "it is no hive of a registry"),
        (b"\xff\xfe" + hive(), "it is no hive of a registry"),
        (hive()[:30] + b"\1" + hive()[31:], "the hive's base block is damaged"),
    ],
)
def test_a_hive_is_whole_or_it_is_said_why_not(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "hive"
    path.write_bytes(content)

    with pytest.raises(CommandFailed, match=why) if why else nullcontext():
        check_hive(str(path))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (ARCHIVE, ""),
        (ARCHIVE[:-512], ""),  # one block of zeros more than it takes is there
        (ARCHIVE[:-1], "is cut or was changed"),
        (ARCHIVE[: 512 * 3], "is cut or was changed"),
        (ARCHIVE.replace(b"\n", b"\r\n"), "is cut or was changed"),
        (ARCHIVE.decode("latin-1").encode("utf-16"), "no archive"),
        (b"", "no archive"),
    ],
)
def test_an_archive_is_whole_or_it_is_said_why_not(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "archive"
    path.write_bytes(content)

    with pytest.raises(CommandFailed, match=why) if why else nullcontext():
        check_archive(str(path))


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"parts": ["plumbing"]}, "parts[0]: 'plumbing' is not known here"),
        ({"hives": ["NTUSER"]}, "hives[0]: 'NTUSER' is not known here"),
        ({"hives": "SAM"}, "hives: must be a list"),
        ({"system_state_on": "E"}, "system_state_on: 'E' is no volume"),
        ({"system_state_on": "E:\n"}, "system_state_on: 'E:\\n' is no volume"),
        ({"system_state_on": 1}, "system_state_on: '1' is no volume"),
        ({"parts": ["system-state"]}, "system_state_on: is missing"),
        ({"parts": ["disks"], "hives": ["SAM"]}, "hives: is of the part 'registry', which is not chosen"),
        ({"parts": ["disks"], "system_state_on": "E:"}, "system_state_on: is of the part 'system-state'"),
    ],
)
def test_wrong_settings_are_named(settings: dict[str, object], fault: str) -> None:
    (found,) = Windows().faults(settings)

    assert found.startswith(fault)


@pytest.mark.parametrize("words", [0, 0xFFFFFFFF])
def test_a_checksum_is_never_0_or_minus_1(tmp_path: Path, words: int) -> None:
    """Windows tells them as 1 and -2."""
    made = bytearray(hive())
    made[504:508] = bytes(4)
    struct.pack_into("<I", made, 504, _xor(made) ^ words)
    struct.pack_into("<I", made, 508, {0: 1, 0xFFFFFFFF: 0xFFFFFFFE}[words])
    path = tmp_path / "hive"
    path.write_bytes(made)

    check_hive(str(path))

    path.write_bytes(made[:508] + struct.pack("<I", words) + made[512:])
    with pytest.raises(CommandFailed, match="checksum"):
        check_hive(str(path))


def _xor(block: bytearray) -> int:
    found = 0
    for (word,) in struct.iter_unpack("<I", block[:508]):
        found ^= word
    return found


class TestTheScript:
    """No PowerShell is here to run it. That, it says itself, and so do the documents."""

    def test_powershell_5_reads_it_the_same_by_every_code_page(self) -> None:
        assert SCRIPT.read_bytes().isascii()

    def test_it_answers_every_request_of_the_kind(self) -> None:
        answered = set(re.findall(r"^        '([a-z-]+)' \{", SCRIPT.read_text(), re.MULTILINE))
        saved = set(re.findall(r"^    ([A-Z]+) = '", SCRIPT.read_text(), re.MULTILINE))

        asked = {each.split()[1:][-1 if each.endswith("hello") else 1].lstrip("=") for each in SESSION}
        assert answered == asked | {"windows"}
        assert saved == set(HIVES)
        assert set(PARTS) - answered == {"registry"}

    def test_it_says_that_no_windows_has_seen_it(self) -> None:
        for name in ("deploy/mmbackup-collect.ps1", "deploy/README.md", "docs/configuration.md"):
            assert "real Windows" in re.sub(r"\s+#?\s*", " ", (BASE_DIR / name).read_text()), name
