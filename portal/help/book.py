"""What the help is made of: articles, each a file, in books."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language

Text = str | Promise  # Promise: translated when it is shown


@dataclass(frozen=True, slots=True)
class Article:
    """path is its address below /help/, and where its file lies. summary says what it is for."""

    path: str
    title: Text
    summary: Text

    @property
    def templates(self) -> list[str]:
        """A translation of the whole article lies in a folder named for its language."""
        return [f"help/{get_language()}/{self.path}.html", f"help/articles/{self.path}.html"]


@dataclass(frozen=True, slots=True)
class Book:
    slug: str
    title: Text
    icon: str
    summary: Text
    articles: tuple[Article, ...]
