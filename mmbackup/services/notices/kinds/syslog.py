"""Syslog by RFC 5424: over UDP, TCP with octet counts, TLS, or a local socket."""

import os
import socket
from contextlib import closing

from mmbackup.services.notices.kinds.checking import ca_faults, host_faults, one_of, tls_of
from mmbackup.services.notices.kinds.port import PATIENCE, Settings
from mmbackup.services.notices.letter import DIGEST, EVENT, TEST, Letter, NotDelivered, Receipt

TRANSPORTS = ("udp", "tcp", "tls", "local")
FACILITIES = {"user": 1, "daemon": 3, **{f"local{number}": 16 + number for number in range(8)}}
MOST_BYTES = 2048  # RFC 5424: what every receiver ought to take
REFUSED_WITHIN = 0.2  # seconds in which a host nearby says that nobody listens to UDP
# SD-IDs carry an enterprise number; this one is kept for examples (RFC 5612), as in the MIB
_SD_ID = "mmbackup@32473"
_SEVERITIES = {"MAJ": 2, "MIN": 4, "WRN": 4, EVENT: 6, DIGEST: 6, TEST: 5}
_NOTICE, _ERROR = 5, 3


class Syslog:
    title = "Syslog"
    secrets: tuple[str, ...] = ()

    def faults(self, settings: Settings) -> dict[str, str]:
        found = one_of(settings, "transport", TRANSPORTS) | one_of(settings, "facility", tuple(FACILITIES))
        if settings.get("transport") != "local":
            return found | host_faults(settings) | ca_faults(settings)
        if not os.path.isabs(str(settings.get("path", ""))):
            found["path"] = "Give the socket's whole path, such as /dev/log."
        return found

    def whereto(self, settings: Settings) -> str:
        if settings["transport"] == "local":
            return str(settings["path"])
        return f"{settings['host']}:{settings['port']} by {settings['transport'].upper()}"

    def send(self, settings: Settings, letter: Letter) -> Receipt:
        try:
            return _SENDERS[settings["transport"]](settings, message_of(settings, letter))
        except OSError as error:
            raise NotDelivered(f"{self.whereto(settings)} cannot be reached: {error}") from error


def message_of(settings: Settings, letter: Letter) -> bytes:
    """One line, cut where it grows longer than every receiver takes."""
    priority = FACILITIES[settings["facility"]] * 8 + _severity(letter)
    at = letter.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    host, kind = _name(socket.gethostname(), 255), _name(letter.level, 32)
    head = f"<{priority}>1 {at} {host} mmbackup - {kind} {_elements(letter)} "
    words = _one_line(f"{letter.subject} | {letter.text}")
    whole = head.encode() + b"\xef\xbb\xbf" + words.encode()
    return whole[:MOST_BYTES].decode("utf-8", "ignore").encode()


def _severity(letter: Letter) -> int:
    if letter.is_end:
        return _NOTICE
    return _SEVERITIES.get(letter.level, _NOTICE if "successful" in letter.subject else _ERROR)


def _elements(letter: Letter) -> str:
    told = {
        "site": letter.site,
        "code": letter.code,
        "level": letter.level,
        "end": str(letter.is_end).lower(),
        "key": letter.key,
    }
    return f"[{_SD_ID} {' '.join(f'{name}={_quoted(value)}' for name, value in told.items())}]"


def _one_line(text: str) -> str:
    """Nothing that would end the line at a receiver, or move a cursor there."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _quoted(value: str) -> str:
    value = _one_line(value)
    for sign in ("\\", '"', "]"):
        value = value.replace(sign, f"\\{sign}")
    return f'"{value}"'


def _name(text: str, longest: int) -> str:
    """A field of the header: visible ASCII, or a dash."""
    return "".join(sign for sign in text if "!" <= sign <= "~")[:longest] or "-"


def _by_udp(settings: Settings, message: bytes) -> Receipt:
    """Nobody confirms a datagram; but a host may say that nobody listens."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        settings["host"], settings["port"], type=socket.SOCK_DGRAM
    )[0]
    with socket.socket(family, kind, protocol) as line:
        line.settimeout(REFUSED_WITHIN)
        line.connect(address)
        line.send(message)
        try:
            line.recv(1)
        except TimeoutError:
            return Receipt("sent by UDP, which is never confirmed")
    return Receipt("sent by UDP")


def _by_tcp(settings: Settings, message: bytes) -> Receipt:
    with socket.create_connection((settings["host"], settings["port"]), PATIENCE) as line:
        line.sendall(_counted(message))
    return Receipt("written to the connection")


def _by_tls(settings: Settings, message: bytes) -> Receipt:
    host = settings["host"]
    with (
        socket.create_connection((host, settings["port"]), PATIENCE) as line,
        tls_of(settings).wrap_socket(line, server_hostname=host) as encrypted,
    ):
        encrypted.sendall(_counted(message))
    return Receipt("written to the encrypted connection")


def _by_local_socket(settings: Settings, message: bytes) -> Receipt:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as line:
        line.settimeout(PATIENCE)
        line.connect(settings["path"])
        line.send(message)
    return Receipt("written to the local socket")


def _counted(message: bytes) -> bytes:
    """RFC 6587: how many bytes, then the bytes."""
    return b"%d %s" % (len(message), message)


_SENDERS = {"udp": _by_udp, "tcp": _by_tcp, "tls": _by_tls, "local": _by_local_socket}
