"""Where logs lie on the server."""

from mmbackup.engine.format.log_reader import LogReader
from mmbackup.environment import data_folder
from mmbackup.models import Log


def path_of(log: Log) -> str:
    return str(data_folder("logs") / log.path)


def open_log(log: Log) -> LogReader | None:
    """None when its file is gone, as after somebody cleaned up by hand."""
    try:
        return LogReader(path_of(log))
    except OSError:
        return None
