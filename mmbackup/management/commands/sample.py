"""manage.py sample: put the sample messaging system in place."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from mmbackup.environment import DATA_DIR
from mmbackup.management.acting_command import ActingCommand
from mmbackup.sample.installing import install_sample
from mmbackup.services.site import the_site


class Command(ActingCommand):
    help = "Make the sample messaging system with its drive and media, and configure it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--replace", action="store_true", help="replace the configuration there is")

    def handle(self, *_args: Any, replace: bool, **_options: Any) -> None:
        site = the_site()
        if site is not None and not replace:
            raise CommandError(
                f"{site.name} is configured. To replace its configuration by the sample's: sample --replace. "
                "Keep yours before: config export > site.toml."
            )
        install_sample(now=timezone.now())
        self.stdout.write(f"The sample messaging system lies in {DATA_DIR / 'sample'} and is configured.")
