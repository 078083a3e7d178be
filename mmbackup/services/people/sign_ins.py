"""Sign-ins: remembered as they begin, kept up to date, ended one by one or all."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from mmbackup.models import SignIn
from mmbackup.services.history.remember_change import FieldChange, remember_change

KEPT = timedelta(days=90)


def begin_sign_in(
    *, user: User, session_key: str, address: str, browser: str, way: str, now: datetime
) -> SignIn:
    return SignIn.objects.create(
        user=user, session_key=session_key, at=now, seen_at=now, address=address[:100], browser=browser[:300],
        way=way[:60],
    )  # fmt: skip


def note_seen(*, session_key: str, now: datetime) -> None:
    _open().filter(session_key=session_key).update(seen_at=now)


def follow_session(*, before: str, after: str) -> None:
    """The session goes on under another key."""
    _open().filter(session_key=before).update(session_key=after)


def open_sign_ins(*, user: User) -> list[SignIn]:
    """The newest first."""
    return list(_open().filter(user=user))


def last_sign_ins(*, user: User, count: int = 10) -> list[SignIn]:
    return list(SignIn.objects.filter(user=user)[:count])


def end_session(*, session_key: str, ending: SignIn.Ending, now: datetime) -> bool:
    """The session of that key. False when it had ended already."""
    ended = _open().filter(session_key=session_key).update(ended_at=now, ending=ending)
    _sessions().delete(session_key)
    return bool(ended)


@transaction.atomic
def end_sign_ins(*, user: User, ending: SignIn.Ending, now: datetime, but: str = "") -> int:
    """All of somebody's sessions, but for the one of that key; how many there were."""
    rows = list(_open().filter(user=user).exclude(session_key=but or None))
    return sum(end_session(session_key=row.session_key, ending=ending, now=now) for row in rows)


@transaction.atomic
def end_sessions_of(*, user: User, now: datetime) -> int:
    """By an administrator, who may have to answer for it."""
    count = end_sign_ins(user=user, ending=SignIn.Ending.BY_ADMINISTRATOR, now=now)
    fields = [FieldChange("open sessions", count, 0)]
    remember_change(deed="sessions ended", subject=f"person {user.username}", now=now, fields=fields)
    return count


def prune_sign_ins(*, now: datetime) -> int:
    """Those that ended long ago, or whose session the browser forgot."""
    store = _sessions()
    store.clear_expired()
    return SignIn.objects.filter(seen_at__lt=now - KEPT).delete()[0]


def _open() -> Any:
    return SignIn.objects.filter(ended_at__isnull=True)


def _sessions() -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore()
    return store
