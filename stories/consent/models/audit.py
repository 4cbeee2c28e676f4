"""The audit trail: what was done, in a chain that shows when a link is missing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# What the first link of a chain names as the one before it: as long as a SHA-256.
NO_HASH = "0" * 64


class AuditEvent(models.Model):
    """What was done, by whom, in one sentence without any identity. Rows are added, never changed.

    Each row's hash covers the row before: see `stories.consent.audit`.
    """

    sequence = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40, help_text="User and number, or the part of the system.")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    sentence = models.CharField(max_length=300)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]
        verbose_name = _("audit event")

    def __str__(self):
        return f"{self.sequence} {self.kind}"


class AuditHead(models.Model):
    """The end of the chain: one row, locked while an event is added, so that numbers have no gap."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=NO_HASH)

    def __str__(self):
        return str(self.sequence)
