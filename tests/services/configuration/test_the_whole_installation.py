"""Settings, channels and rules go out and in with the site; secrets stay where they are."""

from datetime import UTC, datetime, time

import pytest

from mmbackup.models import (
    Alarm,
    Change,
    Channel,
    Delivery,
    Drive,
    Notice,
    NoticeRule,
    Preferences,
    Schedule,
    Server,
    Site,
)  # fmt: skip
from mmbackup.services.configuration import (
    ConfigurationFaulty,
    export_configuration,
    import_configuration,
    read_configuration,
)
from mmbackup.services.configuration.previewing import preview_import
from mmbackup.services.notices.carrying import carry
from mmbackup.services.notices.channels import ChannelFacts, add_channel
from mmbackup.services.notices.kinds import KINDS
from mmbackup.services.notices.letter import Letter, NotDelivered
from mmbackup.services.notices.settings_shape import whole_settings
from mmbackup.services.preferences import change_preferences, preferences
from tests.services.configuration.site_files import POOLS, WHOLE

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
GIVEN: dict[str, dict[str, object]] = {
    "mail": {
        "host": "mx.example", "user": "ada", "password": "Hu5h",
        "sender": "a@b.example", "recipients": ["c@d.example"],
    },
    "webhook": {"address": "https://example.com/Hu5h", "secret": "Hu5h-too"},
    "apprise": {"address": "ntfy://Hu5h/topic"},
    "snmp": {"host": "nms.example", "version": "2c", "community": "Hu5h"},
    "syslog": {"transport": "tls", "host": "log.example", "port": 6514},
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    """With a channel of each kind, and every setting other than usual."""
    site = import_configuration(text=WHOLE + POOLS, now=NOW)
    for kind, given in GIVEN.items():
        facts = ChannelFacts(f"By {kind}", whole_settings(kind, given), enabled=kind != "apprise")
        add_channel(kind=Channel.Kind(kind), facts=facts, now=NOW)
    mail = Channel.objects.get(kind="mail")
    hours = {"hours": "within", "from_at": time(8), "until_at": time(17, 30), "weekdays": [0, 4]}
    NoticeRule.objects.create(
        channel=mail, position=1, codes=["MT BACKUP 1"], sites=["North office"], **hours
    )
    after = {
        "portal_address": "https://backup.example", "log_retention_days": 90, "idle_minutes": 30,
        "session_hours": 8, "second_factor_for": ["administrator"], "digest_at": time(6, 30),
        "metrics_networks": ["10.0.0.0/8"], "ping_address": "https://hc-ping.com/Hu5h",
    }  # fmt: skip
    change_preferences(before={}, after=after, now=NOW)
    return site


def empty_the_installation() -> None:
    for model in (Channel, Preferences, Schedule, Server, Drive, Site):
        model.objects.all().delete()


def letter() -> Letter:
    return Letter(
        key="k", site="s", at=NOW, level="test", code="", is_end=False, subject="s", text="t", link=""
    )


def test_into_an_empty_installation_and_out_again_it_is_the_same(site: Site) -> None:
    text = export_configuration(site=site)
    empty_the_installation()

    again = import_configuration(text=text, now=NOW)

    assert export_configuration(site=again) == text
    rule = NoticeRule.objects.get(codes=["MT BACKUP 1"])
    assert (rule.weekdays, rule.from_at, rule.until_at) == ([0, 4], time(8), time(17, 30))
    assert Channel.objects.filter(enabled=True).count() == 4
    assert preferences().second_factor_for == ["administrator"]


def test_no_secret_goes_out_and_the_file_says_so(site: Site) -> None:
    text = export_configuration(site=site)

    assert "Hu5h" not in text
    assert "No secret is in it" in text


def test_secrets_that_are_there_stay(site: Site) -> None:
    before = dict(Channel.objects.values_list("name", "settings"))

    import_configuration(text=export_configuration(site=site), now=NOW)

    assert dict(Channel.objects.values_list("name", "settings")) == before
    assert preferences().ping_address.endswith("Hu5h")


def test_a_secret_goes_to_no_other_host(site: Site) -> None:
    text = export_configuration(site=site).replace("mx.example", "mx.elsewhere")

    import_configuration(text=text, now=NOW)

    assert Channel.objects.get(kind="mail").settings["password"] == ""


@pytest.mark.parametrize("kind", ["webhook", "apprise", "snmp"])
def test_a_channel_without_its_secret_says_what_it_lacks(site: Site, kind: str) -> None:
    text = export_configuration(site=site)
    empty_the_installation()
    import_configuration(text=text, now=NOW)
    channel = Channel.objects.get(kind=kind)

    with pytest.raises(NotDelivered, match="its settings are not whole") as caught:
        carry(kind=kind, settings=channel.settings, letter=letter())

    assert not caught.value.is_permanent  # it is tried again once they are
    assert KINDS[kind].whereto(channel.settings)


def test_channels_that_a_file_leaves_out_go_and_those_that_stay_keep_what_they_were_sent(site: Site) -> None:
    mail = Channel.objects.get(kind="mail")
    notice = Notice.objects.create(key="k", at=NOW, level="MAJ", subject="s", text="t")
    Delivery.objects.create(notice=notice, channel=mail, next_try_at=NOW, state="delivered")
    text = export_configuration(site=site).partition('[[channels]]\nname = "By snmp"')[0]

    import_configuration(text=text, now=NOW)

    assert set(Channel.objects.values_list("kind", flat=True)) == {"apprise", "mail"}
    assert Delivery.objects.get().channel == mail
    gone = Change.objects.filter(deed="channel removed").values_list("subject", flat=True)
    assert set(gone) == {"channel By snmp", "channel By syslog", "channel By webhook"}


def test_a_file_that_says_nothing_of_them_changes_nothing_of_them(site: Site) -> None:
    import_configuration(text=WHOLE, now=NOW)

    assert Channel.objects.count() == 5
    assert preferences().idle_minutes == 30
    assert Alarm.objects.count() == 0


def test_a_preview_shows_them_and_changes_nothing(site: Site) -> None:
    text = export_configuration(site=site).replace("log.example", "log.elsewhere")

    preview = preview_import(text=text, site=site, now=NOW)

    assert {'host = "log.elsewhere"', 'host = "log.example"'} == {
        line.text for line in preview.lines if line.sign in ("+", "-")
    }
    assert Channel.objects.get(kind="syslog").settings["host"] == "log.example"


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("[settings]\nidle_minutes = 1", "settings.idle_minutes: must be at least 5"),
        ('[settings]\nping_address = "https://x"', "settings.ping_address: not known here"),
        ('[settings]\nportal_address = "javascript:alert(1)"', "must begin with http"),
        ('[settings]\nmetrics_networks = ["all"]', "'all' is no network"),
        ('[settings]\nsecond_factor_for = ["root"]', "'root' is not known here"),
        ('[[channels]]\nname = "A"\nkind = "pigeon"', "channels[1].kind: 'pigeon' is not known here"),
        ('[[channels]]\nname = "A"\nkind = "mail"', "channels[1].host: is missing"),
        ('[[channels]]\nname = "A"\nkind = "webhook"\nhost = "x"', "channels[1].host: not known here"),
        ('[[channels]]\nname = "A"\nkind = "syslog"\ntransport = "udp"', "channels[1].host: Give a host"),
        (
            '[[channels]]\nname = "A"\nkind = "apprise"\n[[channels.rules]]\nfrom_at = "08:00"',
            "channels[1].rules[1]: give both",
        ),
        (
            '[[channels]]\nname = "A"\nkind = "apprise"\n[[channels.rules]]\nlevels = ["loud"]',
            "channels[1].rules[1].levels[1]: 'loud' is not known here",
        ),
        ('[[channels]]\nname = "A"\nkind = "apprise"\n' * 2, "a channel named 'A' stands above already"),
    ],
)  # fmt: skip
def test_faults_are_named_with_their_place(lines: str, fault: str) -> None:
    with pytest.raises(ConfigurationFaulty) as caught:
        read_configuration(f"{WHOLE}\n{lines}\n")

    assert fault in str(caught.value)
    assert all(one.line > WHOLE.count("\n") for one in caught.value.faults)
