"""SNMP traps and informs, v2c and v3. What they say stands in deploy/MMBACKUP-MIB.txt."""

import asyncio
import re
import time

from pysnmp.error import PySnmpError
from pysnmp.hlapi.transport import AbstractTransportTarget
from pysnmp.hlapi.v3arch.asyncio import (
    ContextData,
    NotificationType,
    ObjectIdentity,
    SnmpEngine,
    Udp6TransportTarget,
    UdpTransportTarget,
    send_notification,
)
from pysnmp.hlapi.v3arch.asyncio.auth import (
    USM_AUTH_HMAC96_SHA,
    USM_AUTH_HMAC192_SHA256,
    USM_AUTH_HMAC384_SHA512,
    USM_AUTH_NONE,
    USM_PRIV_CFB128_AES,
    USM_PRIV_CFB256_AES,
    USM_PRIV_NONE,
    CommunityData,
    UsmUserData,
)
from pysnmp.proto.rfc1902 import OctetString

from mmbackup.services.notices.kinds.checking import host_faults, one_of
from mmbackup.services.notices.kinds.port import Settings
from mmbackup.services.notices.kinds.snmp_names import AUTHENTICATIONS, ENCRYPTIONS, VERSIONS
from mmbackup.services.notices.letter import DIGEST, EVENT, RESULT, Letter, NotDelivered, Receipt

ENTERPRISE = 32473  # kept for examples by RFC 5612: to be replaced by an organisation's own
ENGINE_ID = "80007ed9046d6d6261636b7570"  # that number's mark, and the word mmbackup
_AUTHENTICATION = dict(
    zip(
        AUTHENTICATIONS,
        (USM_AUTH_NONE, USM_AUTH_HMAC96_SHA, USM_AUTH_HMAC192_SHA256, USM_AUTH_HMAC384_SHA512),
        strict=True,
    )
)
_ENCRYPTION = dict(zip(ENCRYPTIONS, (USM_PRIV_NONE, USM_PRIV_CFB128_AES, USM_PRIV_CFB256_AES), strict=True))
SHORTEST_PASSWORD = 8  # RFC 3414
MOST_LETTERS = 255  # of a string; all of them go into one datagram
ANSWER_WITHIN, TRIES = 2.0, 2  # seconds; of an inform
RAISED, CLEARED, RUN_ENDED, DIGESTED, HAPPENED, TESTED = range(1, 7)
_KINDS = {RESULT: RUN_ENDED, DIGEST: DIGESTED, EVENT: HAPPENED}
_ENGINE_ID = re.compile(r"([0-9A-Fa-f]{2}){5,32}")
_BOOTS_SINCE = 1577836800  # 2020
_BOOT_LASTS = 10  # seconds: each try is an engine of its own, and boots must never go back


class Snmp:
    """A trap is never confirmed; an inform is."""

    title = "SNMP"
    secrets = ("community", "authentication_password", "encryption_password")

    def faults(self, settings: Settings) -> dict[str, str]:
        found = host_faults(settings) | one_of(settings, "version", VERSIONS) | _number_faults(settings)
        return found | (_user_faults(settings) if settings.get("version") == "3" else _open_faults(settings))

    def whereto(self, settings: Settings) -> str:
        kind = "informs" if settings.get("confirmed") else "traps"
        return f"{settings['host']}:{settings['port']}, v{settings['version']} {kind}"

    def send(self, settings: Settings, letter: Letter) -> Receipt:
        try:
            return asyncio.run(_send(settings, letter))
        except (PySnmpError, OSError) as error:
            raise NotDelivered(f"{self.whereto(settings)}: {error}") from error


async def _send(settings: Settings, letter: Letter) -> Receipt:
    engine = _engine(settings)
    try:
        indication, status, _, _ = await send_notification(
            engine,
            _sender(settings),
            await _receiver(settings),
            ContextData(),
            "inform" if settings.get("confirmed") else "trap",
            _notification(settings, letter),
            lookupMib=False,
        )
        await asyncio.sleep(0)  # the datagram leaves in the loop's next turn
    finally:
        engine.close_dispatcher()
    if indication or status:
        raise NotDelivered(f"the receiver did not confirm it: {indication or status}")
    return Receipt("confirmed" if settings.get("confirmed") else "sent as a trap, which is never confirmed")


