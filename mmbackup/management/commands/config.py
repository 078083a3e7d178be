"""manage.py config: the site's configuration out, in, or only checked, as one TOML file."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from mmbackup.engine.errors import BackupError
from mmbackup.management.acting_command import ActingCommand
from mmbackup.services.configuration import (
    ConfigurationFaulty,
    Fault,
    export_configuration,
    import_configuration,
    read_configuration,
)
from mmbackup.services.site import the_site


class Command(ActingCommand):
    help = "Export, import or check the site's configuration, whole, as one TOML file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="export | import FILE | check FILE")
        verbs.add_parser("export", help="print the configuration")
        for verb, what in (
            ("import", "replace the configuration by FILE's"),
            ("check", "name FILE's faults"),
        ):
            verbs.add_parser(verb, help=what).add_argument(
                "file", metavar="FILE", help="- for standard input"
            )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["verb"] == "export":
            self._export()
            return
        try:
            self._take(options["file"], only_check=options["verb"] == "check")
        except ConfigurationFaulty as error:
            raise CommandError(_report(options["file"], error), returncode=2) from error
        except (BackupError, OSError) as error:  # a shelf that cannot be filled
            raise CommandError(f"{error}. Nothing was changed.") from error

    def _export(self) -> None:
        site = the_site()
        if site is None:
            raise CommandError(
                "There is no configuration yet: make one with `config import FILE`.", returncode=1
            )
        self.stdout.write(export_configuration(site=site), ending="")

    def _take(self, file: str, *, only_check: bool) -> None:
        text = _text_of(file)
        if only_check:
            read_configuration(text)
            self.stdout.write(f"{file}: no faults found. Nothing was changed.")
        else:
            site = import_configuration(text=text, now=timezone.now())
            self.stdout.write(f"{file}: imported. {site.name} is configured by it from now on.")


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
