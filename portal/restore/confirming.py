"""What is typed before a restore in place."""

from mmbackup.services.restore.preview import Preview


def word_of(preview: Preview) -> str:
    """The server's name, or this where they are several."""
    servers = preview.servers
    return servers[0] if len(servers) == 1 else "in place"
