"""The profiles, and the one that fits a host best. To add one: a file in kinds/, a line here."""

from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.kinds.dovecot_openldap import DOVECOT_OPENLDAP
from mmbackup.engine.profiles.profile import Profile

PROFILES = {profile.slug: profile for profile in (DOVECOT_OPENLDAP,)}


def best(facts: Facts) -> Profile:
    """Among equals the first."""
    return max(PROFILES.values(), key=lambda profile: profile.fits(facts))
