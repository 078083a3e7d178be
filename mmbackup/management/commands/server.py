"""`manage.py server`: the servers that are saved; one looked over for what of it is to be saved."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.errors import BackupError
from mmbackup.engine.profiles.registry import PROFILES
from mmbackup.management.acting_command import ActingCommand
from mmbackup.management.discovery_words import told
from mmbackup.management.server_meant import HERE, server_at
from mmbackup.management.site_argument import add_site, site_meant
from mmbackup.models import Server, Site
from mmbackup.services.configuration.values import Values
from mmbackup.services.discover.adopt import adopt, adopt_as_new
from mmbackup.services.discover.discovery import Discovery, as_toml, discover


class Command(ActingCommand):
    help = "List the servers, or look one over for what of it is to be saved."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list | discover HOST")
        add_site(verbs.add_parser("list", help="name the servers, and how each is reached"))
        made = verbs.add_parser("discover", help="look a host over, and propose what of it is to be saved")
        add_site(made)
        made.add_argument("host", metavar="HOST", help=f"a server's name or address, or {HERE}: this machine")
        made.add_argument("--profile", choices=PROFILES, help="what runs there; without it, what fits best")
        made.add_argument("--user", help="who reads there, where two servers have one address")
        made.add_argument("--kind", choices=[kind.value for kind in ServerKind], help="of a new server")
        made.add_argument("--name", help="of the server that has it, or is to have it")
        made.add_argument("--toml", action="store_true", help="print the part for the configuration's file")
        made.add_argument("--adopt", action="store_true", help="have all saved that is new")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = site_meant(options)
        if options["verb"] == "list":
            for each in Server.objects.filter(site=site).prefetch_related("items__sources"):
                self.stdout.write(_line(each))
            return
        server = server_at(site, options)
        try:
            found = discover(
                site=site, server=server, profile=options["profile"] or "", kind=options["kind"] or ""
            )
            self._tell(site, found, options)
        except BackupError as error:
            raise CommandError(f"{error}. {error.next_step}".strip()) from error

    def _tell(self, site: Site, found: Discovery, options: dict[str, Any]) -> None:
        values = _new_server(found, options)
        if options["toml"]:
            self.stdout.write(as_toml(found, values=values), ending="")
        else:
            for line in told(found):
                self.stdout.write(line)
        if options["adopt"]:
            self.stderr.write(_adopted(site, found, values))


def _adopted(site: Site, found: Discovery, values: Values) -> str:
    now, new = timezone.now(), found.new
    if found.server:
        adopt(server=found.server, chosen=new, now=now)
    else:
        adopt_as_new(site=site, values=values, chosen=new, now=now)
    name = found.server.name if found.server else values["name"]
    return f"\n{name}: {len(new)} source{'' if len(new) == 1 else 's'} adopted."


def _new_server(found: Discovery, options: dict[str, Any]) -> Values:
    kind = options["kind"] or found.looked.profile.kind.value
    return {"name": options["name"] or found.looked.facts.host, "kind": kind}


def _line(server: Server) -> str:
    where = f"{server.user}@{server.address}" if server.address else "this machine"
    count = sum(item.sources.count() for item in server.items.all())
    return f"{server.name}, {server.kind}, {where}: {count} source{'' if count == 1 else 's'}"
