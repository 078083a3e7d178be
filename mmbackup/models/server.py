"""Servers to save, their data items, and the sources that say how each item is read."""

from django.db import models

from mmbackup.engine.catalogue import DataItem as CatalogueItem
from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.hosts.host import SSH_PORT
from mmbackup.engine.sources.port import DEFAULT_STALL_LIMIT, DEFAULT_TIME_LIMIT
from mmbackup.models.site import Site

_KINDS = [(kind.value, kind.value) for kind in ServerKind]


class Server(models.Model):
    site = models.ForeignKey(Site, models.CASCADE, related_name="servers")
    name = models.CharField(max_length=63)
    kind = models.CharField(max_length=3, choices=_KINDS)
    position = models.PositiveSmallIntegerField(default=0)
    stop_command = models.JSONField(
        default=list, help_text="argv that stops the messaging software; empty: none"
    )
    start_command = models.JSONField(default=list, help_text="argv that starts it again")
    command_wait = models.PositiveIntegerField(default=60, help_text="seconds that each of the two may take")

    address = models.CharField(
        max_length=253,
        default="",
        help_text="where it is reached over SSH; empty: it is the backup server itself",
    )
    port = models.PositiveIntegerField(default=SSH_PORT)
    user = models.CharField(max_length=63, default="", help_text="who reads there")
    host_key = models.TextField(default="", help_text="what the host is known by, as ssh-ed25519 AAAA…")
    most_a_second = models.PositiveBigIntegerField(default=0, help_text="bytes; 0: as many as come")

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="server_name_once_a_site"),
            models.CheckConstraint(condition=models.Q(kind__in=["MSS", "MAS"]), name="server_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class DataItem(models.Model):
    """One item of the catalogue on one server; it has one or more sources."""

    server = models.ForeignKey(Server, models.CASCADE, related_name="items")
    slug = models.CharField(max_length=40)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["server", "slug"], name="item_once_a_server")]

    def __str__(self) -> str:
        return f"{self.server}: {self.slug}"

    @property
    def in_catalogue(self) -> CatalogueItem:
        return data_item(ServerKind(self.server.kind), self.slug)


class Source(models.Model):
    """How an item is read. kind and settings are those of engine.sources; limits are in seconds."""

    item = models.ForeignKey(DataItem, models.CASCADE, related_name="sources")
    name = models.CharField(max_length=63)
    kind = models.CharField(max_length=20)
    settings = models.JSONField(default=dict)
    time_limit = models.FloatField(default=DEFAULT_TIME_LIMIT)
    stall_limit = models.FloatField(default=DEFAULT_STALL_LIMIT)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "name"], name="source_name_once_an_item"),
            models.CheckConstraint(
                condition=models.Q(time_limit__gt=0, stall_limit__gt=0), name="source_limits_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name
