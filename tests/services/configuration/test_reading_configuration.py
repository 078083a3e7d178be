"""Every fault of a configuration is named, with its line and a reason in plain words."""

import pytest

from mmbackup.services.configuration import ConfigurationFaulty, read_configuration
from tests.services.configuration.site_files import KEYS, WHOLE, with_line, with_shelf


def faults_of(text: str) -> list[str]:
    with pytest.raises(ConfigurationFaulty) as caught:
        read_configuration(text)
    return [str(fault) for fault in caught.value.faults]


def test_a_whole_one_is_read() -> None:
    configuration = read_configuration(WHOLE)

    assert configuration.site.name == "North office"
    assert configuration.drives[0].settings == {"path": "/media/backup", "must_be_mount": True}
    assert [server.name for server in configuration.servers] == ["MSS1", "MAS1"]
    assert configuration.servers[0].sources[1].time_limit == 60


FAULTS = [
    pytest.param(
        8, 'look_ahead_at = "3 pm"', "line 8: schedule.look_ahead_at: must be a time of day", id="look ahead"
    ),
    pytest.param(
        8, "attended_wait_hours = 0", "line 8: schedule.attended_wait_hours: must be at least 1", id="wait"
    ),
    pytest.param(
        15,
        'weekly_pool = "nightly"',
        "line 15: drives[1].weekly_pool: 'nightly' is another pool of this drive",
        id="one pool for two",
    ),
    pytest.param(
        46,
        'roots = ["/etc/hosts"]\n[[pools]]\nname = "x"\nrotation = "weekday"',
        "line 49: pools[1].rotation: 'weekday' is not known here; did you mean 'by weekday'?",
        id="rotation",
    ),
    pytest.param(
        46,
        'roots = ["/etc/hosts"]\n[[pools]]\nname = "x"\nnight = "Sun"',
        "line 49: pools[1].night: 'Sun' is not known here",
        id="night",
    ),
    pytest.param(
        46,
        'roots = ["/etc/hosts"]\n[[pools]]\nname = "nightly"\nlabel_blank = false',
        "line 15: drives[1].label_blank: of the pool 'nightly' it is said above: false",
        id="two words on blanks",
    ),
    pytest.param(
        46,
        'roots = ["/etc/hosts"]\n[[pools]]\nname = "x"\n[[pools]]\nname = "x"',
        "line 50: pools[2].name: a pool named 'x' stands above already",
        id="pool twice",
    ),
    pytest.param(
        46,
        'roots = ["/etc/hosts"]\n[[places]]\nname = "x"\nkind = "in the car"',
        "line 49: places[1].kind: 'in the car' is not known here",
        id="place",
    ),
    pytest.param(
        8, 'drill_weekday = "Sun"', "line 8: schedule.drill_weekday: 'Sun' is not known here", id="drill"
    ),
    pytest.param(
        8, 'drill_at = "noon"', "line 8: schedule.drill_at: must be a time of day", id="drill's time"
    ),
    pytest.param(
        8, "verify_after_days = -1", "line 8: schedule.verify_after_days: must be at least 0", id="verify"
    ),
    pytest.param(
        21,
        'kind = "MSS"\nstop = "systemctl stop x"\nstart = ["x"]',
        "line 22: servers[1].stop: must be a list",
        id="stop by a shell",
    ),
    pytest.param(
        21, 'kind = "MSS"\nstart = []', "line 22: servers[1].start: must be a list of a program", id="start"
    ),
    pytest.param(
        21,
        'kind = "MSS"\nstop = ["x"]',
        "line 22: servers[1].stop: what is stopped must be started again",
        id="stopped for ever",
    ),
    pytest.param(
        21,
        'kind = "MSS"\ncommand_wait = 0',
        "line 22: servers[1].command_wait: must be at least 1",
        id="wait 0",
    ),
    pytest.param(
        46,
        'roots = ["/etc/hosts"]\n[[keys]]\nname = "vault"\npublic = "age1qqq"',
        "line 49: keys[1].public: this is no age public key",
        id="key",
    ),
    pytest.param(
        46,
        'roots = ["/etc/hosts"]\n[[pools]]\nname = "x"\nkeys = ["vault"]',
        "line 49: pools[1].keys[1]: there is no key named 'vault' in this file",
        id="pool's key",
    ),
    pytest.param(
        46,
        f'roots = ["/etc/hosts"]\n{KEYS}{KEYS.replace("vault", "safe")}',
        "line 54: keys[2].public: the key named",
        id="key twice",
    ),
    pytest.param(2, 'name = "North office', "line 2: not valid TOML", id="syntax"),
    pytest.param(3, 'name = "x"', "line 3: not valid TOML: this key stands above already", id="key twice"),
    pytest.param(2, 'name = ""', "line 2: site.name: must not be empty", id="empty name"),
    pytest.param(2, "name = 7", "line 2: site.name: must be text in quotes", id="wrong type"),
    pytest.param(2, "", "line 1: site.name: is missing", id="missing key"),
    pytest.param(
        3, 'timezone = "UTC"', "line 3: site.timezone: not known here; did you mean", id="unknown key"
    ),
    pytest.param(3, 'time_zone = "CEST+1"', "line 3: site.time_zone: 'CEST+1' is not an IANA", id="zone"),
    pytest.param(6, 'at = "25:00"', "line 6: schedule.at: must be a time of day such as", id="bad time"),
    pytest.param(6, "at = 03:05:00", "line 6: schedule.at: must be a time of day such as", id="TOML's time"),
    pytest.param(7, 'enabled = "yes"', "line 7: schedule.enabled: must be true or false", id="not a boolean"),
    pytest.param(8, "catch_up_hours = 24", "line 8: schedule.catch_up_hours: must be at most 23", id="hours"),
    pytest.param(8, "catch_up_hours = -1", "line 8: schedule.catch_up_hours: must be at least 0", id="less"),
    pytest.param(
        9, 'drive = "Disk 9"', "line 9: schedule.drive: there is no drive named 'Disk 9'", id="drive"
    ),
    pytest.param(9, "", "line 5: schedule.drive: is missing", id="no drive said"),
    pytest.param(
        10, "[schedule]", "line 10: the table [schedule] stands twice; a site has", id="two schedules"
    ),
    pytest.param(
        5, "[[schedule]]", "line 5: schedule: must be one table, written [schedule]", id="schedules"
    ),
    pytest.param(
        12, 'name = "../x"', "line 12: drives[1].name: must not be empty, begin with a dot", id="path"
    ),
    pytest.param(13, 'kind = "tape"', "line 13: drives[1].kind: 'tape' is not known here", id="drive's kind"),
    pytest.param(16, 'path = "backup"', "line 16: drives[1].path: must be an absolute path", id="relative"),
    pytest.param(16, "", "line 11: drives[1].path: is missing", id="no path"),
    pytest.param(17, "must_mount = true", "line 17: drives[1].must_mount: not known here", id="drive's key"),
    pytest.param(
        17, "must_be_mount = 1", "line 17: drives[1].must_be_mount: must be true or", id="not yes or no"
    ),
    pytest.param(
        17, 'media = [{name="A", capacity="1 GB"}]', "line 17: drives[1].media: only an", id="media"
    ),
    pytest.param(
        21, 'kind = "PBX"', "line 21: servers[1].kind: not known here; known: MSS, MAS", id="server"
    ),
    pytest.param(20, 'name = "MAS1"', "line 39: servers[2].name: a server named 'MAS1' stands", id="twice"),
    pytest.param(24, 'item = "queue"', "line 24: servers[1].sources[1].item: 'queue' is no data", id="item"),
    pytest.param(
        24, 'item = "hosts-file"', "line 24: servers[1].sources[1].item: 'hosts-file' is no data", id="MAS's"
    ),
    pytest.param(
        26, 'kind = "file"', "line 26: servers[1].sources[1].kind: 'file' is not known", id="source"
    ),
    pytest.param(27, "", "line 23: servers[1].sources[1].roots: is missing", id="no roots"),
    pytest.param(
        27, 'roots = ["/a",\n "b"]', "line 28: servers[1].sources[1].roots[2]: 'b' is not", id="relative root"
    ),
    pytest.param(34, 'argv = "dpkg -l"', "line 34: servers[1].sources[2].argv: must be a list", id="command"),
    pytest.param(36, "time_limit = 0", "line 36: servers[1].sources[2].time_limit: must be more", id="limit"),
    pytest.param(
        36, "time_limit = inf", "line 36: servers[1].sources[2].time_limit: must be a nu", id="ever"
    ),
    pytest.param(
        33, 'kind = "command"\nroots = []', "line 34: servers[1].sources[2].roots: not known", id="of another"
    ),
    pytest.param(
        33,
        'kind = "windows"',
        "line 33: servers[1].sources[2].kind: a Windows host is another machine: give the server its address",
        id="not here",
    ),
    pytest.param(37, "[[server]]", "line 37: server: not known here; did you mean 'servers'?", id="table"),
]


