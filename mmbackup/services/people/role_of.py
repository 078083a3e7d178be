"""The role of somebody who is signed in."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from mmbackup.models import Member, Role


def role_of(user: AbstractBaseUser | AnonymousUser) -> Role | None:
    """None for a stranger, and for an account that nobody gave a role: both may do nothing."""
    try:
        member: Member = user.member  # type: ignore[union-attr]  # reverse of a one-to-one; a stranger has none
    except (Member.DoesNotExist, AttributeError):
        return None
    return Role(member.role)
