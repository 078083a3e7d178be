"""What a host tells of certificates, of what watches over it, and of what runs there by the clock."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.engine.hosts.far import COLLECT

PARTS, _, ENDING = COLLECT.read_text().partition('if [ -n "${SSH_ORIGINAL')


def told(part: str, places: str, folder: Path) -> tuple[int, str]:
    """With places below the folder in place of the usual ones."""
    name = {"certificates": "KEY_PLACES", "alarms": "ALARM_SETTINGS", "jobs": "JOBS"}[part]
    script = PARTS + f'{name}="{places}"\nif [ -n "${{SSH_ORIGINAL' + ENDING
    (folder / "collect").write_text(script)
    argv = ["sh", str(folder / "collect"), "system", f"={part}"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("needs what this machine lacks: openssl")
    folder = tmp_path / "etc"
    (folder / "private").mkdir(parents=True)
    argv = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "90",
        "-subj",
        "/CN=mss1.example",
    ]
    argv += ["-keyout", str(folder / "private/mail.key"), "-out", str(folder / "mail.pem")]
    subprocess.run(argv, check=True, capture_output=True)
    return folder


def test_certificates_are_told_and_keys_only_by_their_place(keys: Path, tmp_path: Path) -> None:
    (keys / "both.pem").write_bytes(
        (keys / "private/mail.key").read_bytes() + (keys / "mail.pem").read_bytes()
    )
    argv = ["openssl", "x509", "-in", str(keys / "mail.pem"), "-noout", "-fingerprint", "-sha256", "-enddate"]
    facts = subprocess.run(argv, check=True, capture_output=True, text=True).stdout.splitlines()

    status, said = told("certificates", f"{keys} /nowhere", tmp_path)

    assert status == 0
    assert "subject=CN = mss1.example" in said
    assert all(said.count(fact) == 2 for fact in facts)
    assert re.search(rf"# private key\n{keys}/private/mail.key\nmode=600 owner=\S+ group=\S+ size=\d+", said)
    assert f"# private key\n{keys}/both.pem\n" in said
    content = (keys / "private/mail.key").read_text().splitlines()[1:-1]
    assert not any(line in said for line in content)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to ask as somebody else")
def test_a_file_that_may_not_be_read_is_told_by_its_place(keys: Path) -> None:
    with tempfile.TemporaryDirectory() as open_to_all:
        place = Path(open_to_all)
        place.chmod(0o755)
        for name, mode in (("mail.pem", 0o644), ("private/mail.key", 0o600)):
            shutil.copyfile(keys / name, place / Path(name).name)
            (place / Path(name).name).chmod(mode)
        script = PARTS + f'KEY_PLACES="{place}"\nif [ -n "${{SSH_ORIGINAL' + ENDING

        done = subprocess.run(
            ["sh", "-s", "system", "=certificates"],
            input=script, capture_output=True, text=True, check=True, cwd="/", user=65534, group=65534,
        )  # fmt: skip

    assert "subject=CN = mss1.example" in done.stdout
    assert f"# not to be read, perhaps a private key\n{place}/mail.key\nmode=600" in done.stdout


def test_what_is_no_certificate_is_said_to_be_none(tmp_path: Path, keys: Path) -> None:
    (keys / "mail.pem").write_text("-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n")

    status, said = told("certificates", str(keys), tmp_path)

    assert (status, "(it cannot be read)" in said) == (0, True)


def test_settings_that_are_there_are_shown(tmp_path: Path) -> None:
    folder = tmp_path / "monit"
    folder.mkdir()
    (folder / "monitrc").write_text("set alert admin@example.org\n")
    (folder / "monitrc~").write_text("older\n")
    (tmp_path / "aliases").write_text("postmaster: root\n")

    status, said = told("alarms", f"{tmp_path}/aliases {folder} /nowhere", tmp_path)

    assert status == 0
    assert (
        said
        == f"\n# {tmp_path}/aliases\npostmaster: root\n\n# {folder}/monitrc\nset alert admin@example.org\n"
    )


def test_a_long_one_is_cut_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"x" * 2_000_000)
    (tmp_path / "whole").write_bytes(b"x" * 100_000)

    status, said = told("alarms", f"{tmp_path}/long {tmp_path}/whole", tmp_path)

    assert status == 0
    assert said.count("x") == 200_000
    assert "x\n(cut: the first 100000 of 2000000 bytes)\n" in said
    assert said.count("cut:") == 1


def test_a_host_without_any_says_so(tmp_path: Path) -> None:
    status, said = told("alarms", "/nowhere", tmp_path)

    assert (status, said) == (0, "(none of these is here: /nowhere)\n")


def test_jobs_are_told(tmp_path: Path) -> None:
    (tmp_path / "cron.d").mkdir()
    (tmp_path / "cron.d/backup").write_text("5 3 * * * root /bin/true\n")

    status, said = told("jobs", f"{tmp_path}/cron.d", tmp_path)

    assert status == 0
    assert "5 3 * * * root /bin/true" in said
    assert "# systemctl list-timers" in said
