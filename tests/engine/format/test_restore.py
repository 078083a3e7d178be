"""restore.sh, on machines that have nothing but a shell, tar, zstd, sha256sum and cat."""

import hashlib
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.readme import readme, restore_script
from mmbackup.engine.format.set_account import BackupSet, SetFile
from mmbackup.engine.format.set_text import encode
from mmbackup.engine.tally import Tally
from tests.engine.format.bare_machine import PROGRAMS, SHELLS, BareMachine
from tests.engine.format.trees import facts, plant
from tests.engine.media.mounts import needs_root, run
from tests.engine.operations.backup.night import Night, files

pytestmark = [needs_root, pytest.mark.root]
SET = "20261122T030500Z-full-auto"
NOW = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def archive(piece: Path, root: Path, names: list[bytes]) -> None:
    tar = ("tar", "-c", "-C", str(root), "--format=pax", "--xattrs", "--sparse", "--numeric-owner")
    subprocess.run(
        [*tar, "--no-recursion", "--null", "--no-unquote", "-T", "-", "-f", str(piece)],
        input=b"\0".join(names),
        check=True,
        timeout=60,
    )
    run("zstd", "-q", "--rm", str(piece), "-o", f"{piece}.zst")


def make_set(medium: Path, source: Path) -> Path:
    """By hand, as the format says: two pieces of Messages, one of them going on in another file."""
    folder = medium / SET
    folder.mkdir()
    names = sorted(os.fsencode(path.relative_to(source)) for path in source.rglob("*"))
    archive(folder / "messages.0001.tar", source, names[:8])
    archive(folder / "messages.0002.tar", source, names[8:])
    archive(folder / "system-data.0001.tar", source, [b"MSS1/empty"])
    first = folder / "messages.0001.tar.zst"
    content = first.read_bytes()
    first.write_bytes(content[:100])
    (folder / "messages.0001.tar.zst.002").write_bytes(content[100:])
    (folder / "LOG.txt").write_text("the log\n")
    write_set_json(folder)
    (medium / "restore.sh").write_bytes(restore_script())
    (medium / "README.txt").write_bytes(readme())
    return folder


def write_set_json(folder: Path) -> None:
    in_order = sorted(folder.iterdir(), key=lambda path: path.name.removesuffix(".age"))
    paths = [path for path in in_order if path.name != "set.json"]
    files = tuple(SetFile(path.name, path.stat().st_size, sha256(path)) for path in paths)
    tallies = (Tally(DataType.MESSAGES, 'MSS "1"', 9, 999, 9, 999),)
    identity = (str(uuid4()), SET, 1, 1, "Head \\ Office", "run", str(uuid4()), "A")
    (folder / "set.json").write_bytes(encode(BackupSet(*identity, NOW, NOW, tallies, 0, files)))


def verify(folder: Path, digest: str) -> None:
    lines = ["{", '  "verified_at": "2026-11-22T03:21:07Z",', '  "verdict": "FULL-AUTO BACKUP completed",']
    (folder / "verified.json").write_text("\n".join([*lines, f'  "set_sha256": "{digest}"', "}", ""]))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("source")
    plant(root)
    return root


@pytest.fixture
def machine(tmp_path: Path) -> BareMachine:
    return BareMachine(tmp_path / "machine", "dash")


@pytest.fixture
def folder(machine: BareMachine, source: Path) -> Path:
    return make_set(machine.medium, source)


@pytest.fixture(params=SHELLS)
def any_machine(request: pytest.FixtureRequest, tmp_path: Path) -> BareMachine:
    return BareMachine(tmp_path / "any machine", request.param)


def test_everything_comes_back_as_it_was(any_machine: BareMachine, source: Path) -> None:
    make_set(any_machine.medium, source)

    done = any_machine.restore(SET, "/target")

    assert (done.returncode, done.stderr) == (0, "")
    assert facts(any_machine.target) == facts(source)
    assert done.stdout.endswith("Done: messages system-data restored below /target\n")


@pytest.mark.parametrize("piece_limit", [4 << 30, 20_000])
def test_what_a_backup_wrote_comes_back_as_it_was(any_machine: BareMachine, piece_limit: int) -> None:
    night = Night(any_machine.root)
    plant(night.servers)
    night.write("system/config", os.urandom(100_000))
    sources = (
        files("detailed-system-data", night.servers / "system"),
        files("messages", night.servers / "MSS1"),
    )
    result = night.run(*sources, piece_limit=piece_limit)
    shutil.copytree(night.content, any_machine.medium, dirs_exist_ok=True)

    done = any_machine.restore(result.set_name, "/target")

    assert (done.returncode, done.stderr) == (0, "")
    assert "Verified 2026-11-22T" in done.stdout
    restored = any_machine.target / "MSS1" / str(night.servers)[1:]
    assert facts(restored / "MSS1") == facts(night.servers / "MSS1")
    assert (restored / "system/config").read_bytes() == (night.servers / "system/config").read_bytes()


