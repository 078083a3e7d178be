"""MAS1, the sample's application server: prompts and a queue, beside the files that lie ready."""

from datetime import datetime, timedelta
from random import Random

from mmbackup.sample.folder import Folder
from mmbackup.sample.messages import as_mail, messages
from mmbackup.sample.people import subscribers
from mmbackup.sample.voice import Choir

_PROMPTS = (
    "for-emergencies",
    "for-opening-hours",
    "for-reception",
    "for-sales",
    "for-service",
    "goodbye",
    "leave-a-message",
    "main-menu",
    "not-available",
    "please-hold",
    "press-hash",
    "thank-you",
    "try-again",
    "we-are-closed",
    "we-are-open",
    "welcome",
)
_QUEUED = 6


def make_application_server(folder: Folder, choir: Choir, day: datetime, random: Random) -> None:
    for name in _PROMPTS:
        changed_at = day - timedelta(seconds=random.randrange(900 * 86400))
        folder.write(f"prompts/{name}.wav", choir.say(random.uniform(1, 9), random), changed_at=changed_at)
    listing = "".join(f"{number:04d} {name}.wav\n" for number, name in enumerate(_PROMPTS, start=1))
    folder.write("prompts/prompts.txt", f"# Sample: customized prompts\n{listing}".encode(), changed_at=day)
    for message in messages(subscribers(random), day, random)[-_QUEUED:]:
        name = f"queue/{message.number:08d}.eml"
        folder.write(name, as_mail(message, choir, random), changed_at=message.sent_at)
