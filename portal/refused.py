"""Why something was not done, and what to do next, in a page's own sentence."""

from mmbackup.engine.errors import BackupError


def refused(sentence: str, error: BackupError) -> str:
    """sentence: with %(error)s and %(next_step)s."""
    return sentence % {"error": error, "next_step": error.next_step}
