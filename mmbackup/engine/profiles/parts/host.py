"""What every host is, whatever runs on it."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.proposal import Part, Proposal, Unsaved
from mmbackup.engine.sources.kinds.system import PARTS

_NETWORK = (
    "/etc/hosts",
    "/etc/hostname",
    "/etc/resolv.conf",
    "/etc/network",
    "/etc/netplan",
    "/etc/systemd/network",
    "/etc/NetworkManager/system-connections",
    "/etc/nftables.conf",
    "/etc/sysconfig/network-scripts",
)
_DISKS = ("/etc/fstab", "/etc/crypttab", "/etc/mdadm/mdadm.conf", "/etc/mdadm.conf", "/etc/lvm/backup")
_WATCHERS = (
    "/etc/monit",
    "/etc/nagios",
    "/etc/icinga2",
    "/etc/zabbix",
    "/etc/prometheus",
    "/etc/snmp",
    "/etc/munin",
    "/etc/check_mk",
    "/etc/nrpe.d",
)
_APART = {"software", "services", "network", "disks"}  # of a message store they are items of their own


def host(_facts: Facts, kind: ServerKind) -> Part:
    proposals = _of_store() if kind is ServerKind.MSS else _of_application_server()
    return Part(proposals, _UNSAVED)


def _of_store() -> tuple[Proposal, ...]:
    rest = [part for part in PARTS if part not in _APART and part != "alarms"]
    return (
        _system("detailed-system-data", "what else the host's own tools tell of it", *rest),
        *_alarms(),
        _system("enabled-features", "which services start with the host", "services"),
        _system("installed-software", "packages, their versions and what is held back", "software"),
        _system("networking", "addresses, routes and rules as they are in force", "network"),
        _files("networking", "network-files", _NETWORK, "the files by which the host knows its network"),
        _system("disk-configuration", "partitions, volumes and mounts", "disks"),
        _files("disk-configuration", "disk-files", _DISKS, "the files by which the host knows its disks"),
    )


def _of_application_server() -> tuple[Proposal, ...]:
    return (
        _system("system-state", "all that the host's own tools tell of it"),
        _files("hosts-file", "hosts", ("/etc/hosts",), "the names that the host knows by itself"),
    )


def _alarms() -> tuple[Proposal, ...]:
    told = (
        [_system("alarm-management", "where the host sends its alarms", "alarms")]
        if "alarms" in PARTS
        else []
    )
    reason = "the settings of what watches over this host"
    return (*told, _files("alarm-management", "watchers", _WATCHERS, reason)._replace(if_any=True))


def _system(item: str, reason: str, *parts: str) -> Proposal:
    return Proposal(item, "system", "system", {"parts": list(parts)} if parts else {}, reason)


def _files(item: str, name: str, roots: tuple[str, ...], reason: str) -> Proposal:
    return Proposal(item, name, "files", {"roots": list(roots)}, reason)


_UNSAVED = (
    Unsaved("/var/log", "logs tell of what was, and nothing is put back from them"),
    Unsaved("/run, /tmp, /proc, /sys", "they are made anew at each start"),
    Unsaved("/usr, /lib, /boot", "programs come back from their packages, which are listed"),
    Unsaved("/var/cache", "caches fill by themselves"),
)
