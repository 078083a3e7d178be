"""Imports run one way: the contracts of pyproject.toml hold."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from mmbackup.environment import BASE_DIR


def test_all_contracts_are_kept() -> None:
    status = lint_imports(config_filename=str(BASE_DIR / "pyproject.toml"), no_cache=True)

    assert status == EXIT_STATUS_SUCCESS
