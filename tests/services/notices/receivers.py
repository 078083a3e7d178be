"""Real receivers on this machine: each may be down, and come back at the same address."""

import asyncio
import http.server
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.entity import config, engine
from pysnmp.entity.rfc3413 import ntfrcv
from pysnmp.proto.rfc1902 import OctetString

from mmbackup.services.notices.kinds.snmp import ENGINE_ID
from tests.ports import HERE as HOST
from tests.ports import free_port
from tests.waiting import wait_until

PATIENCE = 100.0  # seconds: a deadline for a busy machine
SECRET = "s3cret-Öl/ä+x=9"  # with signs that transports write otherwise


def wait_for(told: Callable[[], bool]) -> None:
    wait_until(told, "it has come", PATIENCE)


class Receiver(Protocol):
    """kind and settings are a channel's; received holds all that came, each as one text."""

    kind: str
    settings: dict[str, Any]
    received: list[str]

    def up(self) -> None: ...

    def down(self) -> None: ...


@dataclass
class MailServer:
    """Wants a password, by TLS where it has a certificate."""

    port: int = field(default_factory=free_port)
    tls: Any = None
    kind: str = "mail"
    received: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)  # by recipient, its answer
    settings: dict[str, Any] = field(default_factory=dict)
    _controller: Controller | None = None

    def __post_init__(self) -> None:
        self.settings = {
            "host": HOST,
            "port": self.port,
            "security": "none",
            "user": "",
            "password": "",
            "sender": "backup@example.org",
            "recipients": ["ada@example.org", "olga@example.org"],
            "ca_file": "",
        }

    def up(self) -> None:
        self._controller = Controller(
            self,
            hostname=HOST,
            port=self.port,
            tls_context=self.tls,
            require_starttls=bool(self.tls),
            authenticator=_knows_the_password,
            auth_require_tls=bool(self.tls),
            ready_timeout=PATIENCE,
        )
        self._controller.start()

    def down(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.received.append(envelope.content.decode() if isinstance(envelope.content, bytes) else "")
        return "250 taken"


def _knows_the_password(_server: Any, _session: Any, _envelope: Any, mechanism: str, data: Any) -> AuthResult:
    """What it is given it says again, as a badly made server would."""
    assert isinstance(data, LoginPassword)
    is_right = data.login == b"backup" and data.password == SECRET.encode()
    told = f"535 5.7.8 no: {data.password.decode()}"
    return AuthResult(success=is_right, handled=False, message=None if is_right else told)


@dataclass
class WebServer:
    """Answers as it is told to, and keeps what it was sent."""

    port: int = field(default_factory=free_port)
    kind: str = "webhook"
    status: int = 200
    received: list[str] = field(default_factory=list)
    headers: list[Any] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    location: str = ""
    _server: http.server.ThreadingHTTPServer | None = None

    def __post_init__(self) -> None:
        address = f"http://{HOST}:{self.port}/hook/path-token-9"
        self.settings = {"address": address, "secret": SECRET, "ca_file": ""}

    def up(self) -> None:
        server = http.server.ThreadingHTTPServer((HOST, self.port), _handler_for(self))
        self._server = server
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def down(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def _handler_for(web: WebServer) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            web.received.append(body.decode())
            web.headers.append(self.headers)
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            web.paths.append(self.path)
            self.send_response(web.status)
            if web.location:
                self.send_header("Location", web.location)
            self.end_headers()
            self.wfile.write(f"{web.status}: you asked for {self.path}".encode())

        def log_message(self, *_words: object) -> None: ...

    return Handler


def by_apprise() -> WebServer:
    """apprise's own kind of webhook."""
    web = WebServer(kind="apprise")
    web.settings = {"address": f"json://backup:{SECRET_IN_ADDRESS}@{HOST}:{web.port}/hook/path-token-9"}
    return web


SECRET_IN_ADDRESS = "s3cretword"


@dataclass
class SyslogServer:
    """By datagrams, or by a stream with counts of octets."""

    transport: str = "udp"
    port: int = 0
    tls: Any = None
    kind: str = "syslog"
    path: str = ""
    received: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    _socket: socket.socket | None = None
    _thread: threading.Thread | None = None

    def __post_init__(self) -> None:
        self.port = self.port or free_port(self._kind)
        self.settings = {"transport": self.transport, "facility": "local4", "host": HOST, "port": self.port}
        if self.transport == "local":
            self.settings = {"transport": "local", "facility": "daemon", "path": self.path}

    @property
    def _kind(self) -> socket.SocketKind:
        return socket.SOCK_DGRAM if self.transport in ("udp", "local") else socket.SOCK_STREAM

    def up(self) -> None:
        family = socket.AF_UNIX if self.transport == "local" else socket.AF_INET
        line = socket.socket(family, self._kind)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        line.bind(self.path if self.transport == "local" else (HOST, self.port))
        self._socket = line
        hear = self._hear_datagrams if self._kind is socket.SOCK_DGRAM else self._hear_streams
        if self._kind is socket.SOCK_STREAM:
            line.listen()
        else:
            line.settimeout(0.02)
        self._thread = threading.Thread(target=hear, args=(line,), daemon=True)
        self._thread.start()

    def down(self) -> None:
        """Who hears is gone before the socket's number may be another's."""
        line, self._socket = self._socket, None
        if line is not None and self._thread is not None:
            line.shutdown(socket.SHUT_RDWR) if self._kind is socket.SOCK_STREAM else None
            self._thread.join(PATIENCE)
            line.close()

    def _hear_datagrams(self, line: socket.socket) -> None:
        while self._socket is line:
            try:
                self.received.append(line.recv(65536).decode())
            except TimeoutError:
                continue
            except OSError:
                return

    def _hear_streams(self, line: socket.socket) -> None:
        while True:
            try:
                stream, _ = line.accept()
            except OSError:
                return
            with stream:
                self._hear_stream(stream)

    def _hear_stream(self, stream: socket.socket) -> None:
        try:
            heard = self.tls.wrap_socket(stream, server_side=True) if self.tls else stream
        except OSError:
            return  # whoever called did not trust us
        with heard, heard.makefile("rb") as text:
            count = b""
            while (sign := text.read(1)) not in (b" ", b""):
                count += sign
            self.received.append(text.read(int(count)).decode())


@dataclass
class TrapReceiver:
    """Hears v2c of the community and v3 of the user, traps and informs."""

    version: str = "2c"
    port: int = field(default_factory=lambda: free_port(socket.SOCK_DGRAM))
    kind: str = "snmp"
    received: list[str] = field(default_factory=list)
    heard: list[dict[str, str]] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None

    def __post_init__(self) -> None:
        self.settings = {
            "host": HOST,
            "port": self.port,
            "version": self.version,
            "confirmed": True,
            "community": SECRET if self.version == "2c" else "",
            "user": "backup",
            "authentication": "SHA-256",
            "authentication_password": SECRET,
            "encryption": "AES-128",
            "encryption_password": SECRET[::-1],
            "enterprise": None,
            "engine_id": "",
        }

    def up(self) -> None:
        is_up = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(is_up,), daemon=True)
        self._thread.start()
        assert is_up.wait(PATIENCE)

    def down(self) -> None:
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(PATIENCE)
            self._loop = None

    def first(self) -> dict[str, str]:
        """What came first, by address. An inform is answered before it is handed to us: it is waited for."""
        wait_for(lambda: bool(self.heard))
        return self.heard[0]

    def _run(self, is_up: threading.Event) -> None:
        self._loop = loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        hearing = engine.SnmpEngine()
        transport = udp.UdpAsyncioTransport(loop=loop).open_server_mode((HOST, self.port))
        config.add_transport(hearing, udp.DOMAIN_NAME, transport)
        config.add_v1_system(hearing, "area", SECRET)
        for engine_id in (
            None,
            OctetString(hexValue=ENGINE_ID),
        ):  # informs are told to us, traps by the sender
            config.add_v3_user(
                hearing,
                "backup",
                config.USM_AUTH_HMAC192_SHA256,
                SECRET,
                config.USM_PRIV_CFB128_AES,
                SECRET[::-1],
                securityEngineId=engine_id,
            )
        ntfrcv.NotificationReceiver(hearing, self._take)
        loop.call_soon(is_up.set)
        loop.run_forever()
        hearing.close_dispatcher()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    def _take(self, _engine: Any, _state: Any, _context: Any, _name: Any, varbinds: Any, _own: Any) -> None:
        told = {str(name): _text(value) for name, value in varbinds}
        self.heard.append(told)
        self.received.append("\n".join(told.values()))


def _text(value: Any) -> str:
    return bytes(value).decode() if isinstance(value, OctetString) else str(value.prettyPrint())
