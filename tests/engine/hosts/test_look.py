"""What mmbackup-collect tells of a host by the settings of programs: each where it lies, and no password."""

import subprocess
from pathlib import Path

import pytest

from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.reading import read_facts, read_sizes
from tests.engine.hosts.far import COLLECT

SECRET = "hunter2"
# Cyrus's and Kamailio's lines are those of Debian 12's packages, the others' of their own documents
FILES = {
    "etc/imapd.conf": [
        "# a comment",
        "configdirectory: /var/lib/cyrus",
        "partition-default: /var/spool/cyrus/mail",
        "sievedir: /var/spool/sieve",
        f"sql_passwd: {SECRET}",
        "@include: /etc/imapd.more",
    ],
    "etc/imapd.more": ["partition-news: /var/spool/cyrus/news"],
    "etc/kamailio/kamailio.cfg": [f'#!trydef DBURL "mysql://kamailio:{SECRET}@localhost/kamailio"'],
    "etc/asterisk/asterisk.conf": ["[directories](!)", "astspooldir => /srv/asterisk"],
    "etc/asterisk/voicemail.conf": ["format=wav49|gsm", ";odbcstorage=x", f"1234 => {SECRET},Jane"],
    "etc/freepbx.conf": [f'$amp_conf["AMPDBPASS"] = "{SECRET}";', '$amp_conf["AMPDBNAME"] = "asterisk";'],
    "opt/mailcow-dockerized/mailcow.conf": [
        f"DBPASS={SECRET}",
        "DBNAME=mailcow",
        "COMPOSE_PROJECT_NAME=mail",
    ],
}
_LAID_OVER = (
    'for it in etc opt; do mount -t overlay over -o "lowerdir=$1/$it:/$it" "/$it" || exit; done; '
    'exec "$2" look'
)


@pytest.fixture
def told(tmp_path: Path) -> bytes:
    """Of this machine with those files laid over its own, which nobody else sees."""
    for name, lines in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([*lines, ""]))
    argv = ["unshare", "--mount", "sh", "-c", _LAID_OVER, "sh", str(tmp_path), str(COLLECT)]
    return subprocess.run(argv, check=True, capture_output=True, timeout=120).stdout


def facts_of(told: bytes) -> Facts:
    return read_facts(told.decode("utf-8", "surrogateescape").split("\0")[:-1])


@pytest.mark.root
def test_each_program_is_told_by_its_own_settings_and_none_of_its_passwords(told: bytes) -> None:
    facts = facts_of(told)

    lines = {each.program: each.words.splitlines() for each in facts.instances}
    assert lines["cyrus"] == [
        "configdirectory: /var/lib/cyrus",
        "partition-default: /var/spool/cyrus/mail",
        "sievedir: /var/spool/sieve",
        "partition-news: /var/spool/cyrus/news",
    ]
    assert lines["asterisk"] == ["astspooldir => /srv/asterisk", "format=wav49|gsm"]
    assert lines["freepbx"] == ["AMPDBNAME = asterisk"]
    assert lines["kamailio"] == ["cfg = read", "url = mysql://localhost/kamailio"]
    assert lines["mailcow"] == ["DBNAME=mailcow", "COMPOSE_PROJECT_NAME=mail"]
    assert SECRET.encode() not in told


def test_what_lies_below_a_folder_is_counted(tmp_path: Path) -> None:
    mail, empty = tmp_path / "all mail", tmp_path / "empty"
    for number in range(3):
        (mail / f"box {number}").mkdir(parents=True)
        (mail / f"box {number}" / "letter\n").write_bytes(bytes(100))
    empty.mkdir()
    (tmp_path / "link").symlink_to(mail)
    paths = [
        str(path) for path in (mail, empty, tmp_path / "link", tmp_path / "missing", mail / "box 0/letter\n")
    ]
    words = ["=" + "".join(f"\\0{byte:03o}" for byte in path.encode()) for path in paths]

    done = subprocess.run([COLLECT, "measure", *words], check=True, capture_output=True)

    sizes = read_sizes(done.stdout.decode().split("\0")[:-1], paths)
    assert [tuple(sizes[path]) for path in paths] == [
        ("whole", 3, 300),
        ("whole", 0, 0),
        ("whole", 3, 300),
        ("missing", 0, 0),
        ("whole", 1, 100),
    ]
