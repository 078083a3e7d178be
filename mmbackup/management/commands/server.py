"""`manage.py server`: the servers that are saved; one connected, and looked over for what is to be saved."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.errors import BackupError
from mmbackup.engine.profiles.registry import PROFILES
from mmbackup.management.acting_command import ActingCommand
from mmbackup.management.discovery_words import told
from mmbackup.management.host_connection import connect, line_for
from mmbackup.management.server_meant import HERE, server_at
from mmbackup.management.site_argument import USAGE, add_site, site_meant
from mmbackup.models import Server, Site
from mmbackup.services.configuration.values import Values, server_values
from mmbackup.services.discover.adopt import adopt, adopt_as_new
from mmbackup.services.discover.discovery import Discovery, as_toml, discover


class Command(ActingCommand):
    help = "List the servers; connect one, and look it over for what of it is to be saved."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list | key HOST | discover HOST")
        add_site(verbs.add_parser("list", help="name the servers, and how each is reached"))
        words = "print the line by which a host lets mmbackup read there; its key is made when there is none"
        _add_host(verbs.add_parser("key", help=words))
        made = verbs.add_parser("discover", help="look a host over, and propose what of it is to be saved")
        _add_host(made)
        made.add_argument(
            "--fingerprint", default="", help="of the host's key, SHA256:…, where nobody is asked"
        )
        made.add_argument("--profile", choices=PROFILES, help="what runs there; without it, what fits best")
        made.add_argument("--toml", action="store_true", help="print the part for the configuration's file")
        made.add_argument("--adopt", action="store_true", help="have all saved that is new")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = site_meant(options)
        verb = {"list": self._list, "key": self._key, "discover": self._discover}[options["verb"]]
        try:
            verb(site, options)
        except BackupError as error:
            raise CommandError(f"{error}. {error.next_step}".strip()) from error

    def _list(self, site: Site, _options: dict[str, Any]) -> None:
        for each in Server.objects.filter(site=site).prefetch_related("items__sources"):
            self.stdout.write(_line(each))

    def _key(self, site: Site, options: dict[str, Any]) -> None:
        server = server_at(site, options)
        if server is None or not server.address:
            raise CommandError("This machine is read without a key.", returncode=USAGE)
        self.stdout.write(line_for(server))

    def _discover(self, site: Site, options: dict[str, Any]) -> None:
        server = server_at(site, options)
        if server and server.address:
            connect(server, told=options["fingerprint"], out=self.stderr)
        found = discover(
            site=site, server=server, profile=options["profile"] or "", kind=options["kind"] or ""
        )
        values = _new_server(found, server, options)
        if options["toml"]:
            self.stdout.write(as_toml(found, values=values), ending="")
        else:
            for line in told(found):
                self.stdout.write(line)
        if options["adopt"]:
            self.stderr.write(_adopted(site, found, values, server))


def _add_host(parser: CommandParser) -> None:
    add_site(parser)
    words = f"a server's name or address, the address of a new one, or {HERE}: this machine"
    parser.add_argument("host", metavar="HOST", help=words)
    parser.add_argument(
        "--user", help="who reads there: of a new one root; where two have one address, which"
    )
    parser.add_argument(
        "--port", type=int, help="of a new one's SSH server; where two have one address, which"
    )
    parser.add_argument("--kind", choices=[kind.value for kind in ServerKind], help="of a new server")
    parser.add_argument("--name", help="of the server that has it, or is to have it")


def _adopted(site: Site, found: Discovery, values: Values, server: Server | None) -> str:
    now, new = timezone.now(), found.new
    if found.server:
        adopt(server=found.server, chosen=new, now=now)
    else:
        adopt_as_new(site=site, values=values, chosen=new, now=now, newcomer=server)
    name = found.server.name if found.server else values["name"]
    return f"\n{name}: {len(new)} source{'' if len(new) == 1 else 's'} adopted."


def _new_server(found: Discovery, server: Server | None, options: dict[str, Any]) -> Values:
    kind = options["kind"] or found.looked.profile.kind.value
    name = options["name"] or found.looked.facts.host
    return {**(server_values(server) if server else {}), "name": name, "kind": kind}


def _line(server: Server) -> str:
    where = f"{server.user}@{server.address}" if server.address else "this machine"
    count = sum(item.sources.count() for item in server.items.all())
    return f"{server.name}, {server.kind}, {where}: {count} source{'' if count == 1 else 's'}"
