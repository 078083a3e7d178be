"""Who calls: a program with its token, or somebody who is signed in to the portal."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest

from mmbackup.models import Change, Role
from mmbackup.services.history.acting import Actor
from mmbackup.services.people.role_of import role_of
from mmbackup.services.tokens.token_of import token_of
from portal.accounts.before_all_else import before_all_else
from portal.api.problems import Refused

BEARER = "bearer "
GIVE_ONE = "Send a token (Authorization: Bearer mmb_…), or sign in to the portal."


@dataclass(frozen=True, slots=True)
class Caller:
    """user is None for a token."""

    name: str
    role: Role
    user: User | None
    address: str

    @property
    def by_token(self) -> bool:
        return self.user is None

    @property
    def said_by(self) -> str:
        """As lines of custody and events name who did something."""
        return f"{self.name} (token)" if self.by_token else self.name

    @property
    def actor(self) -> Actor:
        return Actor(self.name, Change.Via.API, self.role, self.address)


def caller_of(request: HttpRequest, now: datetime) -> Caller:
    """Raise TokenRefused or Refused."""
    header = request.headers.get("Authorization", "")
    if header.lower().startswith(BEARER):
        return _program(header[len(BEARER) :].strip(), request, now)
    if header or not request.user.is_authenticated:
        raise Refused(HTTPStatus.UNAUTHORIZED, "nobody is told who asks", GIVE_ONE)
    return _person(request)


def _program(secret: str, request: HttpRequest, now: datetime) -> Caller:
    token = token_of(secret=secret, now=now)
    return Caller(token.name, Role(token.role), None, _address(request))


def _person(request: Any) -> Caller:
    role = role_of(request.user)
    if role is None:
        raise Refused(HTTPStatus.FORBIDDEN, "an administrator has given you no role yet")
    if before_all_else(request, role) is not None:
        raise Refused(
            HTTPStatus.FORBIDDEN, "something is to be done first", "Sign in: the portal asks for it."
        )
    return Caller(request.user.get_username(), role, request.user, _address(request))


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
