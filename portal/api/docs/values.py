"""A JSON schema's values in words, as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schemas = Mapping[str, Any]
BOUNDS = (
    ("minimum", "from {}"),
    ("maximum", "to {}"),
    ("minLength", "at least {} long"),
    ("maxLength", "up to {} long"),
)
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Field:
    """kind in words; inner are an object's own fields, or those of a list's members."""

    name: str
    kind: str
    is_required: bool
    about: str
    default: str
    inner: tuple["Field", ...] = ()


def fields_of(schema: Mapping[str, Any], schemas: Schemas, depth: int = 0) -> tuple[Field, ...]:
    """Of an object; of a list, those of its members."""
    found = _followed(schema, schemas)
    if found.get("type") == "array":
        return fields_of(found["items"], schemas, depth)
    required = set(found.get("required", ()))
    if depth >= DEEPEST:
        return ()
    return tuple(
        field_of(name, one, schemas, is_required=name in required, depth=depth)
        for name, one in found.get("properties", {}).items()
    )


def field_of(
    name: str, schema: Mapping[str, Any], schemas: Schemas, *, is_required: bool, depth: int = 0
) -> Field:
    default = "" if is_required or schema.get("default") in (None, "", [], False) else str(schema["default"])
    about = schema.get("description") or _alternative(schema).get("description", "")
    inner = fields_of(_alternative(schema), schemas, depth + 1)
    return Field(name, kind_of(schema, schemas), is_required, about, default, inner)


def kind_of(schema: Mapping[str, Any], schemas: Schemas) -> str:
    may_be_null = any(one.get("type") == "null" for one in schema.get("anyOf", ()))
    found = _followed(_alternative(schema), schemas)
    return f"{_plain(found, schemas)} or null" if may_be_null else _plain(found, schemas)


def about_of(schema: Mapping[str, Any], schemas: Schemas) -> str:
    return str(_followed(schema, schemas).get("description", ""))


def _plain(schema: Mapping[str, Any], schemas: Schemas) -> str:
    if "enum" in schema or "const" in schema:
        return " · ".join(str(value) for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {kind_of(schema['items'], schemas)}"
    kind = schema.get("format") or schema.get("type", "anything")
    bounds = [words.format(f"{schema[key]:,}") for key, words in BOUNDS if key in schema]
    return ", ".join([str(kind).replace("date-time", "date and time"), *bounds])


def _alternative(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """What it is where it is not null."""
    others = (one for one in schema.get("anyOf", ()) if one.get("type") != "null")
    return next(others, schema)


def _followed(schema: Mapping[str, Any], schemas: Schemas) -> Mapping[str, Any]:
    """The schema that another one names."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return schemas[name] if name else schema
