"""Paths that programs write with variables in them: what of them is the same for every mailbox."""

_VARIABLES = ("%", "$")


def fixed_part(path: str) -> str:
    """The folder below which all lies; empty where that would be everything, or is not known."""
    if not path.startswith("/"):
        return ""
    kept = []
    for name in path.rstrip("/").split("/")[1:]:
        if any(sign in name for sign in _VARIABLES):
            break
        kept.append(name)
    return "/" + "/".join(kept) if kept else ""


def is_plain(path: str) -> bool:
    """Absolute, and the same for every mailbox."""
    return bool(path) and fixed_part(path) == path


def below(path: str, folders: tuple[str, ...]) -> str:
    """The one of the folders in which the path lies, or which it is; empty for none."""
    return next((folder for folder in folders if path == folder or path.startswith(folder + "/")), "")
