"""What the clients of a messaging system see of it, and whether all of it is there again."""

from email import message_from_bytes, policy
from typing import NamedTuple

from tests.messaging.dovecot import Stored
from tests.messaging.filling import NAMES
from tests.messaging.system import MessagingSystem
from tests.messaging.traffic import BRANCH, Mail

Box = dict[tuple[str, str], Stored]


class State(NamedTuple):
    """All that clients see of it."""

    boxes: dict[str, Box]
    entries: list[bytes]
    roles: bytes
    calls: set[bytes]


def box_of(system: MessagingSystem, name: str) -> Box:
    """Each message by folder and id: none is there twice."""
    found: Box = {}
    for folder, messages in system.dovecot.read(name).items():
        for stored in messages:
            key = folder, str(message_from_bytes(stored.content, policy=policy.default)["Message-ID"])
            assert key not in found, f"{name}: {key} is there twice"
            found[key] = stored
    return found


def state_of(system: MessagingSystem) -> State:
    roles = "SELECT rolname, rolpassword FROM pg_authid WHERE rolname = 'voice'"
    calls = "SELECT call.*, leg.* FROM call FULL JOIN leg ON leg.call = call.id"
    return State(
        {name: box_of(system, name) for name in NAMES},
        system.ldap.read(),
        system.postgresql.ask(roles),
        set(system.postgresql.ask(calls, "calls").splitlines()),
    )


def all_came(system: MessagingSystem, mail: Mail) -> bool:
    return all(
        {number for _, number in box_of(system, name)} == mail.ids_for(name) for name in NAMES
    ) and set(system.postfix.queued()) <= {BRANCH}


def is_back(before: State, later: State, now: State) -> None:
    """later: what was there when the night had ended."""
    for name in NAMES:
        was, end, box = before.boxes[name], later.boxes[name], now.boxes[name]
        assert was.keys() <= box.keys() <= end.keys()
        for key, stored in box.items():
            assert stored.content == end[key].content
        for key, stored in was.items():
            assert (box[key].uid, box[key].content) == (stored.uid, stored.content)
            assert stored.flags <= box[key].flags <= end[key].flags | {b"\\Flagged"}
    assert now.entries == before.entries
    assert now.roles == before.roles
    assert before.calls <= now.calls <= later.calls
