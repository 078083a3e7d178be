"""A real OpenLDAP for tests: its own folder, its own port on the loopback, fifty subscribers."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.ports import HERE, free_port
from tests.waiting import wait_until

SUFFIX = "dc=example,dc=org"
ADMIN = f"cn=admin,{SUFFIX}"
SUBSCRIBERS = 50


class Directory(NamedTuple):
    folder: Path
    uri: str
    password_file: Path

    @property
    def configuration(self) -> Path:
        return self.folder / "slapd.d"


@contextmanager
def directory(folder: Path, subscribers: int = SUBSCRIBERS) -> Iterator[Directory]:
    made = configured(folder, subscribers)
    argv = ["/usr/sbin/slapd", "-F", str(made.configuration), "-h", made.uri, "-d", "0"]
    process = subprocess.Popen(argv, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: _answers(made.uri), "the directory answers")
        yield made
    finally:
        process.terminate()
        process.wait(60)


def configured(folder: Path, subscribers: int = SUBSCRIBERS) -> Directory:
    """That nobody runs yet."""
    if shutil.which("slapd", path="/usr/sbin") is None:
        pytest.skip("needs what this machine lacks: OpenLDAP")
    uri = f"ldap://{HERE}:{free_port()}"
    for name in ("data", "slapd.d"):
        (folder / name).mkdir(parents=True)
    text = "".join(
        f"include /etc/ldap/schema/{name}.schema\n" for name in ("core", "cosine", "inetorgperson")
    )
    text += "modulepath /usr/lib/ldap\nmoduleload back_mdb\n"
    text += f"database mdb\nsuffix {SUFFIX}\nrootdn {ADMIN}\nrootpw secret\n"
    text += f"directory {folder}/data\nmaxsize 10485760\n"
    (folder / "slapd.conf").write_text(text)
    (folder / "password").write_text("secret")
    (folder / "first.ldif").write_text(_entries(subscribers))
    for argv in (
        ["slapadd", "-f", f"{folder}/slapd.conf", "-l", f"{folder}/first.ldif"],
        ["slaptest", "-f", f"{folder}/slapd.conf", "-F", f"{folder}/slapd.d"],
    ):
        subprocess.run(argv, check=True, capture_output=True)
    return Directory(folder, uri, folder / "password")


def _entries(subscribers: int) -> str:
    first = f"dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n"
    return first + "".join(
        f"dn: uid=u{number},{SUFFIX}\nobjectClass: inetOrgPerson\n"
        f"uid: u{number}\ncn: Łukasz {number}\nsn: {number}\n\n"
        for number in range(subscribers)
    )


def _answers(uri: str) -> bool:
    return not subprocess.run(["ldapwhoami", "-x", "-H", uri], check=False, capture_output=True).returncode
