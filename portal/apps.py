"""Django's entry for the portal."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.checks import register


class PortalConfig(AppConfig):
    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.accounts.session_limits import begin_session  # noqa: PLC0415 - models are loaded by now
        from portal.api.checks import every_operation_has_its_rule  # noqa: PLC0415 - the same

        register(every_operation_has_its_rule)
        user_logged_in.connect(begin_session, dispatch_uid="begin_session")
