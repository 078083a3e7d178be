"""Which files are private keys, by name and place."""

import pytest

from mmbackup.engine.format.private_keys import is_private_key, lie_where_keys_lie


@pytest.mark.parametrize(
    "path",
    [
        b"/etc/ssh/ssh_host_ed25519_key",
        b"/etc/ssl/private/mail.pem",
        b"/etc/dovecot/private/dovecot.key",
        b"/etc/letsencrypt/archive/mail/privkey3.pem",
        b"/root/.ssh/id_rsa",
        b"/etc/asterisk/keys/sip.p12",
    ],
)
def test_these_are(path: bytes) -> None:
    assert is_private_key(path)


@pytest.mark.parametrize(
    "path",
    [
        b"/etc/ssh/ssh_host_ed25519_key.pub",
        b"/etc/letsencrypt/archive/mail/fullchain3.pem",
        b"/var/mail/anna/cur/1:2,S",
        b"/etc/ssl/private",
        b"/root/.ssh/not_id_rsa",
    ],
)
def test_these_are_not(path: bytes) -> None:
    assert not is_private_key(path)


@pytest.mark.parametrize("roots", [(b"/etc",), (b"/",), (b"/etc/ssl/private",), (b"/var", b"/etc/ssh/")])
def test_folders_that_hold_them(roots: tuple[bytes, ...]) -> None:
    assert lie_where_keys_lie(roots)


@pytest.mark.parametrize("roots", [(), (b"/var/mail",), (b"/etc/sshd",), (b"/etc/asterisk",)])
def test_folders_that_do_not(roots: tuple[bytes, ...]) -> None:
    assert not lie_where_keys_lie(roots)
