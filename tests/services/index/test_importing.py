"""Media become known by what lies on them: on a new server, after a loss, and another site's."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyrage import x25519

from mmbackup.engine.errors import ForeignMedium, NoMedium, UnlabelledMedium, UnusableMedium, WrongMedium
from mmbackup.engine.index.shapes import Pick
from mmbackup.environment import data_folder
from mmbackup.models import BackupSet, Custody, EncryptionKey, Medium, Pool, Run, Site
from mmbackup.services.drives.shelf import eject_medium, insert_medium
from mmbackup.services.index.import_medium import import_medium
from mmbackup.services.index.import_report import ImportReport
from mmbackup.services.index.keep import index_path, open_view
from mmbackup.services.media.medium_life import back_to_use
from mmbackup.services.proof.request import queue_check
from mmbackup.services.rotation.known_media import library_of
from mmbackup.services.runs.run_backup import run_backup
from tests.attended_site import change_medium, go_on, make_attended_site, queued_attended
from tests.builders import NOW, queued_run
from tests.services.rotation_builders import make_medium, make_night

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(days=1)


def clock() -> datetime:
    return NOW + timedelta(minutes=16)


@pytest.fixture
def saved(harbour: Site) -> Run:
    return run_backup(run_id=queued_run(harbour).pk, clock=clock)


def forget_all() -> None:
    """As on a new server: its configuration is there, and nothing else."""
    BackupSet.objects.all().delete()
    Custody.objects.all().delete()
    Medium.objects.all().delete()
    Run.objects.all().delete()
    for path in data_folder("index").iterdir():
        path.unlink()


def facts_of_set() -> dict[str, Any]:
    return {**BackupSet.objects.values().get()}


def import_now(site: Site, *identities: str) -> ImportReport:
    return import_medium(drive=site.drives.get(), by="ada", now=LATER, identities=identities)


def folder_of_set(row: BackupSet) -> Path:
    """On the emulated drive's shelf."""
    drive = row.medium.site.drives.get()
    return next(Path(drive.settings["path"]).rglob(row.name))


def test_a_new_server_knows_what_the_old_one_knew(harbour: Site, saved: Run) -> None:
    before = facts_of_set()
    index = index_path(before["uuid"], 1).read_bytes()
    forget_all()

    report = import_now(harbour)

    assert report.is_whole
    assert report.sentences[0] == f"1 backup is known of DVD-A, pool nightly: {before['name']}."
    after = facts_of_set()
    apart = {"id", "run_id", "medium_id", "indexed_at", "verified_at", "claimed_verified_at"}
    assert {key: after[key] for key in after.keys() - apart} == {
        key: before[key] for key in before.keys() - apart
    }
    assert abs(after["claimed_verified_at"] - before["verified_at"]) < timedelta(seconds=1)
    assert after["indexed_at"] == LATER
    assert index_path(after["uuid"], 1).read_bytes() == index
    medium = Medium.objects.get()
    assert (medium.status, medium.last_written_at) == ("writable", after["written_at"])


def test_what_only_the_medium_calls_verified_is_so_when_this_server_has_read_it(
    harbour: Site, saved: Run
) -> None:
    forget_all()

    report = import_now(harbour)

    row = BackupSet.objects.get()
    assert (row.verified_at, row.is_claimed) == (None, True)
    assert report.sentences[1].startswith("That they are good, the medium alone says")
    asked = queue_check(drive=harbour.drives.get(), by="ada", now=LATER)
    run_backup(run_id=asked.pk, clock=lambda: LATER)
    row.refresh_from_db()
    assert (row.verified_at, row.is_claimed) == (LATER, False)


def test_damage_that_was_found_here_goes_before_the_medium_s_word(harbour: Site, saved: Run) -> None:
    BackupSet.objects.update(verified_at=None, checked_at=NOW, damage="messages.0001.tar.zst differs")

    import_now(harbour)

    row = BackupSet.objects.get()
    assert (row.verified_at, row.is_claimed) == (None, False)
    (known,) = library_of(site=harbour).media[0].sets
    assert not known.is_worth_keeping


def test_an_imported_backup_is_not_written_over_and_stands_in_for_none_that_was_verified(
    harbour: Site, saved: Run
) -> None:
    forget_all()
    import_now(harbour)
    library = library_of(site=harbour)
    imported = library.media[0]
    ours = make_medium(harbour, "X")
    make_night(harbour, ours, nights_ago=9)

    assert library.only_here(imported), "nothing else holds it"
    of_both = library_of(site=harbour)
    verified = of_both.get(str(ours.uuid))
    assert verified is not None
    assert of_both.only_here(verified), "the claim is no copy of it"
    assert {known.is_claimed for known in of_both.only_here(imported).values()} <= {True}


