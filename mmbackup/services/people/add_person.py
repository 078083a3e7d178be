"""Adds somebody who may sign in."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from mmbackup.engine.errors import BackupError
from mmbackup.models import Member, Role
from mmbackup.services.history.remember_change import FieldChange, remember_change


class PersonKnown(BackupError):
    next_step = "Choose another name."


def add_person(
    *, name: str, password: str, role: Role, now: datetime, must_change_password: bool = False
) -> User:
    """Raise PersonKnown when somebody has that name already."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(name, password=password)
            Member.objects.create(user=user, role=role, must_change_password=must_change_password)
            given = [FieldChange("role", None, role.value)]
            remember_change(deed="person added", subject=name, now=now, fields=given)
    except IntegrityError as error:
        raise PersonKnown(f"there is somebody named {name} already") from error
    return user
