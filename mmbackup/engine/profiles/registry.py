"""The profiles, and the one that fits a host best. To add one: a file in kinds/, a line here."""

from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.kinds.asterisk import ASTERISK
from mmbackup.engine.profiles.kinds.cyrus import CYRUS
from mmbackup.engine.profiles.kinds.dovecot_openldap import DOVECOT_OPENLDAP
from mmbackup.engine.profiles.kinds.dovecot_postgresql import DOVECOT_POSTGRESQL
from mmbackup.engine.profiles.kinds.exim import EXIM
from mmbackup.engine.profiles.kinds.kamailio import KAMAILIO
from mmbackup.engine.profiles.kinds.mailcow import MAILCOW
from mmbackup.engine.profiles.kinds.plain import PLAIN
from mmbackup.engine.profiles.profile import Profile

_ALL = (DOVECOT_OPENLDAP, DOVECOT_POSTGRESQL, CYRUS, EXIM, MAILCOW, ASTERISK, KAMAILIO, PLAIN)
PROFILES = {profile.slug: profile for profile in _ALL}


def best(facts: Facts) -> Profile:
    """The one of whose signs most are there, for its number of them; among equals the first."""
    found = max(_ALL, key=lambda profile: profile.fits(facts))
    return found if found.fits(facts) else PLAIN