def test_importing_twice_changes_nothing(harbour: Site, saved: Run) -> None:
    before = BackupSet.objects.values().get()
    made_at = index_path(before["uuid"], 1).stat().st_mtime_ns

    import_now(harbour)

    after = BackupSet.objects.values().get()
    told = after["claimed_verified_at"]
    assert told, "what the medium says is noted beside what was verified here"
    assert after == {**before, "indexed_at": LATER, "claimed_verified_at": told}
    assert index_path(before["uuid"], 1).stat().st_mtime_ns == made_at


def test_a_lost_index_is_made_again(harbour: Site, saved: Run) -> None:
    row = BackupSet.objects.get()
    index_path(row.uuid, 1).write_bytes(b"lost")

    import_now(harbour)

    with open_view([row]) as view:
        assert view.totals()[0] == 28


def test_another_sites_medium_is_never_written(harbour: Site, saved: Run) -> None:
    """Its pool is called as one of ours is."""
    forget_all()
    Site.objects.update(name="Island Clinic")
    harbour.refresh_from_db()

    report = import_now(harbour)

    assert report.foreign_site == "Harbour Hospital"
    assert "kept for restores alone" in " ".join(report.sentences)
    assert Medium.objects.get().status == Medium.Status.RETIRED
    tonight = run_backup(run_id=queued_run(harbour, at=LATER).pk, clock=lambda: LATER)
    assert tonight.outcome == UnusableMedium.outcome
    with open_view(BackupSet.objects.all()) as view:
        assert view.totals()[0] == 28, "but it can be restored from"


def test_another_sites_backups_are_no_copies_of_ours(harbour: Site, saved: Run) -> None:
    forget_all()
    Site.objects.update(name="Island Clinic")
    harbour.refresh_from_db()
    import_now(harbour)

    back_to_use(medium=Medium.objects.get(), reason="ours now", by="ada", now=LATER)
    import_now(harbour)

    assert Medium.objects.get().status == Medium.Status.WRITABLE, "people have decided"
    assert library_of(site=harbour).media[0].sets == ()


def test_a_medium_that_this_site_wrote_stays_ours_by_another_name(harbour: Site, saved: Run) -> None:
    Site.objects.update(name="Harbour and Island")
    harbour.refresh_from_db()

    report = import_now(harbour)

    assert not report.foreign_site
    assert Medium.objects.get().status == Medium.Status.WRITABLE
    assert library_of(site=harbour).media[0].sets != ()


def test_what_was_not_proven_is_not_called_so(harbour: Site, saved: Run) -> None:
    (folder_of_set(BackupSet.objects.select_related("medium").get()) / "verified.json").unlink()
    forget_all()

    import_now(harbour)

    row = BackupSet.objects.get()
    assert (row.verified_at, row.claimed_verified_at, row.is_claimed) == (None, None, False)


@pytest.mark.parametrize("harm", ["cut", "flipped", "longer", "gone"])
def test_a_damaged_list_of_files_costs_the_names_alone(harbour: Site, saved: Run, harm: str) -> None:
    path = folder_of_set(BackupSet.objects.select_related("medium").get()) / "manifest.jsonl.zst"
    forget_all()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    harmed = {"cut": content[:-9], "flipped": content, "longer": path.read_bytes() + b"more"}
    path.unlink()
    if harm in harmed:
        path.write_bytes(bytes(harmed[harm]))

    report = import_now(harbour)

    row = BackupSet.objects.get()
    assert [name for name, _ in report.without_names] == [row.name]
    assert row.indexed_at is None
    assert [*data_folder("index").iterdir()] == []


def test_a_damaged_set_is_named_and_the_rest_imported(harbour: Site, saved: Run) -> None:
    row = BackupSet.objects.select_related("medium").get()
    folder = folder_of_set(row)
    broken = folder.parent / "20261121T030500Z-full-auto"
    broken.mkdir()
    (broken / "set.json").write_text('{"format": "mmbackup set", "version": 1, ')
    stolen = folder.parent / "20261120T030500Z-full-auto"
    stolen.mkdir()
    (stolen / "set.json").write_bytes((folder / "set.json").read_bytes())
    forget_all()

    report = import_now(harbour)

    assert report.imported == [folder.name]
    assert [name for name, _ in report.broken] == [stolen.name, broken.name]


def test_a_medium_cannot_take_a_known_set_away(harbour: Site, saved: Run) -> None:
    """Another medium says that one of ours lies on it: with its own identity in that set, too."""
    row = BackupSet.objects.select_related("medium").get()
    known = BackupSet.objects.values().get()
    other = Medium.objects.create(
        site=harbour, uuid="12345678-1234-4234-9234-123456789abc", name="Old", pool="nightly",
        place=Medium.Place.ON_SHELF, last_seen_at=NOW,
    )  # fmt: skip
    BackupSet.objects.update(medium=other)

    report = import_now(harbour)

    assert report.broken == [(row.name, "it is known to lie on the medium Old")]
    assert BackupSet.objects.values().get() == {**known, "medium_id": other.pk}


