"""Whatever a person does by a service stands in the Administration History: read from the code itself."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

SERVICES = Path("mmbackup/services")
TELLS = "remember_change"
# what these are told goes into custody and events; the history tells of whoever asked for it
TOLD_BEFORE = {
    "do_at_drive": "ask_drive told it; this is the worker's part",
    "label_medium": "of ask_drive",
    "relabel_medium": "of ask_drive",
    "format_medium": "of ask_drive",
    "remember_formatted": "of ask_drive",
    "remember_labelled": "of ask_drive",
    "see_drive": "a look",
    "keep_sight": "a look",
    "remember_look": "a look",
    "remember_in_drive": "a look",
    "put_on_shelf": "a look",
    "note_written": "of the run that wrote onto it",
    "record_custody": "the medium's own history",
    "put_out": "after a part, by the run itself",
    "remember_shelf": "the sample's media, when it is made",
}


def test_each_service_that_is_told_who_acts_tells_the_history() -> None:
    calls: dict[str, set[str]] = defaultdict(set)
    asked = set()
    for file, function in _functions():
        name = _name(function.name, file)
        calls[name] |= {_name(called, file) for called in _called(function)}
        if "by" in _named(function) and not function.name.startswith("_"):
            asked.add(name)

    assert len(asked) > 30
    assert sorted(name for name in asked - TOLD_BEFORE.keys() if not _leads_to(name, calls)) == []
    assert sorted(TOLD_BEFORE.keys() - asked) == []


def _functions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield path, node


def _name(name: str, file: Path) -> str:
    """A private one is known in its file alone."""
    return f"{file}:{name}" if name.startswith("_") else name


def _named(function: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in function.args.kwonlyargs}


def _called(function: ast.FunctionDef) -> set[str]:
    """By their last name: a function of that name somewhere among the services, or a method."""
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def _leads_to(name: str, calls: dict[str, set[str]]) -> bool:
    seen, due = {name}, [name]
    while due:
        for called in calls[due.pop()] - seen:
            if called == TELLS:
                return True
            seen.add(called)
            if called in calls:
                due.append(called)
    return False
