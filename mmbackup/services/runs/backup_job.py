"""What the engine is told, out of what is configured."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.sources.port import SourceSpec
from mmbackup.environment import data_folder
from mmbackup.models import Drive, Run, Source
from mmbackup.services.hosts.of_server import host_of
from mmbackup.services.index.manifests import manifest_of_run
from mmbackup.services.keys.recipients import RefuseUnencrypted, recipients_of
from mmbackup.services.media.label_medium import suggest_name
from mmbackup.services.rotation.of_run import pool_for_blanks, rotation_of
from mmbackup.services.runs.run_log import log_path


def backup_job(*, run: Run, drive: Drive) -> BackupJob:
    """Makes the spool folder, for which ServerDiskFull may be raised."""
    spool = spool_of(run)
    with server_disk():
        spool.mkdir(mode=0o700, exist_ok=True)
    pools, admit = rotation_of(run=run, drive=drive, now=run.started_at or run.queued_at)
    recipients, without_key = recipients_of(site=run.site, pools=pools)
    label_for = pool_for_blanks(drive=drive, pools=pools)
    return BackupJob(
        run_id=str(run.pk),
        site=run.site.name,
        time_zone=run.site.time_zone,
        started_at=run.started_at or run.queued_at,
        drive=drive.spec._replace(pool=label_for.name, label_blank=label_for.label_blank),
        sources=_sources(run),
        log_path=log_path(run),
        spool_folder=str(spool),
        pools=pools,
        admit=RefuseUnencrypted(admit, without_key),
        recipients=recipients,
        replace_after_months=label_for.replace_after_months,
        blank_name=suggest_name(site=run.site, pool=label_for.name),
        manifest_path=str(manifest_of_run(run)),
        trigger=run.kind,
    )


def remove_spool(*, run: Run) -> None:
    shutil.rmtree(spool_of(run), ignore_errors=True)


def spool_of(run: Run) -> Path:
    return data_folder("spool") / str(run.pk)


def _sources(run: Run) -> tuple[SourceSpec, ...]:
    """Of the chosen servers and data types; none chosen means all."""
    found = Source.objects.filter(item__server__site=run.site).select_related("item__server")
    if run.servers:
        found = found.filter(item__server__name__in=run.servers)
    ordered = found.order_by("item__server__position", "item__server__name", "item__id", "id")
    specs = (_spec(source) for source in ordered)
    return tuple(spec for spec in specs if _is_chosen(spec, run.data_types))


def _is_chosen(spec: SourceSpec, slugs: Sequence[str]) -> bool:
    return not slugs or spec.item.data_type.slug in slugs


def _spec(source: Source) -> SourceSpec:
    return SourceSpec(
        server=source.item.server.name,
        item=source.item.in_catalogue,
        name=source.name,
        kind=source.kind,
        settings=source.settings,
        time_limit=source.time_limit,
        stall_limit=source.stall_limit,
        host=host_of(source.item.server),
    )
