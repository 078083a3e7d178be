"""The kind "ldap": a directory as LDIF, an output for each suffix.

suffixes (list of names, such as "dc=example,dc=org"). Without uri, slapcat reads OpenLDAP's own files, also
while it runs; folder is then its configuration's (slapd.d), and configuration (true or false) says whether
cn=config is saved too. With uri, a paged search asks any directory: bind is who asks, password_file holds the
password and nothing else, start_tls (true or false) insists on TLS.
"""

from collections.abc import Iterator

from mmbackup.engine.sources.port import Dump, Settings, Teller
from mmbackup.engine.sources.putting_back.ldap import CONFIGURATION, LdapPutsBack
from mmbackup.engine.sources.settings_faults import (
    faults_of_switch,
    faults_of_text,
    faults_of_text_list,
    text,
    texts,
    unknown_keys,
)

_LOCAL = ("folder", "configuration")
_REMOTE = ("uri", "bind", "password_file", "start_tls")


class Ldap(LdapPutsBack):
    """LDIF as slapadd and ldapadd read it."""

    def faults(self, settings: Settings) -> list[str]:
        found = faults_of_text_list(settings, "suffixes", needed=True)
        for key in ("folder", "uri", "bind", "password_file"):
            found += faults_of_text(settings, key)
        found += faults_of_switch(settings, "configuration") + faults_of_switch(settings, "start_tls")
        beside = _LOCAL if settings.get("uri") else _REMOTE
        found += [f"{key}: says nothing {_WHERE[beside]}" for key in beside if settings.get(key)]
        return found + unknown_keys(settings, ("suffixes", *_LOCAL, *_REMOTE))

    def dumps(self, settings: Settings, teller: Teller) -> Iterator[Dump]:
        if text(settings, "uri"):
            yield from self._searched(settings, teller)
        else:
            yield from self._read(settings, teller)

    def _read(self, settings: Settings, teller: Teller) -> Iterator[Dump]:
        folder = text(settings, "folder")
        suffixes = texts(settings, "suffixes")
        for suffix in ([CONFIGURATION] if settings.get("configuration") else []) + suffixes:
            yield Dump(f"{suffix}.ldif", teller.request("ldap-slapcat", suffix, folder))

    def _searched(self, settings: Settings, teller: Teller) -> Iterator[Dump]:
        tls = "tls" if settings.get("start_tls") else "plain"
        who = [text(settings, key) for key in ("uri", "bind", "password_file")]
        for suffix in texts(settings, "suffixes"):
            yield Dump(f"{suffix}.ldif", teller.request("ldap-search", suffix, tls, *who))


_WHERE = {_LOCAL: "where a uri is given", _REMOTE: "without a uri"}
