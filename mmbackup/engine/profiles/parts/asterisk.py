"""Asterisk, and FreePBX on it: voice mail with names and greetings, dialplans, prompts of one's own."""

from collections.abc import Iterator

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.facts import Facts, Instance
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.proposal import Part, Proposal, Unsaved
from mmbackup.engine.sources.subscribers_setting import KEY

_NAMES = ["greet.*"]
_GREETINGS = ["unavail.*", "busy.*", "temp.*"]
_WHOSE = ["{domain}/{user}/"]  # context and mailbox; FreePBX's links of devices to them are nobody's
_USUAL = {
    "astspooldir": "/var/spool/asterisk",
    "astvarlibdir": "/var/lib/asterisk",
    "astdatadir": "/var/lib/asterisk",
    "astdbdir": "/var/lib/asterisk",
    "astagidir": "/var/lib/asterisk/agi-bin",
    "astkeydir": "/var/lib/asterisk",
}
_FREEPBX = ("/etc/freepbx.conf", "/etc/amportal.conf")
_IN_DATABASE = (
    "Asterisk keeps voice mail in {where}, not in files ({key} in voicemail.conf): see that this is saved"
)


def asterisk(facts: Facts, kind: ServerKind) -> Part:
    parts = [_of_one(each, facts, kind) for each in facts.of("asterisk")]
    return next(iter(parts), Part())


def _of_one(instance: Instance, facts: Facts, kind: ServerKind) -> Part:
    said = _told(instance)
    proposals = (*_voice_mail(said), *_programs(instance, said, kind), *_freepbx(facts, kind))
    why = _elsewhere(said)
    return Part(proposals, _unsaved(said), {items.MESSAGES: why} if why else {})


def _voice_mail(said: dict[str, str]) -> Iterator[Proposal]:
    roots = [f"{said['astspooldir']}/voicemail"]
    settings = {"roots": roots, "exclude": [*_NAMES, *_GREETINGS], KEY: _WHOSE}
    reason = f"Asterisk says its spool lies in {said['astspooldir']}: each mailbox with its messages"
    yield Proposal("messages", "voice-mail", "files", settings, reason, bool(_elsewhere(said)))
    names = {"roots": roots, "include": _NAMES, KEY: _WHOSE}
    yield Proposal(
        "voiced-names", "names", "files", names, "names that subscribers have spoken (greet)", if_any=True
    )
    own = {"roots": roots, "include": _GREETINGS, KEY: _WHOSE}
    reason = "what each mailbox says to callers (unavail, busy, temp)"
    yield Proposal("greetings", "greetings", "files", own, reason, if_any=True)


def _programs(instance: Instance, said: dict[str, str], kind: ServerKind) -> Iterator[Proposal]:
    reason = "dialplan, mailboxes with their passwords, and all else that Asterisk is told"
    own = {"roots": [instance.configuration]}
    yield Proposal(items.applications(kind), "asterisk", "files", own, reason)
    scripts = {"roots": [said["astagidir"]]}
    yield Proposal(
        items.applications(kind), "scripts", "files", scripts, "programs that a dialplan runs", if_any=True
    )
    database = {"databases": [f"{said['astdbdir']}/astdb.sqlite3"]}
    reason = "what Asterisk remembers: forwardings, devices, states"
    yield Proposal(items.subscribers(kind), "astdb", "sqlite", database, reason)
    keys = {"roots": [f"{said['astkeydir']}/keys", "/etc/asterisk/keys"]}
    yield Proposal(
        items.configuration(kind),
        "asterisk-certificates-and-keys",
        "files",
        keys,
        "certificates and secret keys",
        if_any=True,
    )
    sounds = {
        "roots": [f"{said['astdatadir']}/sounds"],
        "include": ["custom/*", "*/custom/*", "tts/*", "*/tts/*"],
    }
    yield Proposal(items.prompts(kind), "prompts", "files", sounds, "prompts in your own words", if_any=True)
    music = {"roots": [f"{said['astdatadir']}/moh"]}
    yield Proposal(
        items.prompts(kind), "music-on-hold", "files", music, "what waiting callers hear", if_any=True
    )


def _freepbx(facts: Facts, kind: ServerKind) -> Iterator[Proposal]:
    if facts.of("freepbx"):
        reason = "by which FreePBX finds its database, where extensions and their mailboxes are"
        yield Proposal(items.configuration(kind), "freepbx", "files", {"roots": list(_FREEPBX)}, reason)


def _elsewhere(said: dict[str, str]) -> str:
    for key, where in (("odbcstorage", "a database"), ("imapserver", "an IMAP server")):
        if said.get(key):
            return _IN_DATABASE.format(where=where, key=key)
    return ""


def _unsaved(said: dict[str, str]) -> tuple[Unsaved, ...]:
    return (
        Unsaved(
            f"{said['astspooldir']}/monitor",
            "recordings of calls: add a source of files if they are to be kept",
        ),
        Unsaved(f"{said['astspooldir']}/outgoing, tmp", "calls that are being made and files in the making"),
        Unsaved(
            f"sounds that came with Asterisk in {said['astdatadir']}", "they come back from their packages"
        ),
        Unsaved(
            "/var/log/asterisk",
            "logs; what calls cost (Master.csv) is a file of them: add it if it is needed",
        ),
    )


def _told(instance: Instance) -> dict[str, str]:
    """Of Asterisk's own form: key => value, or key = value, and what follows a semicolon is a comment."""
    parted = (line.partition(";")[0].partition("=") for line in instance.words.splitlines())
    told = {key.strip(): value.removeprefix(">").strip().rstrip("/") for key, sign, value in parted if sign}
    return {**_USUAL, **{key: value for key, value in told.items() if value}}
