"""A directory that is asked and changed over LDAP, as the source names it."""

import re
from collections.abc import Iterator

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.sources.port import Programs, Settings
from mmbackup.engine.sources.putting_back.ldif import entries_of
from mmbackup.engine.sources.settings_faults import text

_NAMES = re.compile(rb"NAME +(?:'([^']+)'|\(([^)]*)\))")
_SERVERS = re.compile(rb"NO-USER-MODIFICATION|USAGE (?!userApplications)")
_PATIENCE = ["-o", "nettimeout=15"]


class LdapServer:
    def __init__(self, settings: Settings, programs: Programs) -> None:
        bind, password = text(settings, "bind"), text(settings, "password_file")
        self._who = ["-x", *_PATIENCE, "-H", text(settings, "uri")]
        self._who += ["-ZZ"] if settings.get("start_tls") else []
        self._who += ["-D", bind] if bind else []
        self._who += ["-y", password] if password else []
        self._programs = programs

    def answers(self) -> bool:
        self._programs.run(["ldapwhoami", *self._who])
        return True

    def search(self, suffix: str, path: str) -> None:
        """All that is there, into a file; nothing where the suffix holds nothing yet."""
        argv = ["ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-E", "pr=500/noprompt", *self._who]
        try:
            self._programs.run([*argv, "-b", suffix, "(objectClass=*)"], stdout=path)
        except CommandFailed as error:
            if "status 32" not in str(error):  # no such object
                raise

    def kept_by_server(self, path: str) -> frozenset[bytes]:
        """Names of attributes, in small letters, that nobody else may change; path: a file to ask into."""
        argv = ["ldapsearch", "-LLL", "-o", "ldif-wrap=no", *self._who, "-b", "cn=Subschema", "-s", "base"]
        self._programs.run([*argv, "(objectClass=*)", "attributeTypes"], stdout=path)
        with open(path, "rb") as file:
            found = [one for entry in entries_of(file) for one in entry.values.get(b"attributetypes", ())]
        return frozenset(name for one in found if _SERVERS.search(one) for name in _names(one))

    def modify(self, path: str) -> None:
        """Ends at the first change that is refused."""
        self._programs.run(["ldapmodify", *self._who, "-f", path])


def _names(definition: bytes) -> Iterator[bytes]:
    if found := _NAMES.search(definition):
        names = re.findall(rb"'([^']+)'", found[2]) if found[2] is not None else [found[1]]
        yield from (name.lower() for name in names)
