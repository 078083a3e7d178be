"""The kind "windows": what a Windows host is, by PowerShell over SSH (deploy/mmbackup-collect.ps1).

parts (list) chooses some of PARTS, hives (list) some of HIVES for the part "registry"; none: all.
system_state_on is a volume of the host, such as "E:", onto which its own schedule has wbadmin write the
system state: what lies there is saved as an archive. Without it, the part "system-state" is left out.
"""

import os
import re
from collections.abc import Iterator

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.sources.archive_ends import check_archive
from mmbackup.engine.sources.port import Dump, Settings, Teller
from mmbackup.engine.sources.settings_faults import (
    faults_of_text,
    faults_of_text_list,
    text,
    texts,
    unknown_keys,
)
from mmbackup.engine.sources.windows_hive import check_hive

REGISTRY, SYSTEM_STATE, HOSTS = "registry", "system-state", "hosts"
PARTS = ("software", "services", "network", "disks", "accounts", HOSTS, REGISTRY, SYSTEM_STATE)
HIVES = ("SYSTEM", "SOFTWARE", "SAM", "SECURITY", "DEFAULT")
KEYS = ("parts", "hives", "system_state_on")
_VOLUME = re.compile("[A-Z]:")


class Windows:
    """Bytes are saved as they come, whatever the host's code page and line ends are."""

    def faults(self, settings: Settings) -> list[str]:
        found = _faults_of_choice(settings, "parts", PARTS) + _faults_of_choice(settings, "hives", HIVES)
        return found + _faults_of_volume(settings) + _faults_of_use(settings) + unknown_keys(settings, KEYS)

    def why_not_here(self) -> str:
        return "a Windows host is another machine: give the server its address"

    def dumps(self, settings: Settings, teller: Teller) -> Iterator[Dump]:
        if teller.is_here:
            raise CommandFailed(self.why_not_here())
        volume = text(settings, "system_state_on")
        for part in texts(settings, "parts") or PARTS:
            if part == REGISTRY:
                for hive in texts(settings, "hives") or HIVES:
                    yield Dump(f"{hive}.hiv", teller.request("windows", "hive", hive), check_hive)
            elif part == HOSTS:
                yield Dump(HOSTS, teller.request("windows", HOSTS))
            elif part != SYSTEM_STATE:
                yield Dump(f"{part}.txt", teller.request("windows", part), _check_said)
            elif volume:
                yield from _system_state(volume, teller)


def _system_state(volume: str, teller: Teller) -> Iterator[Dump]:
    listed = teller.request("windows", "system-state-versions", volume)
    yield Dump("system-state-versions.txt", listed, _check_said)
    yield Dump("system-state.tar", teller.request("windows", SYSTEM_STATE, volume), check_archive)


def _check_said(path: str) -> None:
    if not os.path.getsize(path):
        raise CommandFailed("nothing was said")


def _faults_of_choice(settings: Settings, key: str, known: tuple[str, ...]) -> list[str]:
    return faults_of_text_list(settings, key) + [
        f"{key}[{position}]: {chosen!r} is not known here; known: {', '.join(known)}"
        for position, chosen in enumerate(texts(settings, key))
        if chosen not in known
    ]


def _faults_of_volume(settings: Settings) -> list[str]:
    volume = text(settings, "system_state_on")
    if faults_of_text(settings, "system_state_on") or (volume and not _VOLUME.fullmatch(volume)):
        return [f"system_state_on: {volume!r} is no volume such as 'E:'"]
    return []


def _faults_of_use(settings: Settings) -> list[str]:
    """A part and what it takes belong together."""
    parts = texts(settings, "parts")
    found = [
        f"{key}: is of the part {part!r}, which is not chosen"
        for key, part in (("hives", REGISTRY), ("system_state_on", SYSTEM_STATE))
        if settings.get(key) and parts and part not in parts
    ]
    if SYSTEM_STATE in parts and not settings.get("system_state_on"):
        found.append("system_state_on: is missing; the part 'system-state' lies on that volume of the host")
    return found