def test_bsdtar_restores_what_a_backup_wrote(machine: BareMachine) -> None:
    machine.install_bsdtar()
    night = Night(machine.root)
    plant(night.servers)
    result = night.run(files("messages", night.servers / "MSS1"))
    shutil.copytree(night.content, machine.medium, dirs_exist_ok=True)

    done = machine.restore(result.set_name, "/target")

    restored = machine.target / "MSS1" / str(night.servers)[1:]
    assert (done.returncode, done.stderr) == (0, "")
    assert facts(restored / "MSS1") == facts(night.servers / "MSS1")


def test_a_sparse_file_stays_sparse(machine: BareMachine, folder: Path) -> None:
    machine.restore(SET, "/target")

    assert (machine.target / "MSS1" / "mail" / "sparse").stat().st_blocks * 512 < 1 << 20


def test_one_data_type_alone(machine: BareMachine, folder: Path) -> None:
    done = machine.restore(SET, "/target", "system-data")

    assert done.returncode == 0
    assert list(facts(machine.target)) == ["MSS1", "MSS1/empty"]


def test_an_unknown_data_type_is_refused_and_the_known_ones_named(machine: BareMachine, folder: Path) -> None:
    done = machine.restore(SET, "/target", "voices")

    assert done.returncode == 1
    assert "no data type voices; it has: messages system-data" in done.stderr
    assert facts(machine.target) == {}


def test_it_lists_the_sets(any_machine: BareMachine, source: Path) -> None:
    folder = make_set(any_machine.medium, source)

    before = any_machine.restore("-l")
    verify(folder, sha256(folder / "set.json"))
    after = any_machine.restore("-l")

    assert before.returncode == after.returncode == 0
    assert SET in before.stdout
    assert "written, NOT verified" in before.stdout
    assert "FULL-AUTO BACKUP completed" in after.stdout


def test_checking_alone_restores_nothing(machine: BareMachine, folder: Path) -> None:
    done = machine.restore("-n", SET)

    assert done.returncode == 0
    assert "Every file is as it was written." in done.stdout
    assert facts(machine.target) == {}


def test_a_damaged_file_is_named_and_nothing_restored(machine: BareMachine, folder: Path) -> None:
    piece = folder / "messages.0002.tar.zst"
    piece.write_bytes(piece.read_bytes()[:-1] + b"?")

    done = machine.restore(SET, "/target")

    assert done.returncode == 1
    assert "DAMAGED   messages.0002.tar.zst" in done.stdout
    assert "nothing was restored" in done.stderr
    assert facts(machine.target) == {}


def test_damage_in_a_check_alone_fails_it(machine: BareMachine, folder: Path) -> None:
    (folder / "LOG.txt").write_text("forged\n")

    assert machine.restore("-n", SET).returncode == 1


def test_a_missing_file_is_named(machine: BareMachine, folder: Path) -> None:
    (folder / "messages.0002.tar.zst").unlink()

    done = machine.restore("-n", SET)

    assert done.returncode == 1
    assert "missing   messages.0002.tar.zst" in done.stdout


def test_told_to_it_restores_what_can_be_read_and_still_fails(machine: BareMachine, folder: Path) -> None:
    piece = folder / "messages.0002.tar.zst"
    piece.write_bytes(piece.read_bytes()[:50])

    done = machine.restore("-f", SET, "/target")

    assert done.returncode == 1
    assert "restoring messages.0002.tar.zst failed in: zstd" in done.stderr
    assert (machine.target / "MSS1" / "empty").is_dir()


def test_another_set_json_than_the_verified_one_is_damage(machine: BareMachine, folder: Path) -> None:
    verify(folder, "0" * 64)

    done = machine.restore("-n", SET)

    assert done.returncode == 1
    assert "not the one that was verified" in done.stdout


def test_it_never_writes_to_the_medium(machine: BareMachine, folder: Path) -> None:
    inside = machine.medium / "restored"
    inside.mkdir()

    for target in ("/media", "/media/restored", "/target/../media/restored"):
        done = machine.restore(SET, target)
        assert done.returncode == 1
        assert "never written to" in done.stderr
    assert list(inside.iterdir()) == []


def test_a_missing_target_is_not_made(machine: BareMachine, folder: Path) -> None:
    done = machine.restore(SET, "/elsewhere")

    assert done.returncode == 1
    assert "does not exist" in done.stderr
    assert not (machine.root / "elsewhere").exists()


