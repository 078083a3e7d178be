"""manage.py person: who may sign in; and the way back in for somebody who is locked out."""

from argparse import ArgumentParser
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.utils import timezone

from mmbackup.engine.errors import BackupError
from mmbackup.management.acting_command import ActingCommand
from mmbackup.models import Role
from mmbackup.services.people.add_person import add_person
from mmbackup.services.people.change_person import change_role, disable_person, enable_person
from mmbackup.services.people.factors import remove_factors
from mmbackup.services.people.find_person import Person, people, person_named
from mmbackup.services.people.lockouts import end_lockout
from mmbackup.services.people.passwords import one_time_password, reset_password
from mmbackup.services.people.refusals import PersonRefused

ROLES = {role.value.replace(" ", "-"): role for role in Role}
VERBS = {
    "list": "name everybody, with role and state",
    "add": "add somebody, and print a one-time password",
    "role": "give another role",
    "password": "give and print a one-time password, and end a lockout",
    "disable": "let nobody sign in with this name any more",
    "enable": "let them sign in again",
    "remove-factor": "take away the second factor, of somebody who lost it",
}


class Command(ActingCommand):
    help = "Add people, change what they may do, and let back in who is locked out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar=" | ".join(VERBS))
        for verb, what in VERBS.items():
            made = verbs.add_parser(verb, help=what)
            if verb != "list":
                made.add_argument("name", metavar="NAME")
            if verb in {"add", "role"}:
                made.add_argument("role", metavar="ROLE", choices=ROLES, help=", ".join(ROLES))

    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        now = timezone.now()
        try:
            if verb == "list":
                lines = [_line(person) for person in people()]
            elif verb == "add":
                lines = _add(options["name"], ROLES[options["role"]], now)
            else:
                lines = _change(verb, person_named(name=options["name"]), options.get("role"), now)
        except BackupError as error:
            raise CommandError(f"{error}; nothing was changed. {error.next_step}") from error
        for line in lines:
            self.stdout.write(line)


def _line(person: Person) -> str:
    notes = [
        "" if person.user.is_active else "disabled",
        "second factor" if person.has_factor else "",
        "one-time password" if person.role and person.user.member.must_change_password else "",
    ]
    return ", ".join([person.user.username, person.role or "no role", *filter(None, notes)])


def _add(name: str, role: Role, now: datetime) -> list[str]:
    password = one_time_password()
    add_person(name=name, password=password, role=role, now=now, must_change_password=True)
    return [f"{name} is added: {role}.", _told(password)]


def _change(verb: str, user: User, role: str | None, now: datetime) -> list[str]:
    match verb:
        case "role":
            change_role(user=user, role=ROLES[role or ""], now=now)
        case "password":
            return _let_back_in(user, now)
        case "disable":
            disable_person(user=user, now=now)
        case "enable":
            enable_person(user=user, now=now)
        case _:
            remove_factors(user=user, now=now)
    return [f"Done: {user.username}, {verb}{f' {role}' if role else ''}."]


def _let_back_in(user: User, now: datetime) -> list[str]:
    password = one_time_password()
    reset_password(user=user, password=password, now=now)
    with suppress(PersonRefused):  # there was no lockout
        end_lockout(name=user.username.lower(), address="", now=now)
    return [f"{user.username}: all sessions have ended.", _told(password)]


def _told(password: str) -> str:
    return f"One-time password, shown this once and changed at the first sign-in: {password}"
