"""No operation without its page in the menu: without one, nobody would have said who may call it."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error
from ninja import NinjaAPI
from ninja.operation import Operation

from portal.api.allowed import OF
from portal.menu import rule_of


def operations(api: NinjaAPI) -> Iterator[tuple[str, str, Operation]]:
    """Each with its method and its path."""
    for _prefix, router in api._routers:  # noqa: SLF001  there is no other way to them
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield method, path, operation


def without_rule(api: NinjaAPI) -> list[str]:
    return [
        f"{method} {path}"
        for method, path, operation in operations(api)
        if rule_of((operation.openapi_extra or {}).get(OF, "")) is None or not operation.auth_callbacks
    ]


def every_operation_has_its_rule() -> list[CheckMessage]:
    from portal.api.api import api  # noqa: PLC0415  made of models, which are there by now

    hint = "Declare it with **of(view), where view is one of the menu's."
    return [
        Error(f"{name} of the API belongs to no page", hint, id="portal.E100") for name in without_rule(api)
    ]
