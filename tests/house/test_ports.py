"""Ports for servers of the tests' own are nobody else's between being asked for and being used."""

import socket
from pathlib import Path

from tests import ports
from tests.ports import HERE, free_port


def test_each_is_given_once() -> None:
    found = [free_port() for _ in range(50)]

    assert len(set(found)) == 50


def test_one_in_use_is_not_given() -> None:
    port = free_port()

    with socket.create_server((HERE, port)):
        assert not ports._is_free(socket.SOCK_STREAM, HERE, port)


def test_the_kernel_gives_them_to_nobody() -> None:
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])

    assert free_port() < lowest
