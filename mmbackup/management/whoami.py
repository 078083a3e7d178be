"""Who gives a command at a shell, for what is written down."""

import getpass


def whoami() -> str:
    """An account without a name is named by its number."""
    try:
        return f"{getpass.getuser()} at a shell"
    except (KeyError, OSError):
        return "somebody at a shell"