def _engine(settings: Settings) -> SnmpEngine:
    """Of a known identity, which a receiver of v3 traps has to be told; pysnmp's own keeping of the number of
    boots would go through a folder that everybody may write."""
    engine = SnmpEngine()
    builder = engine.get_mib_builder()
    identity, boots = builder.import_symbols("__SNMP-FRAMEWORK-MIB", "snmpEngineID", "snmpEngineBoots")
    name = OctetString(hexValue=settings.get("engine_id") or ENGINE_ID)
    identity.syntax = engine.snmpEngineID = identity.syntax.clone(name)
    boots.syntax = boots.syntax.clone((int(time.time()) - _BOOTS_SINCE) // _BOOT_LASTS)
    return engine


def _sender(settings: Settings) -> CommunityData | UsmUserData:
    if settings["version"] == "2c":
        return CommunityData(settings["community"], mpModel=1)  # noqa: S508  where v3 is not to be had
    return UsmUserData(
        settings["user"],
        authKey=settings.get("authentication_password") or None,
        privKey=settings.get("encryption_password") or None,
        authProtocol=_AUTHENTICATION[settings["authentication"]],
        privProtocol=_ENCRYPTION[settings["encryption"]],
    )


async def _receiver(settings: Settings) -> AbstractTransportTarget:
    target = Udp6TransportTarget if ":" in settings["host"] else UdpTransportTarget
    address = (settings["host"], settings["port"])
    found: AbstractTransportTarget = await target.create(address, timeout=ANSWER_WITHIN, retries=TRIES - 1)
    return found


def _notification(settings: Settings, letter: Letter) -> NotificationType:
    root = f"1.3.6.1.4.1.{settings.get('enterprise') or ENTERPRISE}.1"
    told = (
        letter.site,
        letter.level,
        letter.code,
        letter.subject,
        letter.text,
        letter.at.isoformat(timespec="seconds"),
        letter.link,
        letter.key,
    )
    kind = NotificationType(ObjectIdentity(f"{root}.0.{_number_of(letter)}"))
    varbinds = [(f"{root}.1.{number}.0", _string(words)) for number, words in enumerate(told, start=1)]
    kind.add_varbinds(*varbinds)
    return kind


def _number_of(letter: Letter) -> int:
    if letter.is_alarm:
        return CLEARED if letter.is_end else RAISED
    return _KINDS.get(letter.level, TESTED)


def _string(words: str) -> OctetString:
    return OctetString(words.encode()[:MOST_LETTERS].decode("utf-8", "ignore").encode())


def _number_faults(settings: Settings) -> dict[str, str]:
    found = {}
    enterprise = settings.get("enterprise") or ENTERPRISE
    if not isinstance(enterprise, int) or not 0 < enterprise < 2**31:
        found["enterprise"] = "Give a number, as IANA assigned it."
    if not _ENGINE_ID.fullmatch(settings.get("engine_id") or ENGINE_ID):
        found["engine_id"] = "Give 5 to 32 bytes in hexadecimal."
    return found


def _open_faults(settings: Settings) -> dict[str, str]:
    return {} if settings.get("community") else {"community": "Give the community."}


def _user_faults(settings: Settings) -> dict[str, str]:
    found = {} if settings.get("user") else {"user": "Give the user's name."}
    found |= one_of(settings, "authentication", AUTHENTICATIONS)
    found |= one_of(settings, "encryption", ENCRYPTIONS)
    for what in ("authentication", "encryption"):
        password = f"{what}_password"
        if settings.get(what) != "none" and len(settings.get(password, "")) < SHORTEST_PASSWORD:
            found[password] = f"Give one of {SHORTEST_PASSWORD} letters or more."
    if settings.get("authentication") == "none" and settings.get("encryption") != "none":
        found["encryption"] = "Encryption needs authentication."
    return found
