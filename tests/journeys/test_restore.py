"""A restore in a browser: found by browsing and searching, planned, done; real portal, broker and worker."""

import hashlib
import os
import shutil
import tomllib
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from mmbackup.engine.media.emulated import Shelf
from mmbackup.models import Drive, Schedule, Site
from mmbackup.sample.installing import install_sample
from tests.attended_site import change_medium, shelf_of_site
from tests.builders import MEGABYTE, make_site
from tests.journeys.conftest import Visitor, open_window, without_scripts
from tests.journeys.faults import faults
from tests.journeys.restoring import has_ended, start
from tests.processes import Processes
from tests.restore_site import back_up

pytestmark = pytest.mark.browser


@pytest.fixture
def _worker(processes: Processes) -> None:
    processes.broker()
    processes.worker()


@pytest.fixture
def browser(_worker: None, browser: Browser) -> Browser:
    return browser


def tree(top: Path) -> dict[str, tuple[object, ...]]:
    """All that a restore is to bring back: kinds, modes, owners, times, contents."""
    return {str(path.relative_to(top.parent)): _facts(path) for path in (top, *sorted(top.rglob("*")))}


def _facts(path: Path) -> tuple[object, ...]:
    found = os.lstat(path)
    facts = (found.st_mode, found.st_uid, found.st_gid)
    if path.is_symlink():
        return (*facts, os.readlink(path))
    content = "" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
    return (*facts, found.st_mtime_ns, content)


def roots_of(configuration: Path) -> list[Path]:
    """The files and folders that are saved."""
    servers = tomllib.loads(configuration.read_text())["servers"]
    sources = [source for server in servers for source in server["sources"]]
    return [Path(root) for source in sources for root in source.get("roots", ())]


class TestOneMedium:
    """A small system on one medium."""

    @pytest.fixture
    def harbour(self, transactional_db: None, own_data_folder: Path, tmp_path: Path) -> Site:
        site = make_site(tmp_path)
        Schedule.objects.update(since=timezone.now())
        back_up(site, at=timezone.now())
        return site

    @pytest.mark.long
    def test_a_message_is_searched_for_picked_and_restored(self, visitor: Visitor, tmp_path: Path) -> None:
        message, target = tmp_path / "mss1/messages/0007.dat", tmp_path / "back"
        visitor.log_in()
        visitor.choose("Restore")
        page = visitor.page
        expect(page.locator(".newest")).to_contain_text("Messages of MSS1: last complete")
        page.get_by_role("link", name="Restore from the newest").click()
        page.get_by_role("link", name="Search files").click()
        page.get_by_label("Part of the path").fill("messages/0007")
        page.get_by_role("button", name="Search").click()
        page.get_by_label("0007.dat").check()
        expect(page.locator(".tray")).to_contain_text("Picked: 1")

        start(page, folder=target)

        has_ended(page, "RESTORE completed successfully | ")
        assert (target / f"MSS1{message}").read_bytes() == message.read_bytes()
        assert [path.name for path in target.rglob("*.dat")] == ["0007.dat"]
        page.get_by_role("link", name="View its log").click()
        expect(page.locator(".is-verdict")).to_contain_text("RESTORE completed successfully | ")
        assert visitor.complaints == []

    @pytest.mark.long
    def test_ticks_are_kept_over_folders_and_pages(self, visitor: Visitor, tmp_path: Path) -> None:
        visitor.log_in()
        visitor.go("/backup/restore/browse/")
        page = visitor.page
        for folder in ("MSS1", *str(tmp_path / "mss1").strip("/").split("/")):
            page.locator(".files").get_by_role("link", name=folder, exact=True).click()
        page.get_by_role("checkbox", name="greetings").check()
        expect(page.locator(".tray")).to_contain_text("Picked: 1")
        page.locator(".files").get_by_role("link", name="messages", exact=True).click()
        page.get_by_label("0003.dat").check()
        expect(page.locator(".tray")).to_contain_text("Picked: 2")
        page.locator(".folders").get_by_role("link", name="mss1", exact=True).click()

        expect(page.locator(".tray")).to_contain_text("Picked: 2")
        expect(page.get_by_role("checkbox", name="greetings")).to_be_checked()
        page.get_by_role("button", name="Leave out").first.click()
        expect(page.get_by_role("checkbox", name="greetings")).not_to_be_checked()
        page.reload()
        expect(page.locator(".tray")).to_contain_text("Picked: 1")
        assert faults(page) == []
        assert visitor.complaints == []

    @pytest.mark.long
    def test_without_scripts_all_of_it_works(self, browser: Browser, portal: str, tmp_path: Path) -> None:
        visitor = without_scripts(browser, portal)
        visitor.log_in()
        visitor.go("/backup/restore/choose/")
        page = visitor.page
        page.get_by_label("Names and Greetings").check()
        page.get_by_role("button", name="Pick what is ticked").click()
        page.get_by_role("link", name="Go on to the plan").click()
        page.get_by_label("Folder on the drive").fill(str(tmp_path / "back"))
        page.get_by_role("button", name="Show the plan").click()
        page.get_by_role("button", name="Start the restore").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("The restore has ended")
        assert len([*(tmp_path / "back").rglob("*.dat")]) == 5


