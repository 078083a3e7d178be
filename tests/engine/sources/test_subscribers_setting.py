"""The setting that says whose a source's files are: what is wrong with it, and what is usual without it."""

from dataclasses import replace
from pathlib import Path

import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.sources.port import SourceSpec
from mmbackup.engine.sources.registry import check_settings, subscribers_of
from tests.engine.hosts.far import far_host
from tests.engine.operations.backup.night import Night

ROOTS = {"roots": ["/srv/mail"]}


@pytest.mark.parametrize("kind", ["files", "maildir", "mbox"])
def test_faults_name_the_pattern(kind: str) -> None:
    assert check_settings(kind, {**ROOTS, "subscribers": ["{domain}/{user}"]}) == []
    (fault,) = check_settings(kind, {**ROOTS, "subscribers": ["{user}", "{user}//x"]})
    assert fault == "subscribers[1]: '{user}//x' holds an empty name, or . or .."
    assert check_settings(kind, {**ROOTS, "subscribers": "{user}"}) == [
        "subscribers: must be a list of texts"
    ]
    many = ["{user}"] * 9
    assert check_settings(kind, {**ROOTS, "subscribers": many}) == [
        "subscribers: at most 8 patterns are read"
    ]


def test_what_is_usual_without_it() -> None:
    assert subscribers_of("maildir", ROOTS) == ("{maildir}",)
    assert subscribers_of("mbox", ROOTS) == ("{mbox}",)
    assert subscribers_of("files", ROOTS) == ()
    assert subscribers_of("command", {"argv": ["/bin/true"]}) == ()


def test_a_maildirs_patterns_are_of_folders() -> None:
    assert subscribers_of("maildir", {**ROOTS, "subscribers": ["{user}", "a/{user}/"]}) == (
        "{user}/",
        "a/{user}/",
    )


def test_the_manifest_tells_it_of_files_on_other_machines_too(tmp_path: Path) -> None:
    night = Night(tmp_path)
    box = night.write("mail/ada/cur/1")
    root = str(box.parents[2])
    spec = SourceSpec("MSS1", data_item(ServerKind.MSS, "messages"), "mail", "maildir", {"roots": [root]})

    with far_host(tmp_path / "far") as host:
        night.run(replace(spec, host=host))

    told = {line["path"]: line["subscribers"] for line in night.manifest()}
    assert told[f"MSS1{box}"] == [f"MSS1{root}", "{maildir}"]
