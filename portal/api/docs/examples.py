"""An example of each operation, to be pasted into a terminal."""

import json
import re
from collections.abc import Mapping
from typing import Any

from portal.api.docs.values import Field

FILLED = {
    "string": "…",
    "integer": 1,
    "number": 1,
    "boolean": True,
    "uuid": "0e984725-c51c-4bf4-9960-e1c80e27aba0",
}
SPECIAL = {
    "path": "MSS1/srv/messages",
    "server": "MSS1",
    "data_type": "messages",
    "folder": "/srv/restored",
}


def curl_of(method: str, path: str, body: tuple[Field, ...], *, host: str, has_body: bool) -> str:
    """Lines that end with a backslash go on."""
    address = re.sub(
        r"{(\w+)}", lambda match: "7" if match[1].endswith("_id") and match[1] not in UUIDS else UUID, path
    )
    lines = [f"curl -H 'Authorization: Bearer mmb_…' {host}{address}"]
    if method != "GET":
        lines[0] = lines[0].replace("curl ", f"curl -X {method} ", 1)
    if has_body:
        lines[0] += " \\"
        lines.append(
            f"  -H 'Content-Type: application/json' -d '{json.dumps(_filled(body), ensure_ascii=False)}'"
        )
    return "\n".join(lines)


UUIDS = {"run_id", "act_id"}
UUID = str(FILLED["uuid"])


def _filled(fields: tuple[Field, ...]) -> Mapping[str, Any]:
    """What has to be given; where nothing has, the first field."""
    wanted = [field for field in fields if field.is_required] or list(fields[:1])
    return {field.name: _value(field) for field in wanted}


def _value(field: Field) -> Any:
    if field.kind.startswith("list of"):
        return [dict(_filled(field.inner))] if field.inner else []
    if field.inner:
        return dict(_filled(field.inner))
    if field.name in SPECIAL:
        return SPECIAL[field.name]
    first = field.kind.partition(" · ")[0].partition(" or ")[0].partition(",")[0]
    if " · " in field.kind:
        return first
    return FILLED.get(first, first if first != "date" else "2027-11-30")
