"""The kind "system": what a host is, as text to build it again by: an output for each part.

parts (list) chooses some of PARTS; none: all. Certificates tells whose each is and until when, and where
private keys lie, never what is in them; alarms shows the settings of what watches over the host, and the
passwords that stand in them; jobs is what runs by the clock.
"""

from collections.abc import Iterator

from mmbackup.engine.sources.port import Dump, Settings, Teller
from mmbackup.engine.sources.settings_faults import faults_of_text_list, texts, unknown_keys

PARTS = ("software", "services", "network", "disks", "accounts", "certificates", "alarms", "jobs")


class System:
    """For people to read, not for a program to put back. The files of a host (/etc) are another source."""

    def faults(self, settings: Settings) -> list[str]:
        found = faults_of_text_list(settings, "parts")
        found += [
            f"parts[{position}]: {part!r} is not known here; known: {', '.join(PARTS)}"
            for position, part in enumerate(texts(settings, "parts"))
            if part not in PARTS
        ]
        return found + unknown_keys(settings, ("parts",))

    def dumps(self, settings: Settings, teller: Teller) -> Iterator[Dump]:
        for part in texts(settings, "parts") or PARTS:
            yield Dump(f"{part}.txt", teller.request("system", part))
