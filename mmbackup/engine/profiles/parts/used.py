"""Which databases the mail system is known to read, by the files of its configuration."""

import re

from mmbackup.engine.profiles.facts import Facts

_NAMED = re.compile(r"\bdbname *= *[\"']?([^\s\"']+)")


def used_names(facts: Facts) -> set[str]:
    return {name for each in facts.uses for name in _NAMED.findall(each.words)}
