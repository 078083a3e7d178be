"""Django's entry for the portal."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.checks import CheckMessage, register


class PortalConfig(AppConfig):
    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.accounts.session_limits import begin_session  # noqa: PLC0415 - models are loaded by now

        register(api_has_its_rules)
        user_logged_in.connect(begin_session, dispatch_uid="begin_session")


def api_has_its_rules(**_asked: Any) -> list[CheckMessage]:
    """Only the portal's own process, and who checks, has use for the API's library."""
    from portal.api.checks import every_operation_has_its_rule  # noqa: PLC0415 - as it says

    return every_operation_has_its_rule()