def test_a_set_that_was_written_over_is_not_taken_for_the_known_one(harbour: Site, saved: Run) -> None:
    row = BackupSet.objects.select_related("medium").get()
    path = folder_of_set(row) / "set.json"
    path.write_text(path.read_text().replace('"errors": 0', '"errors": 7'))

    report = import_now(harbour)

    assert "another one" in report.broken[0][1]
    assert BackupSet.objects.get().errors == 0


def test_a_set_out_of_the_future_is_not_imported(harbour: Site, saved: Run) -> None:
    path = folder_of_set(BackupSet.objects.select_related("medium").get()) / "set.json"
    path.write_text(path.read_text().replace('"started_at": "2026', '"started_at": "9000'))
    forget_all()

    report = import_now(harbour)

    assert "in the future, 9000-11-22" in report.broken[0][1]
    assert not BackupSet.objects.exists()


def test_a_set_of_another_medium_is_not_imported(harbour: Site, saved: Run) -> None:
    row = BackupSet.objects.select_related("medium").get()
    path = folder_of_set(row) / "set.json"
    path.write_text(path.read_text().replace(str(row.medium.uuid), "12345678-1234-4234-9234-123456789abc"))
    forget_all()

    report = import_now(harbour)

    assert "lies on another medium" in report.broken[0][1]
    assert not BackupSet.objects.exists()


def test_parts_are_imported_one_medium_at_a_time_in_any_order(own_data_folder: Path, tmp_path: Path) -> None:
    site = make_attended_site(tmp_path)
    run = run_backup(run_id=queued_attended(site).pk, clock=clock)
    media = ["M-1"]
    for medium in ("M-2", "M-3", "M-4"):
        if run.state != Run.State.ENDED:
            change_medium(site, medium)
            run = go_on(run)
            media.append(medium)
    files = sum(row.tallies[0]["saved_files"] for row in BackupSet.objects.all())
    forget_all()

    change_medium(site, media[-1])
    last = import_now(site)
    assert BackupSet.objects.get().parts == len(media)
    assert f"import part 1 ({media[0]})" in last.sentences[-1]
    for medium in media[:-1]:
        change_medium(site, medium)
        report = import_now(site)

    assert report.missing_parts == []
    rows = BackupSet.objects.all()
    assert {row.parts for row in rows} == {len(media)}
    with open_view(rows) as view:
        assert len(view.indexes) == len(media)
        found = {file.path for index in view.indexes for file in index.entries([Pick(data_type="messages")])}
    assert len(found) >= 50
    assert files


def test_an_encrypted_backup_needs_its_key_for_the_names(harbour: Site) -> None:
    key, other = x25519.Identity.generate(), x25519.Identity.generate()
    public = str(key.to_public())
    told = {"name": "Safe", "public": public, "origin": "imported", "made_by": "ada"}
    made = EncryptionKey.objects.create(site=harbour, made_at=NOW, confirmed_at=NOW, **told)
    Pool.objects.get().keys.add(made)
    run_backup(run_id=queued_run(harbour).pk, clock=clock)
    known = BackupSet.objects.get()
    assert known.recipients == [public]
    assert known.indexed_at is not None, "the server knows its own files"
    forget_all()

    closed = import_now(harbour)
    row = BackupSet.objects.get()
    assert (row.recipients, row.indexed_at) == ([public], None)
    assert "no key was given" in closed.sentences[1]
    wrong = import_now(harbour, str(other))
    assert "other keys" in wrong.sentences[1]
    assert str(other) not in " ".join(wrong.sentences)
    assert not index_path(row.uuid, 1).exists()
    opened = import_now(harbour, str(other), str(key))

    assert opened.is_whole
    with open_view([row]) as view:
        assert view.totals()[0] == 28


def test_there_must_be_a_medium_of_ours(harbour: Site, saved: Run) -> None:
    drive = harbour.drives.get()
    eject_medium(drive=drive, now=NOW)
    with pytest.raises(NoMedium):
        import_now(harbour)
    insert_medium(drive=drive, name="DVD-B", now=NOW)
    with pytest.raises(UnlabelledMedium):
        import_now(harbour)


def test_foreign_data_is_no_backup(harbour: Site, saved: Run) -> None:
    row = BackupSet.objects.select_related("medium").get()
    identity = folder_of_set(row).parent / "MMBACKUP.json"
    text = json.loads(identity.read_text())
    identity.write_text(json.dumps({**text, "uuid": "../../etc"}))
    with pytest.raises(WrongMedium, match="cannot be trusted"):
        import_now(harbour)
    identity.unlink()
    with pytest.raises(ForeignMedium):
        import_now(harbour)
