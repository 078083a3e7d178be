"""MSS1, the sample's message store: its own files, the directory, names, greetings, mailboxes."""

import os
from datetime import datetime, timedelta
from random import Random

from mmbackup.sample.directory import write_directory
from mmbackup.sample.folder import Folder
from mmbackup.sample.messages import Message, as_mail, messages
from mmbackup.sample.people import Subscriber, subscribers
from mmbackup.sample.voice import Choir


def make_message_store(folder: Folder, choir: Choir, day: datetime, random: Random) -> None:
    people = subscribers(random)
    inbox = messages(people, day, random)
    _write_names(folder, people, choir, day, random)
    _write_greetings(folder, people, choir, day, random)
    for person in people:
        for part in ("cur", "new", "tmp"):
            folder.make(f"mailboxes/{person.mailbox}/{part}")
    for message in inbox:
        _deliver(folder, message, as_mail(message, choir, random))
    folder.make("directory")
    write_directory(os.path.join(folder.path, "directory/messaging.sqlite3"), people, inbox, random)
    folder.date("directory/messaging.sqlite3", day)


def _write_names(
    folder: Folder, people: list[Subscriber], choir: Choir, day: datetime, random: Random
) -> None:
    for person in people:
        recording = choir.say(random.uniform(0.8, 1.8), random)
        folder.write(f"names/{person.mailbox}.wav", recording, changed_at=_some_day(day, 700, random))


def _write_greetings(
    folder: Folder, people: list[Subscriber], choir: Choir, day: datetime, random: Random
) -> None:
    """Everybody has one; every fourth has another for days away."""
    for number, person in enumerate(people):
        kinds = ("standard", "away") if number % 4 == 0 else ("standard",)
        for kind in kinds:
            recording = choir.say(random.uniform(2.5, 6.5), random)
            changed_at = _some_day(day, 400, random)
            folder.write(f"greetings/{person.mailbox}/{kind}.wav", recording, changed_at=changed_at)


def _deliver(folder: Folder, message: Message, mail: bytes) -> None:
    """Maildir's name for it, as a mail server would choose it."""
    name = f"{int(message.sent_at.timestamp())}.M{message.number:06d}P1.mss1,S={len(mail)}"
    place = f"new/{name}" if message.is_new else f"cur/{name}:2,{message.flags}"
    folder.write(f"mailboxes/{message.to.mailbox}/{place}", mail, changed_at=message.sent_at)


def _some_day(day: datetime, days: int, random: Random) -> datetime:
    """Within so many days before."""
    return day - timedelta(seconds=random.randrange(days * 86400))
