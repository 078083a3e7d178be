"""Programs with tokens of each role, and what they send."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from mmbackup.models import Role, Site
from mmbackup.services.attended import request_attended
from mmbackup.services.proof import request as proof_request
from mmbackup.services.restore import request_restore
from mmbackup.services.runs import request_backup
from mmbackup.services.tokens.make_token import make_token

Program = Callable[[Role], Client]
Api = Callable[..., Any]


@pytest.fixture
def program(ada: User) -> Program:
    """What sends a token of that role with each request."""

    def make(role: Role) -> Client:
        made = make_token(name=f"{role} program", role=role, expires_at=None, user=ada, now=timezone.now())
        return Client(headers={"Authorization": f"Bearer {made.secret}"})

    return make


@pytest.fixture
def root(program: Program) -> Client:
    return program(Role.ADMINISTRATOR)


@pytest.fixture
def call(root: Client, site: Site) -> Api:
    """Answers the JSON of what must go well; status: of what is expected otherwise."""

    def send(method: str, path: str, body: object = None, status: int = 0) -> Any:
        sent = json.dumps(body if body is not None else {})
        response = root.generic(method, f"/api/v1{path}", sent, content_type="application/json")
        ended_well = response.status_code < 300 if not status else response.status_code == status
        assert ended_well, response.content
        return response.json() if response.content else None

    return send


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What a worker would hear of."""
    given: list[object] = []
    for room in (request_backup, proof_request, request_attended, request_restore):
        monkeypatch.setattr(room, "hand_over", lambda **told: given.append(told))
    return given
