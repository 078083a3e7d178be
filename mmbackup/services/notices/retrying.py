"""When what did not arrive is tried again: ever later, for a day. Counted in tries, not in hours:

a notice may have waited a weekend for its rule's hours, and a watchdog may have been down.
"""

from datetime import datetime, timedelta

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 30))
LONGEST_PAUSE = timedelta(hours=1)
MOST_TRIES = len(PAUSES) + 24  # an hour of growing pauses, and a day of long ones
ALARMED_AFTER = 3  # tries in vain: many receivers ask a stranger to come again once


def next_try(*, tries: int, now: datetime) -> datetime | None:
    """After so many in vain. None: it is given up."""
    if tries >= MOST_TRIES:
        return None
    return now + (PAUSES[tries - 1] if tries <= len(PAUSES) else LONGEST_PAUSE)
