"""What is picked: as texts, as a list that an address names, and what takes what."""

import os
import time
from pathlib import Path

import pytest

from mmbackup.engine.index.shapes import Pick
from portal.restore.kept_picks import KEPT_FOR, keep, kept
from portal.restore.picks import MOST, changed, covers, pick_of, text_of, words_of

MESSAGES = Pick("messages", "MSS1")
FOLDER = Pick("", "MSS1", b"MSS1/srv/messages/1001")
FILE = Pick("messages", "MSS1", b"MSS1/srv/messages/1001/0001.msg")


@pytest.mark.parametrize(
    "pick",
    [MESSAGES, FOLDER, FILE, Pick("", "", b"MSS1/\xff\n\x00\xe2\x80\xae"), Pick("", "Sto\xdf", b"a\\x41")],
)
def test_a_pick_survives_as_text(pick: Pick) -> None:
    assert pick_of(text_of(pick)) == pick
    assert text_of(pick).isascii()


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", "{}", '["messages","MSS1"]', '["messages",1,""]', '["nonsense","MSS1",""]', '["","",""]',
     '["","MSS1","\\\\x4"]', '["","MSS1","\\u0000"]', "[" * 30_000, "9" * 50_000],
)  # fmt: skip
def test_nonsense_is_no_pick(text: str) -> None:
    assert pick_of(text) is None


def test_what_another_pick_takes_anyway_is_not_listed() -> None:
    assert changed((FILE,), added=[FOLDER], dropped=[]) == (FOLDER,)
    assert changed((FOLDER,), added=[FILE], dropped=[]) == (FOLDER,)
    assert changed((FOLDER, FILE), added=[], dropped=[FOLDER]) == (FILE,)


def test_a_folder_takes_no_neighbour_that_begins_like_it() -> None:
    assert not covers(FOLDER, Pick("messages", "MSS1", FOLDER.path + b"0/0001.msg"))
    assert covers(MESSAGES, FILE)
    assert not covers(MESSAGES, FOLDER)  # it may hold other data types too


def test_no_more_than_the_most_are_kept() -> None:
    many = [Pick("", "MSS1", b"MSS1/%d" % number) for number in range(MOST + 5)]

    assert len(changed((), added=many[:10], dropped=[])) == 10
    assert len(changed(tuple(many[:MOST]), added=many[MOST:], dropped=[])) == MOST


def test_a_list_is_found_by_its_name_and_never_changes(data_folder: Path) -> None:
    name = keep((MESSAGES, FILE))

    assert kept(name) == (MESSAGES, FILE)
    assert keep((MESSAGES, FILE)) == name
    assert keep((MESSAGES,)) != name
    assert keep(()) == ""


@pytest.mark.parametrize("name", ["", "0" * 32, "../../secrets/secret_key", "x" * 32, "0" * 31 + "\n"])
def test_a_list_that_is_not_there_is_none(data_folder: Path, name: str) -> None:
    assert kept(name) is None


def test_a_list_that_was_changed_by_hand_is_none(data_folder: Path) -> None:
    name = keep((MESSAGES,))
    (data_folder / "picks" / name).write_text(text_of(FOLDER))

    assert kept(name) is None


def test_lists_that_nobody_asks_for_go(data_folder: Path) -> None:
    old = keep((MESSAGES,))
    long_ago = time.time() - KEPT_FOR - 60
    os.utime(data_folder / "picks" / old, (long_ago, long_ago))

    keep((FOLDER,))

    assert kept(old) is None


def test_words() -> None:
    assert words_of(MESSAGES) == "Messages of MSS1"
    assert words_of(Pick("", "MSS1")) == "Everything of MSS1"
    assert words_of(Pick("", "MSS1", b"a\n\xe2\x80\xae")) == r"a\x0a\xe2\x80\xae"
