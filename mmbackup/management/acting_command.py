"""What every command that changes something is made of: the Administration History tells who gave it."""

from typing import Any

from mmbackup.management.product_command import ProductCommand
from mmbackup.services.history.acting import acting_as, at_the_shell


class ActingCommand(ProductCommand):
    def execute(self, *args: Any, **options: Any) -> str | None:
        with acting_as(at_the_shell()):
            return super().execute(*args, **options)
