"""A key file that is uploaded: held in memory, however small or large the server's limits are."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

LONGEST = 64 * 1024  # bytes: a key file is a few lines


class InMemory(FileUploadHandler):
    """Refuses what is no key file by its size; Django's own handlers would put it onto the disk."""

    chunk_size = LONGEST

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._held = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  Django's own
        self._held += raw_data
        if len(self._held) > LONGEST:
            raise StopUpload(connection_reset=False)

    def file_complete(self, file_size: int) -> SimpleUploadedFile:  # noqa: ARG002  Django's own
        return SimpleUploadedFile(self.file_name or "key", bytes(self._held))
