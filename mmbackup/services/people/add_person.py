"""Adds somebody who may sign in."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from mmbackup.models import Member, Role
from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.people.refusals import PersonKnown


def add_person(
    *, name: str, password: str, role: Role, now: datetime, must_change_password: bool = False
) -> User:
    """Raise PersonKnown when somebody has that name already, in whatever letters."""
    try:
        with transaction.atomic():
            if User.objects.filter(username__iexact=name).exists():
                raise PersonKnown(_taken(name))
            user = User.objects.create_user(name, password=password)
            Member.objects.create(user=user, role=role, must_change_password=must_change_password)
            given = [FieldChange("role", None, role.value)]
            remember_change(deed="person added", subject=f"person {name}", now=now, fields=given)
    except IntegrityError as error:  # somebody else added them in between
        raise PersonKnown(_taken(name)) from error
    return user


def _taken(name: str) -> str:
    return f"there is somebody named {name} already"
