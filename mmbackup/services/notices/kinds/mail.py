"""Mail, by SMTP."""

import base64
import re
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from mmbackup.services.notices.kinds.checking import ca_faults, host_faults, one_of, tls_of
from mmbackup.services.notices.kinds.mail_page import mail_page
from mmbackup.services.notices.kinds.port import PATIENCE, Settings
from mmbackup.services.notices.letter import Letter, NotDelivered, Receipt

SECURITY = ("none", "starttls", "tls")
_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")
_LOGGED_IN = 235
_REFUSED_FOR_GOOD = 500  # SMTP: from here on, the same letter would be refused again


class Mail:
    title = "Mail"
    secrets = ("password",)

    def faults(self, settings: Settings) -> dict[str, str]:
        found = host_faults(settings) | one_of(settings, "security", SECURITY) | ca_faults(settings)
        if not _ADDRESS.fullmatch(str(settings.get("sender", ""))):
            found["sender"] = "Give a mail address."
        recipients = settings.get("recipients")
        if not recipients or not all(_ADDRESS.fullmatch(str(one)) for one in recipients):
            found["recipients"] = "Give mail addresses, one a line."
        if settings.get("user") and settings.get("security") == "none":
            found["security"] = "A password does not travel in the open: choose STARTTLS or TLS."
        return found

    def whereto(self, settings: Settings) -> str:
        return f"{', '.join(settings['recipients'])} by {settings['host']}:{settings['port']}"

    def send(self, settings: Settings, letter: Letter) -> Receipt:
        try:
            return _converse(settings, _message(settings, letter))
        except smtplib.SMTPAuthenticationError as error:
            raise NotDelivered(
                f"the mail server does not accept user and password: {_said(error)}"
            ) from error
        except smtplib.SMTPRecipientsRefused as error:
            raise _all_refused(error) from error
        except smtplib.SMTPResponseException as error:
            for_good = error.smtp_code >= _REFUSED_FOR_GOOD
            raise NotDelivered(f"the mail server said: {_said(error)}", is_permanent=for_good) from error
        except ssl.SSLCertVerificationError as error:
            words = f"the mail server's certificate is not trusted: {error.verify_message}"
            raise NotDelivered(words) from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotDelivered(f"the mail server cannot be reached: {error}") from error


def _converse(settings: Settings, message: EmailMessage) -> Receipt:
    with _connected(settings) as server:
        if settings.get("user"):
            _log_in(server, settings["user"], settings.get("password", ""))
        refused = server.send_message(message)
    complaint = "; ".join(f"refused for {one}: {_words(*said)}" for one, said in refused.items())
    taken = [one for one in settings["recipients"] if one not in refused]
    return Receipt(f"taken by {settings['host']} for {', '.join(taken)}", complaint)


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """The library's own way knows ASCII alone."""
    if f"{user}{password}".isascii():
        server.login(user, password)
        return
    server.ehlo_or_helo_if_needed()
    told = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    code, answer = server.docmd("AUTH", f"PLAIN {told}")
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _connected(settings: Settings) -> smtplib.SMTP:
    host, port = settings["host"], settings["port"]
    if settings["security"] == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=tls_of(settings))
    server = smtplib.SMTP(host, port, timeout=PATIENCE)
    if settings["security"] == "starttls":
        try:
            server.starttls(context=tls_of(settings))
        except BaseException:
            server.close()
            raise
    return server


def _message(settings: Settings, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = settings["sender"]
    message["To"] = ", ".join(settings["recipients"])
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = make_msgid(domain=settings["sender"].rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message["X-Mmbackup-Key"] = letter.key
    message.set_content(letter.whole_text)
    message.add_alternative(mail_page(letter), subtype="html")
    return message


def _all_refused(error: smtplib.SMTPRecipientsRefused) -> NotDelivered:
    said: dict[str, Any] = error.recipients
    words = "; ".join(f"{one}: {_words(*answer)}" for one, answer in said.items())
    for_good = all(answer[0] >= _REFUSED_FOR_GOOD for answer in said.values())
    return NotDelivered(f"the mail server refuses every recipient: {words}", is_permanent=for_good)


def _said(error: smtplib.SMTPResponseException) -> str:
    return _words(error.smtp_code, error.smtp_error)


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {text}".replace("\n", " ")
