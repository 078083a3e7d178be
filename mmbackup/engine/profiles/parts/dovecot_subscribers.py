"""Whose a folder of Dovecot's mail is, by the variables in its path: said only where all of them are known.

(https://doc.dovecot.org/2.3/configuration_manual/config_file/config_variables/; since 2.4 with filters)
"""

import re
from collections.abc import Iterable

from mmbackup.engine.format.subscriber_pattern import DOMAIN, HASH, USER, faults_of_pattern
from mmbackup.engine.profiles.templates import fixed_part

_MEANS = {
    "%u": USER,
    "%n": USER,
    "%d": DOMAIN,
    "%{user}": USER,
    "%{username}": USER,
    "%{domain}": DOMAIN,
    "%{user|username}": USER,
    "%{user|domain}": DOMAIN,
}
_SORTED_BY = re.compile(r"%\d+(\.\d+)?[LMHRX]*[und]")  # such as %1n, its first letter


def subscribers_below(paths: Iterable[str]) -> list[str]:
    """The pattern of what lies below the fixed parts of all the paths; none where they are not alike."""
    patterns = {_pattern(path) for path in paths}
    return list(patterns) if len(patterns) == 1 and "" not in patterns else []


def _pattern(path: str) -> str:
    """Up to the folder that is one subscriber's alone; empty where that is not sure."""
    names = [_meaning(name) for name in path[len(fixed_part(path)) :].strip("/").split("/")]
    own = [place for place, name in enumerate(names) if name in {USER, DOMAIN}]
    text = "/".join(names[: own[-1] + 1]) + "/" if own else ""
    return "" if "" in names or any(faults_of_pattern(text)) else text


def _meaning(name: str) -> str:
    """Of one name in a path; empty for what is not known."""
    plain = name.replace(" ", "").replace("|lower", "").replace("%L", "%")
    if _SORTED_BY.fullmatch(plain):
        return HASH
    return _MEANS.get(plain, "") if "%" in name else name
