"""The kinds of drives, by the names that configurations use. Each is imported when one of it is opened."""

from collections.abc import Callable, Mapping

from mmbackup.engine.errors import MediumError
from mmbackup.engine.media.port import Drive, DriveSpec


def _directory(spec: DriveSpec) -> Drive:
    from mmbackup.engine.media.directory import DirectoryDrive  # noqa: PLC0415

    return DirectoryDrive(spec)


def _block_device(spec: DriveSpec) -> Drive:
    from mmbackup.engine.media.block.drive import BlockDrive  # noqa: PLC0415

    return BlockDrive(spec)


def _emulated(spec: DriveSpec) -> Drive:
    from mmbackup.engine.media.emulated import EmulatedDrive  # noqa: PLC0415

    return EmulatedDrive(spec)


KINDS: Mapping[str, Callable[[DriveSpec], Drive]] = {
    "directory": _directory,
    "block device": _block_device,
    "emulated": _emulated,
}
_KNOWN_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "directory": ("path", "must_be_mount"),
    "block device": ("device", "file_system"),
    "emulated": ("path",),
}
FILE_SYSTEMS = ("ext4", "udf")


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
    if kind == "block device":
        return faults + _path_faults(settings, "device", "/dev/sr0") + _file_system_faults(settings)
    return faults + _path_faults(settings, "path", "/media/dvd") + _mount_faults(settings)


def _path_faults(settings: Mapping[str, object], key: str, example: str) -> list[str]:
    if key not in settings:
        return [f"{key}: is missing"]
    path = settings[key]
    if not isinstance(path, str) or not path.startswith("/") or "\0" in path:
        return [f"{key}: must be an absolute path, such as {example}"]
    return []


def _file_system_faults(settings: Mapping[str, object]) -> list[str]:
    if "file_system" not in settings:
        return ["file_system: is missing; udf for discs, ext4 for disks"]
    if settings["file_system"] not in FILE_SYSTEMS:
        return ["file_system: must be udf, for discs, or ext4, for disks"]
    return []


def _mount_faults(settings: Mapping[str, object]) -> list[str]:
    if isinstance(settings.get("must_be_mount", True), bool):
        return []
    return ["must_be_mount: must be true or false"]
