"""`manage.py subscribers` and `restore --subscriber`: all that is somebody's, by name."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mmbackup.environment import data_folder
from mmbackup.models import BackupSet, Run, Server, Site
from tests.builders import NOW, add_source, make_site
from tests.restore_site import back_up

pytestmark = pytest.mark.django_db(transaction=True)
MAIL = {
    "example.org/ada/cur/1:2,S": b"first",
    "example.org/ada/.Sent/cur/2:2,S": b"sent",
    "example.org/ada/.dovecot.sieve": b"keep;",
    "example.org/adam/new/3": b"his",
    "example.org/Zoe/new/4": b"hers",
}


@pytest.fixture
def site(transactional_db: None, own_data_folder: Path, tmp_path: Path) -> Site:
    """Mail that tells whose it is by where it lies; voiced names by a pattern."""
    site = make_site(tmp_path)
    server = Server.objects.get(site=site)
    for name, content in MAIL.items():
        write(tmp_path / "mail" / name, content)
    write(tmp_path / "names/ada@example.org.wav", b"ADA")
    (tmp_path / "link").symlink_to(tmp_path / "mail")
    add_source(server, "messages", kind="maildir", name="mail", roots=[str(tmp_path / "link")])
    roots = [str(tmp_path / "names")]
    add_source(server, "greetings", name="names", roots=roots, subscribers=["{user}@{domain}.wav"])
    return site


@pytest.fixture
def saved(site: Site) -> Run:
    return back_up(site)


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def say(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("subscribers", *arguments, stdout=out)
    return out.getvalue().splitlines()


def restore(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        call_command("restore", "--yes", *arguments)
    return int(ended.value.code or 0)


def came_back(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_they_are_listed_with_figures(saved: Run, tmp_path: Path) -> None:
    told = [json.loads(line) for line in say("--json")]

    assert [one["name"] for one in told] == ["ada@example.org", "adam@example.org", "Zoe@example.org"]
    assert (told[0]["files"], told[0]["size"]) == (4, 17)
    assert [place["path"] for place in told[0]["places"]] == [
        f"MSS1{tmp_path}/mail/example.org/ada",
        f"MSS1{tmp_path}/names/ada@example.org.wav",
    ]


def test_a_line_for_people(saved: Run) -> None:
    (line,) = say("zo")

    assert line.split()[:3] == ["1", "4", "Bytes"]
    assert line.endswith("  Zoe@example.org")
    assert say("", "--server", "MSS1", "--set", BackupSet.objects.get().name) == say()


def test_nobody_is_found(saved: Run) -> None:
    with pytest.raises(CommandError, match="Nobody was found") as ended:
        say("bob")

    assert ended.value.returncode == 1


def test_one_comes_back_by_name(saved: Run, tmp_path: Path) -> None:
    assert restore("--subscriber", "ada@example.org", "--to", str(tmp_path / "back")) == 0

    theirs = {f"mail/{name}" for name in MAIL if "/ada/" in name} | {"names/ada@example.org.wav"}
    assert came_back(tmp_path / "back/MSS1" / str(tmp_path)[1:]) == theirs


def test_a_data_type_of_one_comes_back(saved: Run, tmp_path: Path) -> None:
    arguments = ("--subscriber", "ada@example.org", "--type", "names-and-greetings")
    assert restore(*arguments, "--to", str(tmp_path / "back")) == 0

    assert came_back(tmp_path / "back/MSS1" / str(tmp_path)[1:]) == {"names/ada@example.org.wav"}


def test_a_name_that_is_nobodys_is_refused(saved: Run, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no subscriber is called ad\..*manage.py subscribers"):
        call_command("restore", "--yes", "--subscriber", "ad", "--to", str(tmp_path / "back"))


def test_names_that_differ_in_letters_alone_are_asked_about(site: Site, tmp_path: Path) -> None:
    write(tmp_path / "mail/example.org/ADA/new/5", b"another")
    back_up(site)
    to = ("--to", str(tmp_path / "back"))

    with pytest.raises(CommandError, match=r"called Ada@example.org: ADA@example.org, ada@example.org\."):
        call_command("restore", "--yes", "--subscriber", "Ada@example.org", *to)
    assert restore("--subscriber", "ZOE@example.org", *to) == 0


def test_an_imported_medium_knows_them_too(saved: Run) -> None:
    before = say("--json")
    for path in data_folder("index").glob("*.sqlite"):
        path.unlink()
    BackupSet.objects.all().delete()

    call_command("medium", "import", stdout=StringIO())

    assert say("--json") == before


def test_without_a_pattern_the_search_finds_them(
    transactional_db: None, own_data_folder: Path, tmp_path: Path
) -> None:
    site = make_site(tmp_path)
    write(tmp_path / "mss1/messages/4711/hello.wav", b"hello")
    back_up(site, at=NOW + timedelta(days=1))

    with pytest.raises(CommandError, match="No backup tells whose its files are"):
        say()
    assert restore("--subscriber", "4711", "--to", str(tmp_path / "back")) == 0
    back = tmp_path / "back/MSS1" / str(tmp_path)[1:]
    assert came_back(back) == {"mss1/messages/4711/hello.wav"}
