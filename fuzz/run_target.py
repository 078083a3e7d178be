"""One target under atheris, in a process of its own: python -m fuzz.run_target NAME [libFuzzer's options]."""

import sys
from functools import partial

import atheris

with atheris.instrument_imports(include=["mmbackup", "json", "fuzz.targets"]):
    from fuzz.targets import TARGETS


def _try(name: str, text: bytes) -> None:
    TARGETS[name](text)


def main() -> None:
    name, *options = sys.argv[1:]
    atheris.Setup([f"fuzz {name}", *options], partial(_try, name))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
