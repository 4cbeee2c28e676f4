"""Take-downs: who asked, what was looked at before and after, copies elsewhere, and the ledger of withdrawals."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories.consent.choices import AskedBy, Channel, LedgerKind, Surface, TakedownMode
from stories.consent.models.consents import Consent
from stories.consent.models.people import Contributor


def new_reference() -> str:
    """Return eight random digits that the person may quote; they tell nothing."""
    return "".join(secrets.choice("0123456789") for _position in range(8))


class Takedown(models.Model):
    """One take-down. `fingerprint` is sealed with the site's key and emptied when the take-down is closed."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=8, unique=True, default=new_reference)
    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="takedowns", verbose_name=_("contributor")
    )
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="takedowns")
    mode = models.CharField(_("What was asked"), max_length=6, choices=TakedownMode)
    asked_by = models.CharField(_("Who asked"), max_length=8, choices=AskedBy)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    pages_hidden = models.PositiveIntegerField(default=0)
    fingerprint = models.BinaryField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        default_permissions = ("view", "change")
        verbose_name = _("take-down")
        verbose_name_plural = _("take-downs")
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at=None) | Q(hidden_at__gte=F("asked_at")), name="takedown_hidden_after_asked"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(verified_at__isnull=False), name="takedown_verified_before_closed"
            ),
        ]

    def __str__(self):
        return f"Take-down {self.reference}"


class TakedownCheck(models.Model):
    """What was found at one place of one surface. `found` counts traces; `round` 0 is before hiding.

    `place` is an address, a file or a column; "*12" stands for twelve more places in which nothing was found.
    """

    takedown = models.ForeignKey(Takedown, on_delete=models.PROTECT, related_name="checks")
    round = models.PositiveSmallIntegerField()
    surface = models.CharField(max_length=20, choices=Surface)
    place = models.CharField(max_length=200)
    found = models.PositiveIntegerField()
    is_reached = models.BooleanField(default=True, help_text="Whether somebody answered there.")
    checked_at = models.DateTimeField(default=timezone.now)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["round", "surface", "place"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["takedown", "round", "surface", "place"], name="takedown_check_once")
        ]

    def __str__(self):
        return f"Check {self.pk}"


class OutsideCopy(models.Model):
    """A copy that we do not control: who has it, whether they were asked to remove it, what they answered."""

    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="outside_copies", verbose_name=_("contributor")
    )
    holder = models.CharField(_("who has it"), max_length=120, help_text=_("An organisation, never a person."))
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    place = models.CharField(_("where"), max_length=200, blank=True)
    language = models.CharField(
        _("language of the letter"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    takedown = models.ForeignKey(
        Takedown,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outside_copies",
        verbose_name=_("take-down"),
    )
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    is_removed = models.BooleanField(_("removed"), default=False)

    class Meta:
        verbose_name = _("copy elsewhere")
        verbose_name_plural = _("copies elsewhere")

    def __str__(self):
        return f"Copy {self.pk}"

    def save(self, *args, **kwargs):
        """Belong to the person's open take-down, where there is one and the copy became known afterwards."""
        if self._state.adding and not self.takedown_id:
            self.takedown = Takedown.objects.filter(contributor=self.contributor, closed_at=None).first()
        super().save(*args, **kwargs)


class WithdrawalEntry(models.Model):
    """The database's copy of the withdrawal ledger, line by line; the ledger itself is a file outside."""

    position = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=10, choices=LedgerKind)
    record_id = models.UUIDField(
        help_text="Of the consent, the contributor who was erased, the code, the commitment or the pledge."
    )
    at = models.DateTimeField()
    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 over this line and the one before.")

    class Meta:
        ordering = ["position"]
        default_permissions = ()

    def __str__(self):
        return f"{self.position} {self.kind}"