@pytest.mark.parametrize(("line", "text", "fault"), FAULTS)
def test_a_fault_is_named_with_its_line(line: int, text: str, fault: str) -> None:
    found = faults_of(with_line(line, text))

    assert any(named.startswith(fault) for named in found), found


def test_all_faults_are_named_at_once_in_the_order_of_the_lines() -> None:
    text = with_line(3, 'time_zone = "Berlin"').replace('"/srv/more"', '"more"').replace("MAS1", "MSS1")

    found = faults_of(text)

    assert [fault.split(":")[0] for fault in found] == ["line 3", "line 27", "line 39"]


def test_a_faulty_table_does_not_hide_what_is_wrong_inside_it() -> None:
    text = with_line(20, "name = 1").replace('item = "greetings"', 'item = "gretings"')

    found = faults_of(text)

    assert len(found) == 2
    assert found[1].endswith("did you mean 'greetings'?")


@pytest.mark.parametrize("text", ["", "\n# nothing\n"])
def test_an_empty_file_lacks_its_tables(text: str) -> None:
    assert faults_of(text) == ["the table [site] is missing", "the table [schedule] is missing"]


def test_two_media_of_one_name_are_one_too_many() -> None:
    medium = '{name = "A", capacity = "60 MB"}'

    found = faults_of(with_shelf("/srv/shelf", f"{medium},\n  {medium}"))

    assert found == ["line 18: drives[1].media[2].name: a medium named 'A' stands above already"]


@pytest.mark.parametrize("capacity", ["4.7", "4,7 GB", "0 MB", "-1 GB", "many GB", "1 PB"])
def test_a_capacity_is_a_size(capacity: str) -> None:
    found = faults_of(with_shelf("/srv/shelf", f'{{name = "A", capacity = "{capacity}"}}'))

    assert found[0].startswith("line 17: drives[1].media[1].capacity: must be")


def test_a_source_of_one_item_has_a_name_of_its_own() -> None:
    twice = WHOLE + WHOLE[WHOLE.rindex("[[servers.sources]]") :]

    assert faults_of(twice) == [
        "line 49: servers[2].sources[2].name: a source named 'hosts' of this item stands above already"
    ]


def test_brackets_without_end_are_a_fault_and_no_crash() -> None:
    assert len(faults_of("a = " + "[" * 100_000)) == 1
