"""Outputs of MySQL's databases have names of their own, whatever the databases are called."""

import pytest

from mmbackup.engine.sources.kinds.mysql import Mysql
from mmbackup.engine.sources.putting_back.mysql import ACCOUNTS


class Told:
    """A host with these databases."""

    is_here = False

    def __init__(self, *names: str) -> None:
        self._names = list(names)

    def ask(self, verb: str, *_: str) -> list[str]:
        return self._names if verb == "mysql-names" else []

    def request(self, verb: str, *words: str) -> list[str]:
        return [verb, *words]


def test_a_database_called_accounts_does_not_take_the_place_of_the_accounts() -> None:
    dumps = {dump.name: dump.argv for dump in Mysql().dumps({}, Told("accounts", "accounts.sql", "mail"))}

    assert dumps == {
        ACCOUNTS: ["mysql-accounts", ""],
        "accounts .sql": ["mysql-dump", "", "accounts"],
        "accounts.sql.sql": ["mysql-dump", "", "accounts.sql"],
        "mail.sql": ["mysql-dump", "", "mail"],
    }


@pytest.mark.parametrize("name", ["accounts .sql", "accounts.sql.sql", "mail.sql"])
def test_each_is_taken_back_as_its_own_database(name: str) -> None:
    own = {"accounts .sql": "accounts", "accounts.sql.sql": "accounts.sql", "mail.sql": "mail"}[name]

    assert Mysql().left_out(name, {"databases": [own]}) == ""
    assert Mysql().left_out(name, {"databases": ["another"]})
