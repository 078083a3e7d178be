"""A messaging system of real servers is looked over while it runs, and is saved as is proposed."""

import tempfile
import tomllib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.operations.discover import look_at
from mmbackup.engine.profiles.proposal import Proposal
from mmbackup.engine.profiles.registry import best
from mmbackup.engine.sources.registry import check_settings
from mmbackup.models import Change, Server, Site, Source
from mmbackup.services.configuration import export_configuration, import_configuration
from mmbackup.services.discover.adopt import adopt
from mmbackup.services.discover.discovery import Discovery, discover
from mmbackup.services.discover.look import look
from mmbackup.services.discover.standing import Standing
from tests.engine.hosts.far import far_host
from tests.messaging.openldap import PASSWORD, SUFFIX
from tests.messaging.system import MessagingSystem

pytestmark = [pytest.mark.django_db, pytest.mark.messaging]


@pytest.fixture(scope="module")
def system() -> Iterator[MessagingSystem]:
    with tempfile.TemporaryDirectory(prefix="mmbackup-discover-") as name:
        Path(name).chmod(0o755)
        made = MessagingSystem(Path(name))
        with made.running():
            made.postgresql.ask("CREATE DATABASE voice")
            made.dovecot.write_sieve("alice")
            yield made


def shell(*arguments: str) -> str:
    out = StringIO()
    call_command("server", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def ours(system: MessagingSystem, proposals: list[Proposal]) -> dict[str, dict[str, object]]:
    """Settings by kind, of what lies in the system's own folder: other tests' servers may run beside it."""
    folder = str(system.ldap.folder.parent)
    return {each.kind: dict(each.settings) for each in proposals if folder in str(each.settings)}


def new(found: Discovery) -> list[Proposal]:
    seen = [each for item in found.items for each in item.seen]
    return [each.found.proposal for each in seen if each.standing is Standing.NEW]


def test_what_runs_by_configurations_of_its_own_is_found_and_proposed_as_it_lies(
    system: MessagingSystem,
) -> None:
    looked = look(server=None)

    proposals = [each.proposal for each in looked.plan.found]
    found = ours(system, proposals)
    assert looked.profile.slug == "dovecot-openldap"
    assert found["maildir"] == {"roots": [str(system.dovecot.mail)], "subscribers": ["{user}/"]}
    assert found["queue"] == {
        "folder": str(system.postfix.queue),
        "mailer": "postfix",
        "configuration": str(system.postfix.configuration),
    }
    directory = {"suffixes": [SUFFIX], "folder": str(system.ldap.configuration), "configuration": True}
    assert found["ldap"] == directory
    assert found["postgresql"]["databases"] == ["voice"]
    assert [check_settings(each.kind, each.settings) for each in proposals if each.kind] == [[]] * len(
        proposals
    )


def test_over_ssh_the_same_is_told_and_no_password_is(system: MessagingSystem, tmp_path: Path) -> None:
    with far_host(tmp_path / "far") as host:
        facts = look_at(host=host)

    told = {each.configuration for each in facts.instances}
    assert {
        str(system.dovecot.folder / "dovecot.conf"),
        str(system.postfix.configuration),
        str(system.ldap.configuration),
    } <= told
    assert best(facts).kind is ServerKind.MSS
    assert not [each.words for each in facts.instances if PASSWORD in each.words or "RootPW" in each.words]


@pytest.mark.long
def test_what_the_shell_adopts_and_what_it_prints_for_the_file_are_the_same(
    system: MessagingSystem, harbour: Site
) -> None:
    before = export_configuration(site=harbour)
    printed = shell("discover", "here", "--name", "STORE", "--toml", "--adopt")
    adopted, told = export_configuration(site=harbour), Change.objects.filter(deed="source added").count()

    import_configuration(text=before, now=timezone.now(), site=harbour)
    import_configuration(text=f"{before}\n{printed}", now=timezone.now(), site=harbour)

    assert export_configuration(site=harbour) == adopted
    (server,) = tomllib.loads(printed)["servers"]
    assert server["name"] == "STORE"
    assert told == len(server["sources"])


@pytest.mark.long
def test_looking_again_tells_what_nobody_saves_yet(system: MessagingSystem, harbour: Site) -> None:
    mss = Server.objects.create(site=harbour, name="STORE", kind="MSS")
    first = discover(site=harbour, server=mss)
    adopt(server=mss, chosen=first.new, now=timezone.now())
    saved = Source.objects.filter(item__server=mss).count()

    again = ours(system, new(discover(site=harbour, server=mss)))
    system.postgresql.ask("CREATE DATABASE ledger")
    later = ours(system, new(discover(site=harbour, server=mss)))
    system.postgresql.ask("DROP DATABASE ledger")

    assert saved == len(first.new)
    assert again == {}
    assert {kind: settings["databases"] for kind, settings in later.items()} == {"postgresql": ["ledger"]}


@pytest.mark.long
def test_what_another_server_of_the_machine_saves_is_not_saved_twice(
    system: MessagingSystem, harbour: Site
) -> None:
    shell("discover", "here", "--name", "STORE", "--kind", "MSS", "--adopt")

    found = discover(site=harbour, server=None, kind="MAS")

    seen = [each for item in found.items for each in item.seen if each.found.proposal.kind == "queue"]
    assert {each.standing for each in seen if str(system.postfix.queue) in str(each)} == {Standing.ELSEWHERE}


def test_a_host_that_nobody_can_mean_is_wrong_usage(harbour: Site) -> None:
    with pytest.raises(CommandError, match="MSS1 is an MSS") as caught:
        shell("discover", "MSS1", "--kind", "MAS")

    assert caught.value.returncode == 2
