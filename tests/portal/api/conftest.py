"""Programs with tokens of each role."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from mmbackup.models import Role
from mmbackup.services.tokens.make_token import make_token

Program = Callable[[Role], Client]


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
