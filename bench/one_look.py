"""What discovering asks of a host: `python -m bench.one_look ROOT` looks this one over."""

import sys

from mmbackup.engine.hosts.teller import HostTeller
from mmbackup.engine.profiles.reading import read_facts, read_sizes


def main() -> None:
    (root,) = sys.argv[1:]
    teller = HostTeller(None, lambda _: None, lambda: None)
    read_facts(teller.ask("look"))
    print(read_sizes(teller.ask("measure", root), [root])[root])


if __name__ == "__main__":
    main()
