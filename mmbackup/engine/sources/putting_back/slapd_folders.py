"""Where a slapd on this machine keeps its configuration and its databases, and how those make way."""

import contextlib
import os
import shutil

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.sources.port import Programs
from mmbackup.engine.sources.putting_back.directory_diff import normal
from mmbackup.engine.sources.putting_back.ldif import entries_of
from mmbackup.engine.sources.putting_back.one_file import shown

_USUAL = ("/etc/ldap/slapd.d", "/etc/openldap/slapd.d", "/usr/local/etc/openldap/slapd.d")
_STAY = {"DB_CONFIG"}


def configuration_folder(named: str) -> str:
    """The one that the source names, or the usual one."""
    found = named or next(filter(os.path.isdir, _USUAL), "")
    if not found:
        raise CommandFailed("the folder of slapd's configuration is not known: name it (folder)")
    return found


def database_folder(configuration: str, suffix: str, programs: Programs, path: str) -> str:
    """Of the suffix; path: a file to ask into."""
    argv = ["slapcat", "-o", "ldif-wrap=no", "-F", configuration, "-n", "0"]
    programs.run(argv, stdout=path)
    wanted = normal(os.fsencode(suffix))
    with open(path, "rb") as file:
        for entry in entries_of(file):
            if wanted in map(normal, entry.values.get(b"olcsuffix", ())):
                for folder in entry.values.get(b"olcdbdirectory", ()):
                    return os.fsdecode(folder)
    raise CommandFailed(f"slapd's configuration has no database for {suffix}")


def holds_something(folder: str) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return bool(set(os.listdir(folder)) - _STAY)
    return False


class Emptied:
    """A folder whose files went into one below it. Back they come, or go for good, or stay there."""

    def __init__(self, folder: str, ending: str) -> None:
        self._folder = folder
        self.aside = os.path.join(folder, ending.lstrip("."))

    def make_way(self) -> None:
        """Also after a process that died: what is there then is a half of its own."""
        if os.path.isdir(self.aside):
            self._remove_all()
            return
        if not os.path.isdir(self._folder):
            raise CommandFailed(f"{shown(self._folder)} is missing: make it, owned by whoever runs slapd")
        os.mkdir(self.aside, 0o700)
        self._move(self._folder, self.aside)

    def bring_back(self) -> None:
        self._remove_all()
        self._move(self.aside, self._folder)
        os.rmdir(self.aside)

    def forget(self) -> None:
        shutil.rmtree(self.aside)

    def give_to_owner(self) -> None:
        """slapadd makes its files as root; the folder's owner is who runs slapd."""
        owner = os.stat(self._folder)
        for folder, folders, files in os.walk(self._folder):
            for name in (*folders, *files):
                os.chown(os.path.join(folder, name), owner.st_uid, owner.st_gid, follow_symlinks=False)

    def _names(self, folder: str) -> list[str]:
        return [
            name for name in os.listdir(folder) if name != os.path.basename(self.aside) and name not in _STAY
        ]

    def _move(self, of: str, to: str) -> None:
        for name in self._names(of):
            if not name.startswith("before-"):  # of a restore before this one
                os.rename(os.path.join(of, name), os.path.join(to, name))

    def _remove_all(self) -> None:
        for name in self._names(self._folder):
            path = os.path.join(self._folder, name)
            if name.startswith("before-"):
                continue
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)

    def __str__(self) -> str:
        return shown(self.aside)
