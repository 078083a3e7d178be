"""The packages that are installed beside mmbackup, and their licences, as they themselves tell them."""

import re
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import NamedTuple

REQUIREMENT = re.compile(r"^[A-Za-z0-9._-]+")
LICENCE = "License :: "
LONGEST_LICENCE = 60  # some write the whole of its text there


class Package(NamedTuple):
    name: str
    version: str
    licence: str
    is_asked_for: bool  # by mmbackup itself; else by one of its packages


@cache
def packages(asked_for: tuple[str, ...]) -> tuple[Package, ...]:
    """Those asked for and, in turn, those that they ask for; by name."""
    found: dict[str, Distribution] = {}
    waiting = list(asked_for)
    while waiting:
        name = _plain(waiting.pop())
        if name not in found and (one := _installed(name)) is not None:
            found[name] = one
            waiting += [asked for asked in one.requires or () if "extra ==" not in asked]
    ours = {_plain(name) for name in asked_for}
    return tuple(_package(found[name], is_asked_for=name in ours) for name in sorted(found))


def _plain(requirement: str) -> str:
    match = REQUIREMENT.match(requirement)
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else ""


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except (PackageNotFoundError, ValueError):
        return None


def _package(one: Distribution, *, is_asked_for: bool) -> Package:
    return Package(one.metadata["Name"], one.version, _licence(one), is_asked_for)


def _licence(one: Distribution) -> str:
    """The expression of today's packages, else the word of older ones, else their classifiers."""
    said = one.metadata.json
    told = str(said.get("license_expression") or said.get("license") or "")
    if told and "\n" not in told and len(told) <= LONGEST_LICENCE:
        return told
    classified = [
        line.rsplit(" :: ", 1)[-1]
        for line in one.metadata.get_all("Classifier") or ()
        if line.startswith(LICENCE)
    ]
    return ", ".join(classified) or "see the package"
