"""The API's schema, read for its page: rooms, and in each its operations."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from portal.api.docs.examples import curl_of
from portal.api.docs.values import Field, Schemas, about_of, field_of, fields_of


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    about: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """One operation. parameters stand in the address; body is what is sent."""

    anchor: str
    method: str
    path: str
    about: str
    roles: tuple[str, ...]
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    body_about: str
    answer: Answer
    example: str


@dataclass(frozen=True, slots=True)
class Room:
    anchor: str
    title: str
    operations: tuple[Described, ...]


def rooms_of(schema: dict[str, Any], *, host: str) -> list[Room]:
    """In the order in which they are added to the API."""
    found: dict[str, list[Described]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            one = _described(method.upper(), path, operation, schema["components"]["schemas"], host)
            found.setdefault(operation["tags"][0], []).append(one)
    return [Room(slugify(title), title, tuple(described)) for title, described in found.items()]


def _described(method: str, path: str, operation: dict[str, Any], schemas: Schemas, host: str) -> Described:
    sent = _content(operation.get("requestBody", {}))
    body = fields_of(sent, schemas) if sent else ()
    return Described(
        anchor=slugify(operation["operationId"]),
        method=method,
        path=path,
        about=" ".join(operation.get("description", "").split()),
        roles=tuple(operation["x-roles"]),
        parameters=tuple(_parameter(one, schemas) for one in operation.get("parameters", ())),
        body=body,
        body_about=about_of(sent, schemas) if sent else "",
        answer=_answer(operation["responses"], schemas),
        example=curl_of(method, path, body, host=host, has_body=sent is not None),
    )


def _parameter(told: dict[str, Any], schemas: Schemas) -> Field:
    return field_of(told["name"], told["schema"], schemas, is_required=told.get("required", False))


def _answer(responses: dict[Any, Any], schemas: Schemas) -> Answer:
    """The one when all is well."""
    status, told = next((str(key), one) for key, one in responses.items() if str(key).startswith("2"))
    schema = _content(told)
    fields = fields_of(schema, schemas) if schema else ()
    return Answer(status, about_of(schema, schemas) if schema else told.get("description", ""), fields)


def _content(told: dict[str, Any]) -> dict[str, Any] | None:
    content = next(iter(told.get("content", {}).values()), None)
    return content["schema"] if content else None
