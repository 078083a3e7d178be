"""manage.py prepare: tables, static files, first administrator, where the parts are started one by one."""

from typing import Any

from mmbackup.management.product_command import ProductCommand
from mmbackup.running.setting_up import ADMINISTRATOR, make_ready


class Command(ProductCommand):
    help = "Bring the database up to date, lay out the static files, and make the first administrator."

    def handle(self, *_args: Any, **_options: Any) -> None:
        password = make_ready()
        if password:
            self.stdout.write(f"Log in as {ADMINISTRATOR}, password {password} (for one time, shown once).")
        self.stdout.write("Ready.")
