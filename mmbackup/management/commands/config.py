"""manage.py config: the site's configuration out, in, or only checked, as one TOML file."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from mmbackup.engine.errors import BackupError
from mmbackup.management.acting_command import ActingCommand
from mmbackup.management.site_argument import add_site, site_meant, site_or_none
from mmbackup.services.configuration import (
    ConfigurationFaulty,
    Fault,
    export_configuration,
    import_configuration,
    read_configuration,
)


class Command(ActingCommand):
    help = "Export, import or check the site's configuration, whole, as one TOML file."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="export | import FILE | check FILE")
        add_site(verbs.add_parser("export", help="print the configuration"))
        for verb, what in (
            ("import", "replace the configuration by FILE's"),
            ("check", "name FILE's faults"),
        ):
            verbs.add_parser(verb, help=what).add_argument(
                "file", metavar="FILE", help="- for standard input"
            )
        which = verbs.choices["import"].add_mutually_exclusive_group()
        which.add_argument("--site", metavar="NAME", help="whose; without it the site that the file names")
        which.add_argument("--new-site", action="store_true", help="add another site")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["verb"] == "export":
            self._export(options)
            return
        try:
            self._check(options["file"]) if options["verb"] == "check" else self._take(options)
        except ConfigurationFaulty as error:
            raise CommandError(_report(options["file"], error), returncode=2) from error
        except (BackupError, OSError) as error:  # a shelf that cannot be filled
            raise CommandError(f"{error}. Nothing was changed.") from error

    def _export(self, options: dict[str, Any]) -> None:
        site = site_or_none(options)
        if site is None:
            raise CommandError(
                "There is no configuration yet: make one with `config import FILE`.", returncode=1
            )
        self.stdout.write(export_configuration(site=site), ending="")

    def _check(self, file: str) -> None:
        read_configuration(_text_of(file))
        self.stdout.write(f"{file}: no faults found. Nothing was changed.")

    def _take(self, options: dict[str, Any]) -> None:
        file, now = options["file"], timezone.now()
        site = site_meant(options) if options["site"] else None
        taken = import_configuration(text=_text_of(file), now=now, site=site, as_new=options["new_site"])
        self.stdout.write(f"{file}: imported. {taken.name} is configured by it from now on.")


def _text_of(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == "-" else _read(file)
    except OSError as error:
        raise CommandError(f"{file}: cannot be read ({error.strerror}).", returncode=2) from error
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigurationFaulty([Fault(line, (), "not UTF-8 text")]) from error


def _read(file: str) -> bytes:
    with open(file, "rb") as opened:
        return opened.read()


def _report(file: str, error: ConfigurationFaulty) -> str:
    count = len(error.faults)
    head = f"{file}: {count} fault{'s' if count > 1 else ''}; nothing was changed."
    return "\n".join([head, *(f"  {fault}" for fault in error.faults)])
