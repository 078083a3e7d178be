"""What several programs of a host tell of alike is saved once."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.planning import drafted
from mmbackup.engine.profiles.profile import Profile
from mmbackup.engine.profiles.proposal import Part, Proposal
from tests.engine.profiles.hosts import SYSTEM, facts_of


def told_by(reason: str, **settings: object) -> Proposal:
    roots = {"roots": ["/home"], "include": ["*/Maildir/*"]}
    return Proposal("messages", "mail", "files", {**roots, **settings}, reason)


def names(*proposals: Proposal) -> list[str]:
    def part(_facts: Facts, _kind: ServerKind) -> Part:
        return Part(proposals)

    profile = Profile("some", "Some", ServerKind.MSS, (part,), ())
    return [each.name for each in drafted(profile, facts_of(SYSTEM), ServerKind.MSS).proposals]


def test_homes_that_dovecot_and_exim_name_are_saved_once() -> None:
    assert names(told_by("Dovecot says"), told_by("Exim delivers")) == ["mail"]


def test_what_differs_is_saved_under_names_of_its_own() -> None:
    assert names(told_by("Dovecot says"), told_by("Exim delivers", roots=["/srv"])) == ["mail", "mail-2"]