@pytest.mark.parametrize("arguments", [(), (SET,), ("-x", SET, "/target"), ("-l", SET)])
def test_wrong_usage(machine: BareMachine, folder: Path, arguments: tuple[str, ...]) -> None:
    done = machine.restore(*arguments)

    assert done.returncode == 2
    assert "usage:" in done.stderr


@pytest.mark.parametrize("name", ["nothing", "..", ".", "/media/" + SET, "../media/" + SET, ".incomplete-x"])
def test_only_sets_of_this_medium_are_taken(machine: BareMachine, folder: Path, name: str) -> None:
    done = machine.restore(name, "/target")

    assert done.returncode == 1
    assert facts(machine.target) == {}


def test_a_hostile_list_of_files_is_refused(machine: BareMachine, folder: Path) -> None:
    listed = (folder / "set.json").read_text()

    for hostile in ("../../etc/passwd", "a b", "$(reboot)", ".hidden", ""):
        (folder / "set.json").write_text(listed.replace("LOG.txt", hostile))
        done = machine.restore(SET, "/target")
        assert done.returncode == 1
        assert "cannot be ours" in done.stderr


def test_links_in_place_of_files_are_not_followed(machine: BareMachine, folder: Path) -> None:
    piece = folder / "LOG.txt"
    piece.rename(machine.root / "outside")
    piece.symlink_to("/outside")

    done = machine.restore("-n", SET)

    assert done.returncode == 1
    assert "missing   LOG.txt" in done.stdout


def test_a_piece_that_is_not_listed_is_left_alone(machine: BareMachine, folder: Path, source: Path) -> None:
    archive(folder / "system-data.0002.tar", source, [b"MSS1/mail/owned"])

    done = machine.restore(SET, "/target", "system-data")

    assert done.returncode == 0
    assert "system-data.0002.tar.zst is not a file of this set" in done.stdout
    assert list(facts(machine.target)) == ["MSS1", "MSS1/empty"]


def test_no_file_lands_outside_the_target(machine: BareMachine, folder: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil"
    (evil / "a").mkdir(parents=True)
    (evil / "outside").write_bytes(b"out")
    tar = ("tar", "-c", "-P", "-C", str(evil / "a"), "-f", str(folder / "messages.0003.tar"))
    run(*tar, "--transform=s,^../outside$,/escaped,", "../outside")
    run("zstd", "-q", "--rm", str(folder / "messages.0003.tar"), "-o", f"{folder}/messages.0003.tar.zst")
    (folder / "set.json").unlink()
    write_set_json(folder)

    machine.restore(SET, "/target", "messages")

    assert not (machine.root / "escaped").exists()


def test_control_characters_never_reach_the_terminal(machine: BareMachine, folder: Path) -> None:
    verify(folder, "0" * 64)
    text = (folder / "verified.json").read_text()
    (folder / "verified.json").write_text(text.replace("FULL-AUTO", "\033[2JFULL-AUTO"))

    done = machine.restore("-l")

    assert "\033" not in done.stdout
    assert "(not printable)" in done.stdout


@pytest.mark.parametrize("missing", ["zstd", "tar", "sha256sum"])
def test_a_missing_program_is_named(tmp_path: Path, source: Path, missing: str) -> None:
    programs = tuple(program for program in PROGRAMS if program != missing)
    machine = BareMachine(tmp_path / "machine", "dash", programs)
    make_set(machine.medium, source)

    done = machine.restore(SET, "/target")

    assert done.returncode == 1
    assert f"{missing} is needed and not installed" in done.stderr


def test_a_tar_that_cannot_do_it_is_refused_unless_told(machine: BareMachine, folder: Path) -> None:
    (machine.root / "bin" / "tar").write_bytes(Path("/bin/busybox").read_bytes())

    refused = machine.restore(SET, "/target")
    told = machine.restore("-f", SET, "/target", "system-data")

    assert refused.returncode == told.returncode == 1
    assert "neither GNU tar nor bsdtar" in refused.stderr
    assert "may be cut" in told.stderr
    assert list(facts(machine.target)) == ["MSS1", "MSS1/empty"]


def test_the_readme_says_how_to_restore() -> None:
    text = readme().decode("ascii")

    assert "sh /media/backup/restore.sh -l" in text
    assert max(len(line) for line in text.splitlines()) <= 78


def test_the_readmes_commands_by_hand_work(tmp_path: Path, source: Path) -> None:
    machine = BareMachine(tmp_path / "machine", "dash")
    folder = make_set(machine.medium, source)
    target = tmp_path / "restored"
    target.mkdir()
    words = (
        readme()
        .decode()
        .split("Unpack a data type")[1]
        .split("\n\n")[1]
        .replace("/srv/restored", str(target))
    )

    subprocess.run(["/bin/sh", "-c", words], cwd=folder, check=True, timeout=60)

    assert facts(target) == facts(source)
