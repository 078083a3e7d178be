"""A whole log as plain text, streamed."""

from django.http import FileResponse, Http404
from django.utils.timezone import localtime

from mmbackup.models import Log
from portal.logs.files import path_of


def as_text(log: Log) -> FileResponse:
    """Http404 when its file is gone."""
    began = localtime(log.run.started_at or log.run.queued_at)
    try:
        file = open(path_of(log), "rb")  # noqa: SIM115  the response closes it
    except OSError as error:
        raise Http404 from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{log.kind}-log-{began:%Y-%m-%d-%H%M}.txt",
        content_type="text/plain; charset=utf-8",
    )
