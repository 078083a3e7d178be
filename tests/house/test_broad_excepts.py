"""Whatever is caught broadly is raised again once things are put away, or caught at an edge that says so."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmbackup.environment import BASE_DIR

BROAD = {"Exception", "BaseException"}
FILES = [*sorted((BASE_DIR / "mmbackup").rglob("*.py")), *sorted((BASE_DIR / "portal").rglob("*.py"))]


def handlers(tree: ast.AST, around: str = "") -> Iterator[tuple[ast.ExceptHandler, str]]:
    """Each with what the functions and classes around it say of themselves."""
    for node in ast.iter_child_nodes(tree):
        said = around
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            said = f"{around} {ast.get_docstring(node) or ''}"
        if isinstance(node, ast.ExceptHandler):
            yield node, around
        yield from handlers(node, said)


def is_broad(handler: ast.ExceptHandler) -> bool:
    names = (
        {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)} if handler.type else BROAD
    )
    return bool(names & BROAD)


def unexplained(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    tree, lines = ast.parse(text), text.splitlines()
    module = ast.get_docstring(tree) or ""
    found = []
    for handler, said in handlers(tree):
        again = any(isinstance(node, ast.Raise) for node in ast.walk(handler))
        words = f"{module} {said} {lines[handler.lineno - 1].partition('#')[2]}".lower()
        if is_broad(handler) and not again and "edge" not in words and "raised again" not in words:
            found.append(f"{path.relative_to(BASE_DIR)}:{handler.lineno}")
    return found


def test_nothing_is_swallowed_without_a_word() -> None:
    assert [place for path in FILES for place in unexplained(path)] == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("def f():\n    try:\n        g()\n    except Exception:\n        pass\n", 1),
        ("def f():\n    try:\n        g()\n    except (OSError, Exception):\n        pass\n", 1),
        ("def f():\n    try:\n        g()\n    except:\n        pass\n", 1),
        ('def f():\n    """The edge."""\n    try:\n        g()\n    except Exception:\n        pass\n', 0),
        ("def f():\n    try:\n        g()\n    except BaseException:\n        h()\n        raise\n", 0),
        ("def f():\n    try:\n        g()\n    except OSError:\n        pass\n", 0),
    ],
)
def test_it_sees_what_it_is_to_see(
    text: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tried.py"
    path.write_text(text)
    monkeypatch.setattr("tests.house.test_broad_excepts.BASE_DIR", tmp_path)

    assert len(unexplained(path)) == count
