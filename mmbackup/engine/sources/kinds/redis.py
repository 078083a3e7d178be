"""The kind "redis": all that a Redis or Valkey server holds, as the RDB file it makes of one moment.

address is "host:port" or a socket's path; none: 127.0.0.1:6379. password_file, where the
source is read, holds the password and nothing else. file (absolute path) is where the server keeps its data
(dir and dbfilename of its configuration): without it, nothing is put back in place.
"""

from collections.abc import Iterator

from mmbackup.engine.sources.port import Dump, Settings, Teller
from mmbackup.engine.sources.putting_back.redis import RedisPutsBack
from mmbackup.engine.sources.settings_faults import faults_of_text, text, unknown_keys

RDB = "dump.rdb"


class Redis(RedisPutsBack):
    """As a replica would get it: the server forks, and goes on answering."""

    def faults(self, settings: Settings) -> list[str]:
        found = faults_of_text(settings, "address") + faults_of_text(settings, "password_file")
        found += faults_of_text(settings, "file")
        if text(settings, "file") and not text(settings, "file").startswith("/"):
            found.append("file: must be an absolute path")
        return found + unknown_keys(settings, ("address", "password_file", "file"))

    def dumps(self, settings: Settings, teller: Teller) -> Iterator[Dump]:
        asked = [text(settings, key) for key in ("address", "password_file")]
        yield Dump(RDB, teller.request("redis-copy", *asked))
