"""Commitments to stand with survivors, and the links to them."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign_site.movement import names
from campaign_site.movement.choices import LinkPurpose
from campaign_site.pages.choices import country_name

CONFIRM_WITHIN = timedelta(days=7)


class CommitmentQuerySet(models.QuerySet):
    def confirmed(self):
        """Whose mail address said yes: they alone are counted and shown."""
        return self.filter(confirmed_at__isnull=False)

    def waiting(self):
        """Nobody has opened the link in the mail yet."""
        return self.filter(confirmed_at=None)

    def overdue(self):
        """Waiting, and the time for it is over."""
        return self.waiting().filter(made_at__lt=timezone.now() - CONFIRM_WITHIN)


class Commitment(models.Model):
    """Somebody stands with survivors. One confirmed commitment for each mail address; taking it back deletes it.

    `country` is an ISO 3166-1 code of two letters, times are aware UTC. The address itself is kept until it is
    confirmed, for the one mail; then only `address_hash`, which finds it again when its owner types it. `once` is
    the key of one sending of the form.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.CharField(max_length=64, unique=True, editable=False)
    first_name = models.CharField(_("first name"), max_length=names.LONGEST)
    country = models.CharField(_("country"), max_length=2)
    may_show_name = models.BooleanField(_("first name may be shown"), default=False)
    email = models.EmailField(_("email address"), max_length=254, blank=True)
    address_hash = models.CharField(max_length=64, editable=False)
    language = models.CharField(_("language"), max_length=8, default="en")
    made_at = models.DateTimeField(_("made on"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["-confirmed_at", "-pk"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        default_permissions = ("view",)
        permissions = [("export_commitment", "Can take the list of commitments out of the admin")]
        indexes = [
            models.Index(fields=["-confirmed_at", "-id"], name="commitment_newest"),
            models.Index(fields=["made_at"], name="commitment_waiting", condition=Q(confirmed_at=None)),
            models.Index(fields=["country"], name="commitment_counted", condition=Q(confirmed_at__isnull=False)),
            models.Index(
                fields=["first_name"],
                name="commitment_shown",
                condition=Q(confirmed_at__isnull=False, may_show_name=True),
            ),
            models.Index(fields=["address_hash"], name="commitment_by_address"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["address_hash"],
                condition=Q(confirmed_at__isnull=False),
                name="commitment_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) & ~Q(email="") | Q(confirmed_at__isnull=False, email=""),
                name="commitment_keeps_no_address_once_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("made_at")),
                name="commitment_is_made_before_it_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Exact(Length("address_hash"), 64), name="commitment_knows_its_address"
            ),
            models.CheckConstraint(condition=~Q(first_name=""), name="commitment_has_a_name"),
            models.CheckConstraint(condition=Exact(Length("country"), 2), name="commitment_has_a_country"),
        ]

    def __str__(self):
        return f"Commitment {self.pk}"

    @property
    def country_name(self) -> str:
        """The country's name in the active language."""
        return country_name(self.country)

    @property
    def is_waiting(self) -> bool:
        """Whether the link in the mail may still be opened: not confirmed, and not too late."""
        return self.confirmed_at is None and timezone.now() < self.made_at + CONFIRM_WITHIN


class CommitmentLink(models.Model):
    """A link in one of our mails. Only a hash is kept: who reads the database cannot open any."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10, choices=LinkPurpose)
    token_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=LinkPurpose.values), name="commitment_link_purpose_is_known"
            )
        ]

    def __str__(self):
        return f"{self.purpose} #{self.pk}"
