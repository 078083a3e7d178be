"""A request that is answered by records, each ended by a zero byte, and by complaints, a line each."""

from collections.abc import Callable, Iterator

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.hosts.pace import Pace
from mmbackup.engine.hosts.program import failure, running, said

_TAIL = 2000
_LONGEST = 1 << 20
WITH_COMPLAINTS = 1  # the status of an answer that is not whole, and says why


def ask(
    name: str,
    argv: list[str],
    *,
    started: Callable[[int], None],
    alive: Callable[[], None],
    pace: Pace,
    explained: bool = False,
) -> Iterator[tuple[bool, bytes]]:
    """Whether it is a complaint, and the record or line, as they come. name is who is asked, argv puts it.

    CommandFailed at the end, if the answer is not whole; explained: unless complaints, which are errors of
    whoever asks, say all that is missing.
    """
    rests = {False: b"", True: b""}
    with running(argv, started) as process:
        complaint = b""
        for is_complaint, chunk in said(process, pace):
            alive()
            if is_complaint:
                complaint = (complaint + chunk)[-_TAIL:]
            *whole, rests[is_complaint] = (rests[is_complaint] + chunk).split(
                b"\n" if is_complaint else b"\0"
            )
            if len(rests[is_complaint]) > _LONGEST:
                raise CommandFailed(f"{name} answers what is no answer")
            yield from ((is_complaint, one.rstrip(b"\r") if is_complaint else one) for one in whole)
        status = process.wait()
    is_explained = explained and status == WITH_COMPLAINTS and complaint
    if (status and not is_explained) or rests[False]:
        raise CommandFailed(failure(name, status, complaint))
