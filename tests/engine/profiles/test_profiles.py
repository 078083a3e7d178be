"""What each profile proposes for a host as it told of itself, what it leaves out, and how well it fits."""

import pytest

from mmbackup.engine.catalogue import ServerKind, items_of
from mmbackup.engine.profiles.facts import Facts, Measured
from mmbackup.engine.profiles.planning import drafted, paths_of, settled
from mmbackup.engine.profiles.proposal import Plan, Proposal
from mmbackup.engine.profiles.registry import PROFILES, best
from mmbackup.engine.sources.registry import check_settings
from tests.engine.profiles.hosts import HOSTS, OPENLDAP, SYSTEM, dovecot, facts_of

MSS, MAS = ServerKind.MSS, ServerKind.MAS
THERE = Measured("whole", 3, 1000)


def plan(slug: str, facts: Facts, kind: ServerKind = MSS, **other: Measured) -> Plan:
    """Where all lies there that is named, but for other."""
    profile = PROFILES[slug]
    draft = drafted(profile, facts, kind)
    paths = {path for each in draft.proposals for path in paths_of(each)}
    return settled(profile, kind, draft, {path: other.get(path.rpartition("/")[2], THERE) for path in paths})


def proposals(slug: str, item: str, kind: ServerKind = MSS, facts: Facts | None = None) -> list[Proposal]:
    found = plan(slug, facts or HOSTS[slug], kind).found
    return [each.proposal for each in found if each.proposal.item == item]


def read(slug: str, item: str, kind: ServerKind = MSS) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.kind, paths_of(each)) for each in proposals(slug, item, kind)]


@pytest.mark.parametrize("kind", ServerKind)
@pytest.mark.parametrize("slug", PROFILES)
class TestEachProfile:
    def test_it_speaks_of_every_data_item(self, slug: str, kind: ServerKind) -> None:
        found = plan(slug, HOSTS[slug], kind)

        assert [item.item for item in found.items] == list(items_of(kind))
        assert all(bool(item.found) != bool(item.why_none) for item in found.items)
        assert found.unsaved
        assert all(each.what and each.reason for each in found.unsaved)

    def test_what_it_proposes_can_be_configured_as_it_is(self, slug: str, kind: ServerKind) -> None:
        found = [each.proposal for each in plan(slug, HOSTS[slug], kind).found]

        assert {each.name: check_settings(each.kind, each.settings) for each in found} == {
            each.name: [] for each in found
        }
        assert len({(each.item, each.name) for each in found}) == len(found)
        assert all(each.reason for each in found)

    def test_nothing_is_proposed_for_an_empty_host_but_the_host(self, slug: str, kind: ServerKind) -> None:
        found = [each.proposal for each in plan(slug, facts_of(SYSTEM), kind).found]

        assert "system" in {each.kind for each in found}
        assert {each.kind for each in found} <= {"system", "files", "maildir", "mbox"}


@pytest.mark.parametrize("slug", PROFILES)
def test_a_host_is_given_the_profile_that_fits_best(slug: str) -> None:
    assert best(HOSTS[slug]).slug == slug