class TestThreeMedia:
    """Messages grew beyond a medium: the newest backups are partial, each on a medium of its own."""

    @pytest.fixture
    def harbour(self, transactional_db: None, own_data_folder: Path, tmp_path: Path) -> Site:
        site = make_site(tmp_path)
        Schedule.objects.update(since=timezone.now())
        shelf = Shelf(str(tmp_path / "small"))
        for name in ("M-1", "M-2", "M-3"):
            shelf.add(name, 2 * MEGABYTE)
        Drive.objects.filter(site=site).update(settings={"path": str(tmp_path / "small")})
        for night, name in enumerate(("M-1", "M-2", "M-3")):
            self.write_more(tmp_path / "mss1/messages", night)
            change_medium(site, name)
            back_up(site, at=timezone.now())
        shelf_of_site(site).eject()
        return site

    def write_more(self, folder: Path, night: int) -> None:
        for number in range(9):
            path = folder / f"{night}-{number}.msg"
            path.write_bytes(os.urandom(MEGABYTE // 10))
            seconds = 1_700_000_000 + night * 1000 + number
            os.utime(path, (seconds, seconds))

    @pytest.mark.long
    @pytest.mark.timeout(600)
    def test_partial_backups_make_a_whole(self, browser: Browser, portal: str, tmp_path: Path) -> None:
        visitor = open_window(browser, portal, phone=True, dark=True)
        source, saved = tmp_path / "mss1/messages", tree(tmp_path / "mss1/messages")
        visitor.log_in()
        page = visitor.page
        shutil.rmtree(source)
        visitor.go("/backup/restore/")
        expect(page.locator(".points")).to_contain_text("Partly")
        assert faults(page) == []
        visitor.go("/backup/restore/choose/")
        page.get_by_label("Messages").check()
        expect(page.locator(".tray")).to_contain_text("Picked: 1")
        start(page)

        for name in ("M-3", "M-2", "M-1"):
            expect(page.locator("#sentence")).to_contain_text(f"Insert {name} into")
            assert faults(page) == []
            eject = page.get_by_role("button", name="Eject")
            if eject.is_visible():
                eject.click()
            page.get_by_role("button", name=f"Insert {name}").click()

        has_ended(page, "RESTORE completed successfully | ")
        assert tree(source) == saved
        assert visitor.complaints == []


class TestSample:
    """The sample system, whole."""

    @pytest.fixture
    def harbour(self, transactional_db: None, own_data_folder: Path) -> Site:
        site = install_sample(now=timezone.now())
        Schedule.objects.update(since=timezone.now())
        back_up(site, at=timezone.now())
        return site

    @pytest.mark.long
    @pytest.mark.timeout(900)
    def test_it_is_wiped_and_comes_back_in_place_and_then_one_message(
        self, visitor: Visitor, own_data_folder: Path
    ) -> None:
        roots = roots_of(own_data_folder / "sample/site.toml")
        saved = [tree(root) for root in roots]
        for root in roots:
            shutil.rmtree(root) if root.is_dir() else root.unlink()
        visitor.log_in()
        visitor.go("/backup/restore/choose/")
        page = visitor.page
        page.get_by_role("button", name="Pick everything").click()
        start(page, word="in place")
        has_ended(page, "RESTORE completed")
        assert [tree(root) for root in roots] == saved

        messages = next(root for root in roots if root.name == "mailboxes")
        message = next(path for path in messages.rglob("*") if path.is_file())
        one = _facts(message)
        message.unlink()
        visitor.go("/backup/restore/search/")
        page.get_by_label("Part of the path").fill(message.name)
        page.get_by_role("button", name="Search").click()
        page.get_by_label(message.name).check()
        expect(page.locator(".tray")).to_contain_text("Picked: 1")
        start(page)
        has_ended(page, "RESTORE completed successfully | ")
        assert _facts(message) == one
        assert visitor.complaints == []
