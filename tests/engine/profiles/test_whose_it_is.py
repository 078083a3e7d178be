"""Whose mail is, where a program says it: by patterns that fit where it puts a mailbox, and nothing else."""

import pytest

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.format.subscriber_pattern import parse_pattern, subscriber_name
from mmbackup.engine.profiles.planning import drafted
from mmbackup.engine.profiles.registry import PROFILES
from mmbackup.engine.sources.port import Settings
from mmbackup.engine.sources.settings_faults import texts
from tests.engine.profiles.hosts import SYSTEM, dovecot, facts_of

CYRUS = "configdirectory: /var/lib/cyrus\npartition-default: /var/spool/cyrus/mail\n{more}"


def mail(slug: str, *told: tuple[str, ...]) -> Settings:
    draft = drafted(PROFILES[slug], facts_of(SYSTEM, *told), ServerKind.MSS)
    return next(each.settings for each in draft.proposals if each.item == "messages" and each.name == "mail")


def of_cyrus(more: str) -> list[str]:
    return texts(mail("cyrus", ("told", "cyrus", "/etc/imapd.conf", CYRUS.format(more=more))), "subscribers")


def of_dovecot(location: str, args: str = "") -> list[str]:
    return texts(mail("dovecot-openldap", *dovecot(mail=location, args=args)), "subscribers")


def whose(patterns: list[str], path: str) -> set[str]:
    """Below the root, as the index would find it."""
    found = set()
    names = path.encode().split(b"/")
    for text in patterns:
        pattern = parse_pattern(text)
        assert pattern
        parts: dict[str, bytes] = {}
        met = [level.match(name) for level, name in zip(pattern.levels, names, strict=False)]
        if len(met) == len(pattern.levels) <= len(names) and all(each is not None for each in met):
            for each in met:
                parts |= each or {}
            found.add(subscriber_name(parts))
    return found


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ("", "user/bob/1."),
        ("hashimapspool: 0\nvirtdomains: off", "user/bob/Drafts/1."),
        ("hashimapspool: true", "b/user/bob/1."),
        ("virtdomains: userid", "domain/example.org/user/bob/1."),
        ("hashimapspool: yes\nvirtdomains: on", "domain/e/example.org/b/user/bob/1."),
        ("hashimapspool: yes\nvirtdomains: on", "b/user/bob/1."),
    ],
)
def test_of_cyrus_by_how_it_sorts(more: str, path: str) -> None:
    name = "bob@example.org" if "example.org" in path else "bob"

    assert whose(of_cyrus(more), path) == {name}


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ("", "uuid/c/6/c6a1/1."),
        ("hashimapspool: yes", "uuid/c/6/c6a1/1."),
        ("virtdomains: yes", "uuid/c/6/c6a1/1."),
        ("", "DELETED/user/bob/5F1/1."),
        ("hashimapspool: yes", "u/DELETED/user/bob/5F1/1."),
        ("hashimapspool: yes\nvirtdomains: yes", "domain/e/example.org/u/DELETED/user/bob/5F1/1."),
        ("", "shared/news/1."),
        ("hashimapspool: yes", "n/shared/news/1."),
    ],
)
def test_of_cyrus_what_is_kept_by_number_deleted_or_shared_is_nobodys(more: str, path: str) -> None:
    assert whose(of_cyrus(more), path) == set()


@pytest.mark.parametrize(
    ("location", "args", "pattern"),
    [
        ("maildir:~/Maildir", "home=/srv/mail/%d/%n", "{domain}/{user}/"),
        ("maildir:/srv/mail/%Lu", "", "{user}/"),
        ("sdbox:/srv/mail/%1n/%n:INDEX=/srv/index/%1n/%n", "", "{hash}/{user}/"),
        ("mdbox:/srv/mail/%{user | domain | lower}/box/%{user | username}/mail", "", "{domain}/box/{user}/"),
        ("maildir:/srv/mail/%n/%d", "", "{user}/{domain}/"),
        ("maildir:%h/mail", "home=/srv/%{domain}/users/%{username}", "{domain}/users/{user}/"),
    ],
)
def test_of_dovecot_by_the_variables_of_its_path(location: str, args: str, pattern: str) -> None:
    assert of_dovecot(location, args) == [pattern]


@pytest.mark.parametrize(
    "location",
    [
        pytest.param("maildir:/srv/mail/%s/%n", id="unknown"),
        pytest.param("maildir:/srv/mail/%d-%n", id="two in one name"),
        pytest.param("maildir:/srv/mail/%n/%s", id="unknown further down"),
        pytest.param("maildir:/srv/mail/%d", id="nobody's name"),
        pytest.param("maildir:/srv/mail", id="no variable"),
        pytest.param("maildir:/srv/mail/%d/%n:CONTROL=/srv/control/%u", id="elsewhere in another way"),
    ],
)
def test_of_dovecot_nothing_is_said_that_is_not_sure(location: str) -> None:
    assert of_dovecot(location) == []


def test_where_another_location_may_lie_within_nothing_is_said() -> None:
    file, told = "/etc/dovecot/dovecot.conf", "namespace public {\n  location = maildir:/srv/mail/public\n}\n"
    records = (
        ("told", "dovecot", file, told),
        ("value", "dovecot", file, "mail_location", "maildir:/srv/mail/%d/%n"),
    )

    assert "subscribers" not in mail("dovecot-openldap", *records)
