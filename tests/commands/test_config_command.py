"""manage.py config: what it prints, and how it ends."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mmbackup.models import Site
from tests.services.configuration.site_files import WHOLE, with_line

pytestmark = pytest.mark.django_db


def config(*arguments: str) -> str:
    out = StringIO()
    call_command("config", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> tuple[int, list[str]]:
    with pytest.raises(CommandError) as caught:
        config(*arguments)
    return caught.value.returncode, str(caught.value).splitlines()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(WHOLE)
    return path


def test_check_changes_nothing(file: Path) -> None:
    assert "no faults" in config("check", str(file))

    assert not Site.objects.exists()


def test_import_then_export_gives_the_configuration_back(file: Path) -> None:
    config("import", str(file))

    exported = config("export")

    assert "North office" in exported
    file.write_text(exported)
    assert "no faults" in config("check", str(file))


@pytest.mark.parametrize("verb", ["check", "import"])
def test_faults_end_with_status_2_and_are_all_named(file: Path, verb: str) -> None:
    file.write_text(with_line(6, 'at = "3"').replace("MSS1", ".x"))

    status, lines = refused(verb, str(file))

    assert status == 2
    assert lines[0] == f"{file}: 2 faults; nothing was changed."
    assert [line[:9] for line in lines[1:]] == ["  line 6:", "  line 20"]


def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    status, lines = refused("import", str(tmp_path / "gone.toml"))

    assert (status, lines) == (2, [f"{tmp_path}/gone.toml: cannot be read (No such file or directory)."])


def test_a_file_of_other_bytes_than_text_is_a_fault_with_its_line(file: Path) -> None:
    file.write_bytes(WHOLE.replace("North office", "Nörd").encode("latin-1"))

    status, lines = refused("check", str(file))

    assert (status, lines[1]) == (2, "  line 2: not UTF-8 text")


def test_export_without_a_configuration_says_so() -> None:
    status, lines = refused("export")

    assert status == 1
    assert "no configuration yet" in lines[0]
