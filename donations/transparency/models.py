"""The statements that were published, each naming the one before."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _


class PublishedStatement(models.Model):
    """One week's statement. Added, never changed.

    `body` is the text that is signed, `digest` its SHA-256, `previous` that of the one before. `sequence` is the
    ledger's last transaction at that time, `receipts` how many there were. `chunks` are nodes of the tree, each
    over 1,024 receipts, from which proofs are made without hashing all of it again.
    """

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    week = models.CharField(_("week"), max_length=8, unique=True)
    body = models.TextField()
    signature = models.CharField(max_length=88)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    sequence = models.BigIntegerField()
    receipts = models.BigIntegerField()
    chunks = models.JSONField()
    published_at = models.DateTimeField(_("published on"))

    class Meta:
        ordering = ["-number"]
        verbose_name = _("published statement")
        verbose_name_plural = _("published statements")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(Exact(Length("week"), 8)) & Q(number__gt=0), name="published_week_is_whole"
            ),
        ]

    def __str__(self):
        return f"{self.number}"
