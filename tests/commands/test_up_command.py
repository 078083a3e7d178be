"""manage.py up says at once what keeps it from starting."""

import socket

import pytest
from django.core.management import CommandError, call_command

from mmbackup.running.one_at_a_time import one_at_a_time

pytestmark = pytest.mark.usefixtures("own_data_folder")


def test_a_second_one_is_told_where_the_first_is() -> None:
    with one_at_a_time("http://127.0.0.1:1234/"), pytest.raises(CommandError) as caught:
        call_command("up")

    assert str(caught.value).startswith("mmbackup runs already, at http://127.0.0.1:1234/, on ")


def test_a_port_in_use_is_named_with_another_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} is in use. Choose another: make run PORT="):
            call_command("up", port=port)


def test_the_lock_is_free_again_afterwards() -> None:
    with one_at_a_time("here"):
        pass

    with one_at_a_time("there"):
        pass
