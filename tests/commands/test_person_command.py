"""manage.py person: who may sign in, and the way back in; the Administration History tells of each."""

import re
from datetime import UTC, datetime
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from mmbackup.models import Change, Role
from mmbackup.services.people.lockouts import LIMIT_BOTH, lockout_of
from tests.portal.builders import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def person(*arguments: str) -> str:
    out = StringIO()
    call_command("person", *arguments, stdout=out)
    return out.getvalue()


def password_in(said: str) -> str:
    return str(re.findall(r"(?:[a-z0-9]{4}-){3}[a-z0-9]{4}", said)[0])


def test_somebody_is_added_with_a_one_time_password() -> None:
    said = person("add", "olga", "operator")

    olga = User.objects.get(username="olga")
    assert olga.check_password(password_in(said))
    assert olga.member.must_change_password
    assert olga.member.role == Role.OPERATOR
    told = Change.objects.get()
    assert (told.deed, told.subject, told.via) == ("person added", "person olga", Change.Via.SHELL)


def test_a_name_is_given_once_in_whatever_letters() -> None:
    make_user("olga")

    with pytest.raises(CommandError, match="somebody named Olga already; nothing was changed"):
        person("add", "Olga", "operator")


def test_who_forgot_the_password_and_is_locked_out_gets_back_in() -> None:
    ada, now = make_user("ada"), datetime.now(UTC)
    AccessAttempt.objects.create(
        username="ada", ip_address="10.0.0.9", user_agent="x", failures_since_start=LIMIT_BOTH
    )

    said = person("password", "ada")

    ada.refresh_from_db()
    assert ada.check_password(password_in(said))
    assert not ada.check_password(PASSWORD)
    assert ada.member.must_change_password
    assert lockout_of(name="ada", address="10.0.0.9", now=now) is None
    assert {told.deed for told in Change.objects.all()} == {"one-time password given", "sign-in unlocked"}
    assert password_in(said) not in str(list(Change.objects.values()))


def test_everybody_is_listed_with_role_and_state() -> None:
    make_user("ada")
    olga = make_user("olga", Role.OPERATOR)
    Authenticator.objects.create(user=olga, type=Authenticator.Type.TOTP, data={})
    User.objects.filter(pk=olga.pk).update(is_active=False)

    assert person("list").splitlines() == ["ada, administrator", "olga, operator, disabled, second factor"]


def test_role_disable_enable_and_second_factor() -> None:
    make_user("ada")
    olga = make_user("olga", Role.OPERATOR)
    Authenticator.objects.create(user=olga, type=Authenticator.Type.TOTP, data={})

    for arguments in (
        ("role", "olga", "subscriber-administrator"),
        ("disable", "olga"),
        ("enable", "olga"),
        ("remove-factor", "olga"),
    ):
        person(*arguments)

    told = Change.objects.order_by("id")
    assert [(each.deed, each.fields[0]["old"], each.fields[0]["new"]) for each in told] == [
        ("role changed", "operator", "subscriber administrator"),
        ("person disabled", True, False),
        ("person enabled", False, True),
        ("second factor removed", ["app"], None),
    ]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        pytest.param(("role", "ada", "auditor"), "last administrator", id="role"),
        pytest.param(("disable", "ada"), "last administrator", id="disable"),
        pytest.param(("password", "nobody"), "nobody named nobody", id="unknown"),
        pytest.param(("remove-factor", "ada"), "no second factor", id="no-factor"),
    ],
)
def test_what_is_refused_changes_nothing(arguments: tuple[str, ...], why: str) -> None:
    make_user("ada")

    with pytest.raises(CommandError, match=why):
        person(*arguments)

    assert not Change.objects.exists()
