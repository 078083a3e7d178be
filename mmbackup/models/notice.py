"""Notices: what people are told outside the portal, by which channels and rules, and whether it arrived."""

from django.db import models

from mmbackup.models.site import Site


class Channel(models.Model):
    """A way to tell somebody. settings are the kind's own (services.notices.kinds), secrets among them."""

    class Kind(models.TextChoices):
        MAIL = "mail"
        WEBHOOK = "webhook"
        APPRISE = "apprise"  # one of the many services that apprise knows, by its address
        SNMP = "snmp"
        SYSLOG = "syslog"

    name = models.CharField(max_length=63, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    settings = models.JSONField(default=dict)
    enabled = models.BooleanField(default=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True, help_text="when something last arrived")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class NoticeRule(models.Model):
    """What goes to a channel. Empty lists: all."""

    class Hours(models.TextChoices):
        ALWAYS = "always"
        WITHIN = "within"  # what happens outside waits until they begin

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField(default=0)
    levels = models.JSONField(default=list, help_text="MAJ, MIN, WRN, event, digest, result")
    codes = models.JSONField(default=list, help_text="such as MT BACKUP 1 or MT BKRST029")
    sites = models.JSONField(default=list, help_text="names of sites")
    hours = models.CharField(max_length=10, choices=Hours.choices, default=Hours.ALWAYS)
    from_at = models.TimeField(null=True, blank=True, help_text="in the site's zone")
    until_at = models.TimeField(null=True, blank=True)
    weekdays = models.JSONField(default=list, help_text="0 Monday to 6 Sunday; empty: every day")

    class Meta:
        ordering = ["channel", "position", "id"]

    def __str__(self) -> str:
        return f"{self.channel}: {', '.join(self.levels) or 'all'}"


class Notice(models.Model):
    """Something to tell. key keeps the same fact from being told twice."""

    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True, related_name="notices")
    key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField()
    level = models.CharField(max_length=10, help_text="MAJ, MIN, WRN, event, digest, result, test")
    code = models.CharField(max_length=40, blank=True)
    is_end = models.BooleanField(default=False, help_text="an alarm's end, or a success after failures")
    subject = models.CharField(max_length=250)
    text = models.TextField()
    address = models.CharField(max_length=300, blank=True, help_text="the portal's page, from its root")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["-at", "-id"], name="notice_newest")]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """One notice on one channel, tried until it arrived or was given up."""

    class State(models.TextChoices):
        DUE = "due"
        DELIVERED = "delivered"
        GIVEN_UP = "given up"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "next_try_at"], name="delivery_due")]
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_a_channel")]

    def __str__(self) -> str:
        return f"{self.notice} to {self.channel}: {self.state}"
