"""restore.sh and media made by an enemy: nothing lands outside the target, nothing is believed."""

import os
from pathlib import Path

import pytest

from tests.engine.format.bare_machine import EVERYWHERE, PROGRAMS, BareMachine
from tests.engine.format.several_media import BASE, BIG, NAMES, SeveralMedia, archive, with_earlier
from tests.engine.format.trees import facts
from tests.engine.media.mounts import needs_root

pytestmark = [needs_root, pytest.mark.root]
A, B, C = range(3)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> SeveralMedia:
    return SeveralMedia(tmp_path_factory.mktemp("written"))


@pytest.fixture
def own(tmp_path: Path) -> SeveralMedia:
    """To be changed by the test."""
    return SeveralMedia(tmp_path / "own", utf_8_only=True)


@pytest.fixture
def machine(tmp_path: Path) -> BareMachine:
    return BareMachine(tmp_path / "machine", "dash", PROGRAMS + EVERYWHERE)


HOSTILE_SLICES = (
    "0001 0 30000 70000 {sum} ../outside",
    "0001 0 30000 70000 {sum} /outside",
    r"0001 0 30000 70000 {sum} MSS1/\056\056/\056\056/outside",
    r"0001 0 30000 70000 {sum} MSS1/a\000b",
    r"0001 0 30000 70000 {sum} MSS1/a\400b",
    r"0001 0 30000 70000 {sum} MSS1/a\n",
    "0001 0 30000 70000 {sum} MSS1//a",
    "0001 0 30000 70000 {sum} MSS1/$(reboot)",
    "0001 0 30000 70000 {sum} MSS1/a b",
    "0001 0 30000 70000 {sum} ",
    "1 0 30000 70000 {sum} MSS1/a",
    "0001 -5 30000 70000 {sum} MSS1/a",
    "0001 0 30000 07 {sum} MSS1/a",
    "0001 0 30000 20000 {sum} MSS1/a",
    "0001 0 0 70000 {sum} MSS1/a",
    "0001 0 30000 70000 short MSS1/a",
    "0001 0 9999999999999999999999 99999999999999999999999 {sum} MSS1/a",
    "0001 0 1$((1)) 70000 {sum} MSS1/a",
)


def test_hostile_slices_are_refused(machine: BareMachine, own: SeveralMedia) -> None:
    for line in HOSTILE_SLICES:
        (own.part(A) / "slices.txt").write_text(line.replace("{sum}", "0" * 64) + "\n")
        own.write_set_json(A)
        machine.insert(own.media[A])

        done = machine.restore(BASE, "/target")

        assert done.returncode == 1, line
        assert "slices.txt, is not one that mmbackup wrote" in done.stderr, line
        assert not (machine.root / "outside").exists(), line


def test_a_hostile_list_of_earlier_parts_is_refused(machine: BareMachine, own: SeveralMedia) -> None:
    path = own.part(C) / "set.json"
    text = path.read_text()
    (own.part(C) / "verified.json").unlink()
    for changed in (
        text.replace('"part": 3', '"part": 3$(reboot)'),
        text.replace('{"part": 1,', '{"part": 01,'),
        text.replace(own.medium_uuids[A], "../../../../../etc/cron.d/mmbackup-evil."),
        text.replace('{"part": 2,', '{"part": 3,'),
        text.replace('"files": 11', '"files": 11; reboot'),
        with_earlier(text, []),
        text.replace(own.uuid, "../../outside"),
        text.replace(own.medium_uuids[C], "/outside"),
    ):
        assert changed != text
        path.write_text(changed)
        machine.insert(own.media[C])

        done = machine.restore(BASE, "/target")

        assert done.returncode == 1, changed
        assert "damaged" in done.stderr, changed
        assert facts(machine.target) == {}, changed


def test_names_of_media_never_steer_the_terminal(machine: BareMachine, own: SeveralMedia) -> None:
    path = own.part(C) / "set.json"
    for evil in ("A\033[2J", "A\u009b2J"):
        path.write_text(path.read_text().replace('"medium_name": "A"', f'"medium_name": "{evil}"'))
        (own.part(C) / "verified.json").unlink(missing_ok=True)
        machine.insert(own.media[C])

        done = machine.restore("-m", BASE, "/target")

        assert evil[1:3] not in done.stdout
        path.write_text(path.read_text().replace(evil, "A"))


