"""The watchdog's step of notices: what came back, the morning's digest, what is to go out. It never waits."""

from datetime import datetime

from mmbackup.services.notices.deliver import hand_out, remember
from mmbackup.services.notices.digest import see_to_digest
from mmbackup.services.notices.ping import hand_out_ping, remember_ping
from mmbackup.services.notices.postman import Postman
from mmbackup.services.site import all_sites


class PostOffice:
    """Remembers between two looks only who is out; all else lies in the database."""

    def __init__(self, *, postman: Postman | None = None) -> None:
        self._postman = postman or Postman()

    def look(self, *, now: datetime) -> None:
        self.take_back(now=now)
        for site in all_sites():
            see_to_digest(site=site, now=now)
        hand_out_ping(postman=self._postman, now=now)
        hand_out(postman=self._postman, now=now)

    def take_back(self, *, now: datetime) -> None:
        came = self._postman.returned()
        remember(came=came, now=now)
        remember_ping(came=came, now=now)

    def close(self, *, seconds: float, now: datetime) -> None:
        """For a watchdog about to end: who is out comes back first, if it does not take too long."""
        self._postman.wait(seconds)
        self.take_back(now=now)
