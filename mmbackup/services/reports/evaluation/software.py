"""Which mmbackup this is."""

import tomllib
from functools import cache

from mmbackup.environment import BASE_DIR


@cache
def version_of_software() -> str:
    """As its own file says: it is not installed as a package."""
    with open(BASE_DIR / "pyproject.toml", "rb") as file:
        return str(tomllib.load(file)["project"]["version"])
