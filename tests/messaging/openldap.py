"""A real OpenLDAP, configured as Debian does it (cn=config), filled by LDAP."""

from pathlib import Path

from tests.messaging.server import Server, run
from tests.ports import HERE, free_port

SUFFIX = "dc=voice,dc=example"
ADMIN = f"cn=admin,{SUFFIX}"
PASSWORD = "secret"

_CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix {suffix}
rootdn {admin}
rootpw {password}
directory {folder}/data
maxsize 16777216
dbnosync
"""


class OpenLdap(Server):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.uri = f"ldap://{HERE}:{free_port()}"
        self.configuration, entries = folder / "slapd.d", folder / "data"
        self.data = (self.configuration, entries)
        self.initialise()
        old_form = folder / "slapd.conf"
        old_form.write_text(
            _CONFIGURATION.format(suffix=SUFFIX, admin=ADMIN, password=PASSWORD, folder=folder)
        )
        run("slapadd", "-q", "-f", old_form, stdin=_first_entry())
        run("slaptest", "-f", old_form, "-F", self.configuration)
        old_form.unlink()

    def initialise(self) -> None:
        for path in self.data:
            path.mkdir(mode=0o750)

    def command(self) -> list[str]:
        return ["/usr/sbin/slapd", "-F", str(self.configuration), "-h", self.uri, "-d", "0"]

    def answers(self) -> bool:
        try:
            return b"anonymous" in run("ldapwhoami", "-x", "-H", self.uri)
        except AssertionError:
            return False

    def add(self, entries: bytes) -> None:
        run("ldapadd", "-x", "-H", self.uri, "-D", ADMIN, "-w", PASSWORD, stdin=entries)

    def read(self) -> list[bytes]:
        """Every entry with all that the server itself knows of it."""
        argv = ("ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-H", self.uri, "-D", ADMIN, "-w", PASSWORD)
        return sorted(run(*argv, "-b", SUFFIX, "*", "+").strip().split(b"\n\n"))


def _first_entry() -> bytes:
    return f"dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: Voice\ndc: voice\n\n".encode()