class TestDovecot:
    def test_maildirs_lie_where_its_users_are_at_home(self) -> None:
        assert ("maildir", ("/srv/mail",)) in read("dovecot-openldap", "messages")

    def test_filters_that_lie_apart_are_greetings(self) -> None:
        assert read("dovecot-openldap", "greetings") == [("files", ("/srv/sieve",))]

    @pytest.mark.parametrize("driver", ["mdbox", "sdbox"])
    def test_its_own_formats_are_files_and_the_reason_says_what_that_means(self, driver: str) -> None:
        facts = facts_of(SYSTEM, *dovecot(mail=f"{driver}:/srv/mail/%u:INDEX=/srv/index/%u"))

        (mail,) = proposals("dovecot-openldap", "messages", facts=facts)

        assert (mail.kind, paths_of(mail)) == ("files", ("/srv/mail", "/srv/index"))
        assert "force-resync" in mail.reason

    def test_an_index_of_maildirs_is_rebuilt_and_what_is_kept_beside_is_saved(self) -> None:
        mail = "maildir:/srv/mail/%u:INDEX=/srv/index/%u:CONTROL=/srv/control/%u"
        facts = facts_of(SYSTEM, *dovecot(mail=mail))

        found = plan("dovecot-openldap", facts)

        assert ("maildir", ("/srv/mail", "/srv/control")) in [
            (each.proposal.kind, paths_of(each.proposal)) for each in found.found
        ]
        assert "/srv/index" in {each.what for each in found.unsaved}

    def test_in_homes_of_accounts_the_mail_alone_is_saved_those_of_tomorrow_too(self) -> None:
        facts = facts_of(SYSTEM, *dovecot(args="", driver="passwd"))

        (mail,) = proposals("dovecot-openldap", "messages", facts=facts)

        assert mail.settings["roots"] == ["/home"]
        assert mail.settings["include"] == ["*/Maildir/*"]

    def test_where_a_database_knows_the_homes_somebody_has_to_name_them(self) -> None:
        facts = facts_of(SYSTEM, *dovecot(args="/etc/dovecot/ldap.conf.ext", driver="ldap"))

        found = {item.item.slug: item for item in plan("dovecot-openldap", facts).items}["messages"]

        assert not found.found
        assert "ldap" in found.why_none

    def test_all_below_the_root_is_never_proposed(self) -> None:
        facts = facts_of(SYSTEM, *dovecot(mail="maildir:/%d/%n", args=""))

        assert proposals("dovecot-openldap", "messages", facts=facts) == []

    def test_keys_are_named_as_what_they_are(self) -> None:
        keys = [each for each in proposals("dovecot-openldap", "detailed-system-data") if "keys" in each.name]

        assert [paths_of(each) for each in keys] == [
            ("/etc/ssl/certs/mail.pem", "/etc/ssl/private/mail.key"),
            ("/etc/letsencrypt",),
        ]


