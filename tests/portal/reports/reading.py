"""What a test reads off a report: its files, and the words of its paper."""

import csv
import io
import shutil
import subprocess
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

from django.test import Client

from portal.labels.drawing import Page, Text


def csv_of(browser: Client, address: str) -> list[dict[str, str]]:
    response = browser.get(address)
    assert response.status_code == 200, address
    content = b"".join(response)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def words_on(pages: tuple[Page, ...]) -> str:
    """All that is printed, a line a text."""
    return "\n".join(mark.words for page in pages for mark in page.marks if isinstance(mark, Text))


def text_of_pdf(content: bytes) -> str | None:
    """As pdftotext reads it; None where that is not installed."""
    program = shutil.which("pdftotext")
    if program is None:
        return None
    done = subprocess.run([program, "-", "-"], input=content, capture_output=True, timeout=60, check=True)
    return done.stdout.decode()


def drawings_in(page: str) -> list[Any]:
    """The drawings of a page, each of them well-formed."""
    pieces = page.split("<svg viewBox")[1:]
    return [ET.fromstring(f"<svg viewBox{piece.split('</svg>')[0]}</svg>") for piece in pieces]  # noqa: S314 - our own


class _Inline(HTMLParser):
    found: list[str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, _ in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append(f"{tag} {name}")
        if tag in {"style", "script"} and "src" not in dict(attrs):
            self.found.append(tag)


def inline_in(page: str) -> list[str]:
    """What the policy of the portal would refuse."""
    parser = _Inline()
    parser.found = []
    parser.feed(page)
    return parser.found
