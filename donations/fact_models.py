"""What happened to a pledge, one row each: added, never changed, and naming nobody."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from donations.choices import MONEY, OF_A_DAY, TERMS, FactKind
from donations.facts import Fact


class PledgeFact(models.Model):
    """One fact. `minor`: in the pledge's currency, for money and for terms; for a lapse, what had come by then.

    `once` names the fact within its pledge: the same is never written twice. `at` is aware UTC.
    """

    # The unique constraint below begins with the pledge and serves as its index.
    pledge = models.ForeignKey("donations.Pledge", on_delete=models.PROTECT, related_name="facts", db_index=False)
    kind = models.CharField(_("what happened"), max_length=12, choices=FactKind)
    at = models.DateTimeField(_("when"))
    once = models.CharField(max_length=200)
    minor = models.BigIntegerField(_("amount in minor units"), default=0)
    day = models.DateField(_("day"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["recorded_at"], name="fact_of_money", condition=Q(kind=FactKind.RECEIVED))]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "once"], name="fact_is_written_once"),
            models.CheckConstraint(condition=Q(kind__in=FactKind.values), name="fact_kind_is_known"),
            models.CheckConstraint(condition=~Q(once=""), name="fact_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(MONEY | TERMS), minor__gt=0)
                | Q(kind=FactKind.LAPSED, minor__gte=0)
                | (~Q(kind__in=sorted(MONEY | TERMS | {FactKind.LAPSED})) & Q(minor=0)),
                name="fact_amount_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(OF_A_DAY), day__isnull=False)
                | (~Q(kind__in=sorted(OF_A_DAY)) & Q(day=None)),
                name="fact_day_fits_kind",
            ),
        ]

    def __str__(self):
        return f"{self.kind} #{self.pk}"

    @property
    def fact(self) -> Fact:
        """The fact alone, for the pure modules."""
        return Fact(self.kind, self.at, self.once, self.minor, self.day)
