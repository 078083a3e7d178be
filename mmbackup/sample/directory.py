"""The sample's directory, in SQLite: profiles, mailing lists, message headers, waiting indicators."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from random import Random

from mmbackup.sample.messages import Message
from mmbackup.sample.people import Subscriber

_TABLES = """
PRAGMA page_size = 4096;
CREATE TABLE subscribers (
    mailbox TEXT PRIMARY KEY, given_name TEXT NOT NULL, family_name TEXT NOT NULL,
    address TEXT NOT NULL UNIQUE, class_of_service INTEGER NOT NULL,
    language TEXT NOT NULL, extension TEXT NOT NULL
);
CREATE TABLE mailing_lists (number TEXT PRIMARY KEY, name TEXT NOT NULL, owner TEXT NOT NULL);
CREATE TABLE list_members (
    number TEXT NOT NULL REFERENCES mailing_lists, mailbox TEXT NOT NULL REFERENCES subscribers,
    PRIMARY KEY (number, mailbox)
);
CREATE TABLE message_headers (
    message_id TEXT PRIMARY KEY, mailbox TEXT NOT NULL REFERENCES subscribers, sender TEXT NOT NULL,
    subject TEXT NOT NULL, sent_at TEXT NOT NULL, seconds REAL NOT NULL, listened INTEGER NOT NULL
);
CREATE TABLE waiting_indicators (
    mailbox TEXT PRIMARY KEY REFERENCES subscribers, lit INTEGER NOT NULL, new_messages INTEGER NOT NULL
);
"""
_LISTS = ("All staff", "Sales", "Service", "Reception", "Board", "Workshop", "Warehouse", "Night shift")


def write_directory(path: str, people: list[Subscriber], messages: list[Message], random: Random) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(_TABLES)
        with database:
            _insert(database, "subscribers", (_profile(person) for person in people))
            _write_lists(database, people, random)
            _insert(database, "message_headers", (_header(message) for message in messages))
            _insert(database, "waiting_indicators", (_indicator(person, messages) for person in people))


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    every = list(rows)
    marks = ", ".join("?" * len(every[0]))
    database.executemany(f"INSERT INTO {table} VALUES ({marks})", every)  # noqa: S608  our own names


def _profile(person: Subscriber) -> tuple[object, ...]:
    return (
        person.mailbox,
        person.given,
        person.family,
        person.address,
        person.class_of_service,
        "en-GB",
        person.mailbox,
    )


def _write_lists(database: sqlite3.Connection, people: list[Subscriber], random: Random) -> None:
    for place, name in enumerate(_LISTS):
        number = str(3100 + place)
        members = people if place == 0 else random.sample(people, random.randrange(4, 30))
        _insert(database, "mailing_lists", [(number, name, members[0].mailbox)])
        _insert(database, "list_members", ((number, person.mailbox) for person in members))


def _header(message: Message) -> tuple[object, ...]:
    return (
        message.message_id,
        message.to.mailbox,
        message.sender.address,
        message.subject,
        message.sent_at.isoformat(),
        message.seconds,
        not message.is_new,
    )


def _indicator(person: Subscriber, messages: list[Message]) -> tuple[object, ...]:
    new = sum(message.is_new and message.to == person for message in messages)
    return person.mailbox, new > 0, new