class TestOthers:
    def test_the_queue_waits_on_an_application_server_and_is_mail_on_a_store(self) -> None:
        assert ("queue", ("/var/spool/postfix",)) in read("dovecot-openldap", "message-queue", MAS)
        assert ("queue", ("/var/spool/postfix",)) in read("dovecot-openldap", "messages")

    def test_of_messages_an_application_server_says_where_they_belong(self) -> None:
        found = plan("dovecot-openldap", HOSTS["dovecot-openldap"], MAS)

        assert [each for each in found.unsaved if each.what == "/srv/mail" and "an MSS" in each.reason]

    def test_a_directory_is_saved_by_its_suffixes_also_those_with_letters_of_their_own(self) -> None:
        found = {each.name: each.settings for each in proposals("dovecot-openldap", "subscribers")}

        assert found["directory"]["suffixes"] == ["dc=example,dc=org", "ou=Ämter"]

    def test_a_program_that_does_not_tell_is_told(self) -> None:
        facts = facts_of(SYSTEM, ("refused", "dovecot", "/etc/dovecot/dovecot.conf", "Permission denied"))

        found = plan("dovecot-openldap", facts)

        assert "Permission denied" in "".join(each.reason for each in found.unsaved)

    def test_a_directory_of_the_old_form_is_not_proposed_and_said_why(self) -> None:
        _, told = OPENLDAP
        facts = facts_of(SYSTEM, (*told[:2], "/etc/ldap/slapd.conf", told[3]))

        items = {item.item.slug: item for item in plan("dovecot-openldap", facts).items}

        assert not items["subscribers"].found
        assert "slaptest" in items["subscribers"].why_none

    def test_the_databases_that_the_mail_system_reads_come_first(self) -> None:
        found = {each.name: each for each in proposals("dovecot-postgresql", "subscribers")}

        assert found["databases"].settings["databases"] == ["voice", "books"]
        assert "reads voice" in found["databases"].reason

    def test_tables_are_saved_as_the_text_that_people_write(self) -> None:
        assert ("files", ("/etc/aliases", "/etc/postfix/virtual")) in read("dovecot-openldap", "subscribers")

    def test_voice_mail_is_told_apart_from_names_and_greetings(self) -> None:
        root = ["/var/spool/asterisk/voicemail"]
        messages, names, greetings = (
            proposals("asterisk", item)[0].settings for item in ("messages", "voiced-names", "greetings")
        )

        whose = {"roots": root, "subscribers": ["{domain}/{user}/"]}
        assert messages == {**whose, "exclude": ["greet.*", "unavail.*", "busy.*", "temp.*"]}
        assert names == {**whose, "include": ["greet.*"]}
        assert greetings == {**whose, "include": ["unavail.*", "busy.*", "temp.*"]}

    def test_of_cyrus_partitions_and_what_it_knows_are_saved(self) -> None:
        assert ("files", ("/var/spool/cyrus/mail", "/var/spool/cyrus/news")) in read("cyrus", "messages")
        assert ("files", ("/var/lib/cyrus",)) in read("cyrus", "subscribers")

    def test_of_exim_spool_and_mailboxes_are_saved(self) -> None:
        assert read("exim", "messages") == [
            ("queue", ("/var/spool/exim4",)),
            ("mbox", ("/var/mail",)),
            ("files", ("/home",)),
        ]

    def test_of_mailcow_the_mail_its_keys_and_queue_are_saved_and_its_database_is_asked_for(self) -> None:
        volumes = "/var/lib/docker/volumes/mailcowdockerized_{}/_data"

        found = plan("mailcow", HOSTS["mailcow"])

        saved = {path for each in found.found for path in paths_of(each.proposal)}
        assert {volumes.format(name) for name in ("vmail-vol-1", "crypt-vol-1", "postfix-vol-1")} <= saved
        assert volumes.format("mysql-vol-1") not in saved
        assert "mailcow.cnf" in found.unsaved[0].reason

    def test_of_kamailio_routes_and_database_are_saved(self) -> None:
        assert read("kamailio", "caller-applications", MAS)[0] == ("files", ("/etc/kamailio",))
        assert proposals("kamailio", "system-state", MAS)[0].settings["databases"] == ["kamailio", "books"]


class TestWhatLiesThere:
    def test_a_folder_that_is_missing_is_told_and_not_proposed(self) -> None:
        found = plan("dovecot-openldap", HOSTS["dovecot-openldap"], mail=Measured("missing", 0, 0))

        assert "/srv/mail" not in {path for each in found.found for path in paths_of(each.proposal)}
        assert "/srv/mail" in {each.what for each in found.unsaved}

    def test_one_that_may_not_be_read_is_proposed_and_said_to_be_closed(self) -> None:
        found = plan("dovecot-openldap", HOSTS["dovecot-openldap"], mail=Measured("closed", 0, 0))

        assert [each.closed for each in found.found if "/srv/mail" in paths_of(each.proposal)] == [
            ("/srv/mail",)
        ]

    def test_what_is_more_than_could_be_counted_says_so(self) -> None:
        found = plan("dovecot-openldap", HOSTS["dovecot-openldap"], mail=Measured("more", 200_000, 5))

        assert [each.files for each in found.found if each.is_more] == [200_000]

    def test_what_takes_some_of_what_lies_there_says_so(self) -> None:
        found = plan("asterisk", HOSTS["asterisk"]).found

        assert {each.proposal.item for each in found if each.is_most} >= {"messages", "voiced-names"}
        assert not any(each.is_most for each in found if each.proposal.kind == "sqlite")

    def test_some_of_more_than_could_be_counted_is_not_numbered(self) -> None:
        found = plan("asterisk", HOSTS["asterisk"], voicemail=Measured("more", 200_000, 5)).found

        assert {each.files for each in found if each.proposal.item == "voiced-names"} == {None}
