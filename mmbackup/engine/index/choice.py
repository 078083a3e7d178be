"""The origins of an index that may be seen: all but those of the data types and servers that are left out."""

import sqlite3
from collections.abc import Collection

_SHARED_BIT = 62  # of all origins from this number on


class Choice:
    def __init__(self, connection: sqlite3.Connection, without: Collection[tuple[str, str]]) -> None:
        self._origins = connection.execute("SELECT id, data_type, server FROM origin").fetchall()
        self._allowed = {row[0] for row in self._origins if (row[1], row[2]) not in without}

    def condition(self, data_type: str = "", server: str = "") -> str:
        """To go on with after WHERE …; empty when all agree."""
        numbers = self._agreed(data_type, server)
        if len(numbers) == len(self._origins):
            return ""
        return f"AND origin IN ({', '.join(map(str, numbers))})"

    def folder_condition(self, data_type: str = "", server: str = "") -> str:
        """The same for folders: something that may be seen lies below."""
        numbers = self._agreed(data_type, server)
        if len(numbers) == len(self._origins):
            return ""
        bits = sum({1 << min(number, _SHARED_BIT) for number in numbers})
        return f"AND origins & {bits} <> 0"

    def _agreed(self, data_type: str, server: str) -> list[int]:
        return [
            number
            for number, its_type, its_server in self._origins
            if number in self._allowed and data_type in {"", its_type} and server in {"", its_server}
        ]
