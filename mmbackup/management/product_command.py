"""What every command of the product is made of."""

from django.core.management.base import BaseCommand


class ProductCommand(BaseCommand):
    """Begins at once: Django's checks load all pages, which takes longer than most commands do.

    They are made where something can be done about them: by make lint, and by migrate.
    """

    requires_system_checks = ()
