"""The documents keep up with the code: what the code has, they tell."""

import re
import tomllib
from pathlib import Path

import pytest

from mmbackup.engine.catalogue import DATA_ITEMS
from mmbackup.engine.media import registry as drive_kinds
from mmbackup.engine.sources import registry as source_kinds
from mmbackup.environment import BASE_DIR
from mmbackup.running.programs import others
from mmbackup.services.configuration import read_configuration
from mmbackup.services.configuration.shape import (
    DriveTable,
    PlaceTable,
    PoolTable,
    ScheduleTable,
    SiteTable,
    SourceTable,
)

COMMANDS = sorted(path.stem for path in (BASE_DIR / "mmbackup/management/commands").glob("[a-z]*.py"))
DOCUMENTS = sorted([*BASE_DIR.glob("*.md"), *BASE_DIR.glob("docs/*.md"), *BASE_DIR.glob("deploy/*.md")])
SETTINGS = ("mmbackup/environment.py", "mmbackup/settings.py", "mmbackup/management/commands/up.py")
ASKED = re.compile(r'env\.\w+\(\s*"(\w+)"')


def read(name: str) -> str:
    return (BASE_DIR / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_tells_of_each_command(command: str) -> None:
    assert f"| `{command}` |" in read("README.md")


@pytest.mark.parametrize(
    "variable", sorted({name for file in SETTINGS for name in ASKED.findall(read(file))})
)
def test_the_readme_tells_of_each_variable(variable: str) -> None:
    assert f"| `{variable}` |" in read("README.md")


@pytest.mark.parametrize("document", ["docs/configuration.md", "docs/design.md"])
def test_each_data_item_is_told_of(document: str) -> None:
    text = read(document)

    assert [item.slug for item in DATA_ITEMS if f"`{item.slug}`" not in text] == []


def test_each_key_of_the_configuration_is_told_of() -> None:
    text = read("docs/configuration.md")
    tables = (SiteTable, ScheduleTable, PoolTable, PlaceTable, DriveTable, SourceTable)
    keys = {key for table in tables for key in table.model_fields} - {"settings"}

    assert sorted(key for key in keys if f"| `{key}` |" not in text) == []


@pytest.mark.parametrize("kind", [*drive_kinds.KINDS, *source_kinds.KINDS])
def test_each_kind_is_told_of(kind: str) -> None:
    assert f'kind = "{kind}"' in read("docs/configuration.md")


def test_the_example_has_no_faults() -> None:
    assert read_configuration(read("docs/example-site.toml")).site.name == "North office"


def test_the_readmes_example_has_no_faults() -> None:
    example = read("README.md").partition("```toml\n")[2].partition("```")[0]

    assert read_configuration(example).drives[0].name == "USB disk"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))

    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_each_dependency_is_told_of_with_its_release() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[\[<>=;~ ]", requirement)[0] for requirement in wanted}
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", read("requirements.lock"), re.MULTILINE))
    table = read("docs/dependencies.md")

    told = {
        name for name in names if re.search(rf"\b{name}\b", table, re.IGNORECASE) and locked[name] in table
    }
    assert names - told == set()


def test_the_worker_is_started_alike_everywhere() -> None:
    worker = next(program for program in others(port=8000) if program.name == "worker")
    command = " ".join(worker.command[2:])

    assert command in read("docker-compose.yml")
    assert command in read("deploy/mmbackup-worker.service")