def _evil_archive(media: SeveralMedia, number: int, folder: Path, names: list[bytes]) -> None:
    archive(media.part(number) / "messages.0009.tar", folder, names)
    media.write_set_json(number)


@pytest.mark.parametrize("tar", ["tar", "bsdtar"])
def test_a_link_from_one_medium_leads_no_file_of_another_out(
    machine: BareMachine, own: SeveralMedia, tmp_path: Path, tar: str
) -> None:
    if tar == "bsdtar":
        machine.install_bsdtar()
    (machine.root / "outside").mkdir()
    one, two = tmp_path / "one", tmp_path / "two"
    (one / "MSS1").mkdir(parents=True)
    (one / "MSS1/new\nway").symlink_to("/outside")
    (two / "MSS1/new\nway").mkdir(parents=True)
    (two / "MSS1/new\nway/evil").write_text("evil")
    _evil_archive(own, A, one, [b"MSS1/new\nway"])
    _evil_archive(own, B, two, [b"MSS1/new\nway/evil"])

    statuses = []
    for number in (A, B):
        machine.insert(own.media[number])
        done = machine.restore(BASE, "/target")
        statuses.append(done.returncode)

    assert statuses == [3, 1]
    assert list((machine.root / "outside").iterdir()) == []


def test_slices_are_not_joined_through_a_link(machine: BareMachine, written: SeveralMedia) -> None:
    """They lie in the target and are good, but for one, when a link comes in their folder's place."""
    for number in (A, B):
        machine.insert(written.media[number])
        machine.restore(BASE, "/target")
    mail = machine.target / "MSS1" / "mail"
    first = mail / f"{Path(BIG).name}.mmbackup-slice-0001"
    good = first.read_bytes()
    first.write_bytes(b"changed")
    machine.insert(written.media[C])
    machine.restore(BASE, "/target")
    first.write_bytes(good)
    mail.rename(machine.root / "outside")
    mail.symlink_to("/outside")

    done = machine.restore(BASE, "/target", "system-data")

    assert "lies below a link and is left in slices" in done.stderr
    assert not (machine.root / "outside" / Path(BIG).name).exists()


@pytest.mark.parametrize("place", ["", "/{uuid}", "/{uuid}/chain", "/{uuid}/joined", "/{uuid}/sorted"])
def test_what_it_remembers_is_never_written_through_a_link(
    machine: BareMachine, written: SeveralMedia, place: str
) -> None:
    machine.insert(written.media[A])
    path = machine.target / (".mmbackup-restore" + place.format(uuid=written.uuid))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to("/outside")

    machine.restore(BASE, "/target")

    assert not (machine.root / "outside").exists()


def test_an_archive_cannot_forge_what_is_remembered(
    machine: BareMachine, own: SeveralMedia, tmp_path: Path
) -> None:
    mark = f".mmbackup-restore/{own.uuid}/2.{own.medium_uuids[B]}.all"
    (tmp_path / "forged" / mark).parent.mkdir(parents=True)
    (tmp_path / "forged" / mark).write_text("whole")
    _evil_archive(own, A, tmp_path / "forged", [os.fsencode(mark)])
    for number in (A, C):
        machine.insert(own.media[number])
        done = machine.restore(BASE, "/target")

    assert done.returncode == 3
    assert f"part 2   medium {NAMES[B]}   STILL TO COME" in done.stdout


@pytest.mark.parametrize(
    "content", ["", "\n", "x\ny\n", "99\n0\n../../etc x 1 A\n", "99\n", "7\n3\n1 $(id) 3 A\n"]
)
def test_forged_memories_do_no_harm(machine: BareMachine, written: SeveralMedia, content: str) -> None:
    state = machine.target / ".mmbackup-restore" / written.uuid
    state.mkdir(parents=True)
    (state / "chain").write_text(content)
    (state / "joined").write_text("../../etc\n")
    machine.insert(written.media[A])

    done = machine.restore(BASE, "/target")

    assert done.returncode in {1, 3}
    assert "syntax" not in done.stderr
