"""Which label, on which paper: out of a page's address, and back into it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode

from portal.labels.paper import PAPER_TITLES, TITLES, Kind, Paper, papers_of, usual_paper

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Option:
    title: str | Promise
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class LabelQuery:
    kind: Kind
    paper: Paper

    @classmethod
    def of(cls, given: QueryDict, *, time_zone: str) -> "LabelQuery":
        """What it does not know it takes for the usual."""
        kind = _one_of(Kind, given.get("size", ""), Kind.DISC_CASE)
        paper = _one_of(Paper, given.get("paper", ""), usual_paper(time_zone))
        return cls(kind, paper if paper in papers_of(kind) else usual_paper(time_zone))

    @property
    def text(self) -> str:
        return urlencode({"size": self.kind.value, "paper": self.paper.value})

    @property
    def kinds(self) -> list[Option]:
        return [
            Option(TITLES[kind], LabelQuery(kind, self._paper_for(kind)).text, kind is self.kind)
            for kind in Kind
        ]

    @property
    def papers(self) -> list[Option]:
        return [
            Option(PAPER_TITLES[paper], LabelQuery(self.kind, paper).text, paper is self.paper)
            for paper in papers_of(self.kind)
        ]

    def _paper_for(self, kind: Kind) -> Paper:
        return self.paper if self.paper in papers_of(kind) else Paper.A4


def _one_of(choices: type[Choice], given: str, usual: Choice) -> Choice:
    return next((choice for choice in choices if choice == given), usual)
