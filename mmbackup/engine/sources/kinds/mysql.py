"""The kind "mysql": databases of MariaDB or MySQL as SQL, each one state of it (--single-transaction).

options_file is the client's own, where the source is read, with user and password ([client]); databases
(list) chooses some; none: all but the server's own.
"""

from collections.abc import Iterator

from mmbackup.engine.sources.port import Dump, Settings, Teller
from mmbackup.engine.sources.putting_back.mysql import ACCOUNTS, MysqlPutsBack, output_of
from mmbackup.engine.sources.settings_faults import (
    faults_of_text,
    faults_of_text_list,
    text,
    texts,
    unknown_keys,
)


class Mysql(MysqlPutsBack):
    """Tables that know no transactions (MyISAM) are dumped as they are read."""

    def faults(self, settings: Settings) -> list[str]:
        found = faults_of_text(settings, "options_file") + faults_of_text_list(settings, "databases")
        return found + unknown_keys(settings, ("options_file", "databases"))

    def dumps(self, settings: Settings, teller: Teller) -> Iterator[Dump]:
        options = text(settings, "options_file")
        there = teller.ask("mysql-names", options)
        yield Dump(ACCOUNTS, teller.request("mysql-accounts", options))
        for name in texts(settings, "databases") or there:
            yield Dump(output_of(name), teller.request("mysql-dump", options, name))
