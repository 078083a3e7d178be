"""Every text of a template is marked for translation: in the rooms that are done, and in the menu."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.functional import Promise

from mmbackup.environment import BASE_DIR
from portal.menu import MAIN, Entry
from portal.menu.entry import Text

TEMPLATES = Path(BASE_DIR) / "templates"
# A room that is done is added here; whole articles are translated as files instead.
DONE = (
    "main", "parts", "palette", "about", "base.html", "bare.html",
    "swap", "logs", "alarms", "backup", "diagnostics", "notices", "reports",
    "accounts", "people", "tokens", "api", "history",
    "servers", "sites", "settings", "schedule", "drive_settings",
    "media", "pools", "keys", "labels", "proof", "attended", "restore",
    "400.html", "403.html", "403_csrf.html", "403_role.html", "404.html", "429.html",
    "500.html", "alone.html",
)  # fmt: skip
HELP = tuple(f"help/{path.name}" for path in (TEMPLATES / "help").glob("*.html"))

MARKED = re.compile(
    r"\{% block (?:grid|body_class) %\}.*?\{% endblock %\}"  # names of styles
    r"|\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}"
    r"|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}",
    re.DOTALL,
)
UNTOLD = re.compile(
    r"<(style|script|code|pre|kbd|svg)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", re.DOTALL | re.IGNORECASE
)
ATTRIBUTE = re.compile(r'\b(?:aria-label|placeholder|title|alt|data-label)="([^"]*)"')
TAG = re.compile(r"<[^>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = {"mmbackup", "mm", "backup", "Ctrl", "Esc", "CSV", "PDF"}  # the same in every language


def unmarked(source: str) -> list[str]:
    """Texts between tags, and in attributes that people read."""
    plain = UNTOLD.sub(" ", MARKED.sub("\n", source))
    texts = [*ATTRIBUTE.findall(plain), *TAG.sub("\n", plain).split("\n")]
    return [text.strip() for text in texts if set(WORD.findall(text)) - NAMES]


def templates_of(room: str) -> list[Path]:
    found = TEMPLATES / room
    return sorted(found.glob("**/*.html")) if found.is_dir() else [found]


@pytest.mark.parametrize("room", [*DONE, *HELP])
def test_no_text_of_the_room_is_unmarked(room: str) -> None:
    found = {
        str(path.relative_to(TEMPLATES)): texts
        for path in templates_of(room)
        if (texts := unmarked(path.read_text()))
    }

    assert found == {}


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p>{% translate "Hello" %} {{ name }} · 3</p>', []),
        ('<a title="Hello" href="/hello/">{{ x }}</a>', ["Hello"]),
        ("{% blocktranslate with n=3 %}Hello {{ n }}{% endblocktranslate %}", []),
        ("<p>{% if a > b %}yes{% endif %}</p>", ["yes"]),
        ("<code>hello</code>", []),
    ],
    ids=["text", "marked", "attribute", "block", "between tags", "code"],
)
def test_an_unmarked_text_is_found(source: str, texts: list[str]) -> None:
    assert unmarked(source) == texts


def test_no_text_of_the_menu_is_unmarked() -> None:
    assert [
        text for entry in entries_below(MAIN) for text in texts_of(entry) if not isinstance(text, Promise)
    ] == []


def entries_below(entry: Entry) -> Iterator[Entry]:
    yield entry
    for inner in entry.entries:
        yield from entries_below(inner)


def texts_of(entry: Entry) -> list[Text]:
    return [text for text in (entry.title, entry.summary, entry.headline, *entry.help) if text]
