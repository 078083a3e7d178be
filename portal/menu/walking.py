"""Ways through the menu: to a page, to the rule that holds there, and what of it a role may see."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from mmbackup.models.member import Role
from portal.menu.entry import Entry, Roles
from portal.menu.tree import MAIN

NOBODY: Roles = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may open an address, who may send something to it, and whether the password is asked again."""

    readers: Roles
    actors: Roles
    asks_again: bool
    trail: tuple[Entry, ...]


def trail_to(view: str) -> tuple[Entry, ...]:
    """The way from the main page to a view, both included; the main page alone for views outside the menu."""
    rule = rule_of(view)
    return rule.trail if rule else (MAIN,)


def article_of(trail: tuple[Entry, ...]) -> str:
    """Of the last entry, or of the one above it; the main page's article is its own alone."""
    below = trail[1:] or trail
    return next((entry.article for entry in reversed(below) if entry.article), "")


def rule_of(view: str) -> Rule | None:
    """None for an address that the menu does not name: then nobody may go there."""
    return _rules().get(view)


@cache
def allowed_to(role: Role) -> Entry:
    """The menu as this role sees it: without pages it may not open, and without empty folders."""
    return _allowed(MAIN, role, NOBODY) or replace(MAIN, entries=())


def _allowed(entry: Entry, role: Role, above: Roles) -> Entry | None:
    readers = above if entry.readers is None else entry.readers
    inner = tuple(found for one in entry.entries if (found := _allowed(one, role, readers)))
    if entry.view and role in readers:
        return replace(entry, entries=inner)
    return replace(entry, view="", entries=inner) if any(one.listed for one in inner) else None


@cache
def _rules() -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for rule in _walk(Rule(NOBODY, NOBODY, asks_again=False, trail=()), MAIN):
        entry = rule.trail[-1]
        for view in (entry.view, *entry.addresses):
            if view and rules.setdefault(view, rule) is not rule:
                raise ValueError(f"{view} stands twice in the menu")
    return rules


def _walk(above: Rule, entry: Entry) -> Iterator[Rule]:
    rule = Rule(
        above.readers if entry.readers is None else entry.readers,
        above.actors if entry.actors is None else entry.actors,
        above.asks_again or entry.asks_again,
        (*above.trail, entry),
    )
    yield rule
    for inner in entry.entries:
        yield from _walk(rule, inner)
