"""Whoever a session belongs to, with all that the way in asks about them, in one query."""

from datetime import timedelta
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import User
from django.db.models import OuterRef, Subquery

from mmbackup.models import Preferences, Role
from mmbackup.services.people.find_person import has_second_factor
from mmbackup.services.preferences import ROW


class MemberBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """None for who is disabled: their sessions end with that."""
        users = User.objects.select_related("member").filter(pk=user_id, is_active=True)
        return users.annotate(**_house_rules(), has_factor=has_second_factor(OuterRef("pk"))).first()


def session_limits(user: Any) -> tuple[timedelta, timedelta]:
    """Idle, and in any case."""
    usual = Preferences()
    idle = getattr(user, "idle_minutes", None) or usual.idle_minutes
    longest = getattr(user, "session_hours", None) or usual.session_hours
    return timedelta(minutes=idle), timedelta(hours=longest)


def lacks_factor(user: Any, role: Role) -> bool:
    """The role must have a second factor, and there is none yet."""
    needed = getattr(user, "second_factor_for", None) or []
    return role in needed and not user.has_factor


def _house_rules() -> dict[str, Subquery]:
    row = Preferences.objects.filter(pk=ROW)
    return {
        field: Subquery(row.values(field)) for field in ("idle_minutes", "session_hours", "second_factor_for")
    }
