"""The kinds of drives, by the names that configurations use."""

from collections.abc import Callable, Mapping

from mmbackup.engine.errors import MediumError
from mmbackup.engine.media.directory import DirectoryDrive
from mmbackup.engine.media.emulated import EmulatedDrive
from mmbackup.engine.media.port import Drive, DriveSpec

KINDS: Mapping[str, Callable[[DriveSpec], Drive]] = {"directory": DirectoryDrive, "emulated": EmulatedDrive}
_KNOWN_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "directory": ("path", "must_be_mount"),
    "emulated": ("path",),
}


def open_drive(spec: DriveSpec) -> Drive:
    """MediumError for a kind or for settings that nobody checked."""
    kind = KINDS.get(spec.kind)
    if kind is None:
        raise MediumError(f"drive {spec.name}: there is no kind of drive named {spec.kind!r}")
    return kind(spec)


def check_settings(kind: str, settings: Mapping[str, object]) -> list[str]:
    """Faults in plain words, each "key: reason"; KeyError for an unknown kind."""
    known = _KNOWN_SETTINGS[kind]
    faults = [f"{key}: not known here; known: {', '.join(known)}" for key in settings if key not in known]
    return faults + _path_faults(settings) + _mount_faults(settings)


def _path_faults(settings: Mapping[str, object]) -> list[str]:
    if "path" not in settings:
        return ["path: is missing"]
    path = settings["path"]
    if not isinstance(path, str) or not path.startswith("/") or "\0" in path:
        return ["path: must be an absolute path, such as /media/dvd"]
    return []


def _mount_faults(settings: Mapping[str, object]) -> list[str]:
    if isinstance(settings.get("must_be_mount", True), bool):
        return []
    return ["must_be_mount: must be true or false"]
