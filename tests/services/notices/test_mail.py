"""Mail: by TLS with checked certificates, refusals in plain words, and a page in which nothing is code."""

import email
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from mmbackup.services.notices.carrying import carry
from mmbackup.services.notices.kinds.mail import Mail
from mmbackup.services.notices.letter import NotDelivered, Receipt
from tests.contracts.test_channels import LETTER
from tests.services.notices.certificates import Authority
from tests.services.notices.receivers import SECRET, MailServer, SyslogServer, wait_for


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def mail() -> Iterator[Callable[..., MailServer]]:
    made: list[MailServer] = []

    def make(**about: Any) -> MailServer:
        made.append(MailServer(**about))
        made[-1].up()
        return made[-1]

    yield make
    for server in made:
        server.down()


def send(server: MailServer, **settings: object) -> Receipt:
    return carry(kind="mail", settings={**server.settings, **settings}, letter=LETTER)


def test_it_comes_as_text_and_as_a_page_in_which_nothing_is_code(mail: Callable[..., MailServer]) -> None:
    server = mail()
    send(server)

    message = email.message_from_bytes(server.received[0].encode(), EmailMessage, policy=default)
    text, page = (part.get_content() for part in message.iter_parts())

    assert message["Subject"] == LETTER.subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Größe: <b>no medium</b>" in text
    assert "&lt;b&gt;no medium&lt;/b&gt;" in page
    assert "<li>Insert a medium.</li>" in page
    assert page.count(LETTER.link) == 2


def test_a_password_goes_by_starttls_alone(mail: Callable[..., MailServer], authority: Authority) -> None:
    server = mail(tls=authority.for_server())
    login = {"security": "starttls", "user": "backup", "password": SECRET, "ca_file": authority.file}

    assert send(server, **login).answer.startswith("taken by 127.0.0.1")
    assert Mail().faults({**server.settings, **login, "security": "none"}).keys() == {"security"}


def test_a_server_that_nobody_vouches_for_gets_nothing(
    mail: Callable[..., MailServer], authority: Authority
) -> None:
    server = mail(tls=authority.for_server())

    with pytest.raises(NotDelivered, match="certificate is not trusted"):
        send(server, security="starttls", user="backup", password=SECRET)

    assert server.received == []


def test_a_wrong_password_is_told_of_and_never_repeated(
    mail: Callable[..., MailServer], authority: Authority
) -> None:
    server = mail(tls=authority.for_server())
    wrong = "wr0ng-" + SECRET

    with pytest.raises(NotDelivered) as caught:
        send(server, security="starttls", user="backup", password=wrong, ca_file=authority.file)

    assert "does not accept user and password: 535 5.7.8 no: (secret)" in str(caught.value)
    assert not caught.value.is_permanent, "somebody may mend it"


def test_one_recipient_who_is_refused_is_named(mail: Callable[..., MailServer]) -> None:
    server = mail(refuses={"olga@example.org": "550 unknown here"})

    receipt = send(server)

    assert "for ada@example.org" in receipt.answer
    assert receipt.complaint == "refused for olga@example.org: 550 unknown here"


@pytest.mark.parametrize(("answer", "is_permanent"), [("550 unknown here", True), ("451 come again", False)])
def test_when_all_are_refused_the_answer_says_whether_to_come_again(
    mail: Callable[..., MailServer], answer: str, is_permanent: bool
) -> None:
    server = mail(refuses={"ada@example.org": answer, "olga@example.org": answer})

    with pytest.raises(NotDelivered, match=answer) as caught:
        send(server)

    assert caught.value.is_permanent is is_permanent


def test_syslog_by_tls_checks_certificates_too(authority: Authority) -> None:
    server = SyslogServer("tls", tls=authority.for_server())
    server.up()

    with pytest.raises(NotDelivered, match="certificate"):
        carry(kind="syslog", settings=server.settings, letter=LETTER)
    carry(kind="syslog", settings={**server.settings, "ca_file": authority.file}, letter=LETTER)

    wait_for(lambda: bool(server.received))
    server.down()


def test_a_certificate_file_that_is_none_is_told_of(mail: Callable[..., MailServer], tmp_path: Path) -> None:
    nonsense = tmp_path / "ca.pem"
    nonsense.write_text("nonsense")

    with pytest.raises(NotDelivered, match="cannot be used"):
        send(mail(), security="starttls", ca_file=str(nonsense))
