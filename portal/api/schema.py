"""The API's description of itself (OpenAPI), with what holds for every operation."""

from typing import Any

from ninja import NinjaAPI, Schema
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from mmbackup.models import Role
from portal.access import LOOKING
from portal.api.allowed import OF
from portal.api.door import SITE
from portal.api.problems import CONTENT_TYPE
from portal.menu import rule_of

REF = "#/components/schemas/Problem"
EVERYWHERE = {
    "401": "No token, or one that is not known, revoked or expired",
    "403": "The role may not do this",
    "404": "There is nothing of that name",
    "409": "It cannot be done now; next_step says what to do",
    "422": "What was sent is not what is asked for",
}
OF_SITE = {
    "name": SITE,
    "in": "query",
    "required": False,
    "description": "which site is meant, by its name; without it the first",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100},
}
OPERATIONS = ("get", "post", "patch", "put", "delete")


class Fault(Schema):
    """where: the field, from body, query or path on."""

    where: str
    what: str


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = ""
    next_step: str = ""
    retry_helps: bool = False
    errors: list[Fault] = []


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Of its room and its function: pools_change."""
        room = operation.view_func.__module__.rpartition(".")[2]
        return f"{room}_{operation.view_func.__name__}"

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**asked)
        schemas = schema["components"]["schemas"]
        schemas["Fault"] = Fault.json_schema()
        problem = Problem.json_schema()
        problem.pop("$defs", None)
        problem["properties"]["errors"]["items"] = {"$ref": "#/components/schemas/Fault"}
        schemas["Problem"] = problem
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                _complete(method, operation)
        return schema


def roles_of(method: str, view: str) -> list[str]:
    """Who may call it, in the order of the roles."""
    rule = rule_of(view)
    if rule is None:
        return []
    allowed = rule.readers if method.upper() in LOOKING else rule.readers & rule.actors
    return [role.value for role in Role if role in allowed]


def _complete(method: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    for status, words in EVERYWHERE.items():
        answers[status] = {
            "description": words,
            "content": {CONTENT_TYPE: {"schema": {"$ref": REF}}},
        }
    if method == "get":
        answers["304"] = {"description": "As it was when its ETag was given"}
    if "x-if-match" in operation:
        words = "It is not any more what If-Match names"
        answers["412"] = {"description": words, "content": {CONTENT_TYPE: {"schema": {"$ref": REF}}}}
    operation.setdefault("parameters", []).append(OF_SITE)
    operation["x-roles"] = roles_of(method, operation[OF])
