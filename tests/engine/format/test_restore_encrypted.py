"""restore.sh and encrypted sets, on machines that have age beside the few programs of every restore."""

import json
import os
from pathlib import Path

import pytest
from pyrage import x25519

from mmbackup.engine.format.decryption import public_of
from mmbackup.engine.format.encryption import Encryption
from tests.engine.format.bare_machine import PROGRAMS, SHELLS, BareMachine
from tests.engine.format.test_restore import SET, make_set, write_set_json
from tests.engine.format.trees import facts, plant
from tests.engine.media.mounts import needs_root

pytestmark = [needs_root, pytest.mark.root]
SECRET, OTHER = (str(x25519.Identity.generate()) for _ in range(2))
RECIPIENTS = (public_of(SECRET), str(x25519.Identity.generate().to_public()))
WITH_AGE = (*PROGRAMS, "age")


def encrypt_set(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name != "set.json":
            encrypted = Encryption(RECIPIENTS).encrypt(path.read_bytes())
            path.with_name(f"{path.name}.age").write_bytes(encrypted)
            path.unlink()
    write_set_json(folder)
    name_recipients(folder)


def name_recipients(folder: Path) -> None:
    text = (folder / "set.json").read_text()
    line = f'  "recipients": {json.dumps(RECIPIENTS)},\n  "tallies": ['
    (folder / "set.json").write_text(text.replace('  "tallies": [', line))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("source")
    plant(root)
    return root


@pytest.fixture(scope="module")
def medium(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("medium")
    encrypt_set(make_set(made, source))
    return made


def machine_with(
    medium: Path,
    folder: Path,
    *,
    shell: str = "dash",
    programs: tuple[str, ...] = WITH_AGE,
    key: str = SECRET,
) -> BareMachine:
    made = BareMachine(folder / "machine", shell, programs)
    made.insert(medium)
    (made.root / "key").write_text(f"# the site's key\n{key}\n")
    return made


@pytest.fixture
def machine(medium: Path, tmp_path: Path) -> BareMachine:
    return machine_with(medium, tmp_path)


@pytest.mark.parametrize("shell", SHELLS)
def test_everything_comes_back_as_it_was(medium: Path, source: Path, tmp_path: Path, shell: str) -> None:
    machine = machine_with(medium, tmp_path, shell=shell)

    done = machine.restore("-k", "/key", SET, "/target")

    assert (done.returncode, done.stderr) == (0, "")
    assert facts(machine.target) == facts(source)


def test_one_data_type_alone(machine: BareMachine) -> None:
    done = machine.restore("-k", "/key", SET, "/target", "system-data")

    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in machine.target.rglob("*")) == ["MSS1", "empty"]


def test_the_list_says_that_it_is_encrypted(machine: BareMachine) -> None:
    assert "encrypted: to restore it, say -k KEYFILE" in machine.restore("-l").stdout


def test_the_check_needs_neither_key_nor_age(medium: Path, tmp_path: Path) -> None:
    machine = machine_with(medium, tmp_path, programs=PROGRAMS)

    done = machine.restore("-n", SET)

    assert (done.returncode, done.stderr) == (0, "")
    assert "good      messages.0001.tar.zst.002.age" in done.stdout


def test_without_a_key_it_says_what_it_needs(machine: BareMachine) -> None:
    done = machine.restore(SET, "/target")

    assert done.returncode == 1
    assert "is encrypted: say -k KEYFILE" in done.stderr
    assert list(machine.target.iterdir()) == []


def test_without_age_it_says_what_it_needs(medium: Path, tmp_path: Path) -> None:
    machine = machine_with(medium, tmp_path, programs=PROGRAMS)

    done = machine.restore("-k", "/key", SET, "/target")

    assert done.returncode == 1
    assert "age is needed to open an encrypted set" in done.stderr


def test_a_key_file_that_is_not_there(machine: BareMachine) -> None:
    done = machine.restore("-k", "/kee", SET, "/target")

    assert done.returncode == 1
    assert "the key file /kee does not exist" in done.stderr


def test_a_wrong_key_restores_nothing(medium: Path, tmp_path: Path) -> None:
    machine = machine_with(medium, tmp_path, key=OTHER)

    done = machine.restore("-k", "/key", SET, "/target")

    assert done.returncode == 1
    assert "no identity matched" in done.stderr
    assert f"the key in /key does not open {SET}" in done.stderr
    assert list(machine.target.iterdir()) == []


def test_what_is_no_key_file_restores_nothing(medium: Path, tmp_path: Path) -> None:
    machine = machine_with(medium, tmp_path, key="no key at all")

    done = machine.restore("-k", "/key", SET, "/target")

    assert done.returncode == 1
    assert "does not open" in done.stderr


def test_the_key_is_written_nowhere(machine: BareMachine) -> None:
    before = {path for path in machine.root.rglob("*") if path.is_file()}

    done = machine.restore("-k", "/key", SET, "/target")

    assert SECRET not in done.stdout + done.stderr
    written = {path for path in machine.root.rglob("*") if path.is_file() and not path.is_symlink()} - before
    assert all(SECRET.encode() not in path.read_bytes() for path in written)


def test_a_damaged_piece_is_refused_and_costs_no_other(machine: BareMachine, source: Path) -> None:
    piece = machine.medium / SET / "messages.0002.tar.zst.age"
    content = bytearray(piece.read_bytes())
    content[-5] ^= 1
    piece.write_bytes(content)

    refused = machine.restore("-k", "/key", SET, "/target")
    forced = machine.restore("-f", "-k", "/key", SET, "/target")

    assert "1 damaged or missing; nothing was restored" in refused.stderr
    assert forced.returncode == 1
    assert "restoring messages.0002.tar.zst.age failed in: age" in forced.stderr
    expected, found = facts(source), facts(machine.target)
    assert len(found) > len(expected) / 3
    files = {path for path in found if (machine.target / os.fsdecode(path)).is_file()} if found else set()
    assert all(found[path] == expected[path] for path in files if path in expected)


def test_a_piece_that_set_json_does_not_list_is_left_alone(machine: BareMachine, source: Path) -> None:
    strange = machine.medium / SET / "messages.0009.tar.zst.age"
    strange.write_bytes((machine.medium / SET / "LOG.txt.age").read_bytes())

    done = machine.restore("-k", "/key", SET, "/target")

    assert done.returncode == 0
    assert facts(machine.target) == facts(source)


def test_by_hand_as_the_readme_says(medium: Path, source: Path, tmp_path: Path) -> None:
    text = (medium / "README.txt").read_text()
    start = text.index("  for p in messages")
    words = text[start : text.index("\n\n", start)]
    machine = machine_with(medium, tmp_path)
    words = words.replace("/root/key", str(machine.root / "key")).replace(
        "/srv/restored", str(machine.target)
    )

    assert os.system(f"cd '{medium / SET}' && {words}") == 0  # noqa: S605

    assert facts(machine.target) == facts(source)
