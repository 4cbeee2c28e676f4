"""Payments by card: attempts, what the provider told about them, and what officers sent back.

None of it says who pays: a name stands only in the pledge.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from donations.currencies import CURRENCIES
from donations.money import Money
from donations.references import spaced


class AttemptState(models.TextChoices):
    """Where one attempt to pay stands. Money makes it paid from every state; nothing makes it unpaid again."""

    NEW = "new", _("Begun")
    OPEN = "open", _("On the payment page")
    PAID = "paid", _("Paid")
    ENDED = "ended", _("Ended without payment")


class RefundState(models.TextChoices):
    """Where a refund stands. Above a limit it is proposed first, and asked for once a second officer agreed."""

    PROPOSED = "proposed", _("Waits for a second officer")
    DECLINED = "declined", _("Not done")
    ASKED = "asked", _("To be sent")
    ACCEPTED = "accepted", _("On its way")
    DONE = "done", _("Sent back")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Could not be delivered")


# The supporter may still pay on the same page.
UNPAID = frozenset({AttemptState.NEW, AttemptState.OPEN})
# Asked for, and not yet booked.
ON_ITS_WAY = frozenset({RefundState.ASKED, RefundState.ACCEPTED})
# Nothing left us, or it came back.
WITHOUT_EFFECT = frozenset({RefundState.DECLINED, RefundState.REFUSED, RefundState.FAILED})


class RefundReason(models.TextChoices):
    """Why an officer sends money back. Chosen from a list: free text would hold names."""

    WISHED = "wished", _("The supporter asks for it")
    TWICE = "twice", _("Paid twice")
    WRONG = "wrong", _("Wrong amount or programme")
    MISUSE = "misuse", _("The card was not the supporter's own")


class Attempt(models.Model):
    """One attempt to pay one amount by card: stored and committed before the provider hears of it.

    `public_id` is its name everywhere outside, and the idempotency key. `provider_ref` names the payment page,
    `payment_ref` the payment. `network` is where it was begun, as that day's counts know it
    (`delivery/rate_limits.py`); it is emptied a day later. `received_minor` and `returned_minor` are what came in
    and went back in all, disputes included, in minor units; what is left is the difference.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.CharField(_("way to pay"), max_length=20)
    pledge = models.ForeignKey("donations.Pledge", on_delete=models.PROTECT, related_name="attempts")
    currency = models.CharField(_("currency"), max_length=3)
    minor = models.BigIntegerField()
    exponent = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=8, choices=AttemptState, default=AttemptState.NEW)
    provider_ref = models.CharField(_("number of the payment page"), max_length=255, blank=True)
    payment_ref = models.CharField(_("number of the payment"), max_length=255, blank=True)
    network = models.CharField(max_length=64, blank=True, editable=False)
    received_minor = models.BigIntegerField(default=0)
    returned_minor = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    fetched = models.PositiveSmallIntegerField(default=0)
    fetch_at = models.DateTimeField(null=True, blank=True, db_index=True)

    # Wagtail's index of references would write down each payment a second time.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("card payment")
        verbose_name_plural = _("card payments")
        default_permissions = ("view",)
        permissions = [("refund_attempt", "Can send card payments back")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="attempt_newest"),
            models.Index(fields=["created_at"], name="attempt_network", condition=~Q(network="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minor__gt=0, received_minor__gte=0, returned_minor__gte=0),
                name="attempt_amounts_are_positive",
            ),
            models.CheckConstraint(
                condition=Q(
                    *[Q(currency=c.code, exponent=c.exponent) for c in CURRENCIES.values()], _connector=Q.OR
                ),
                name="attempt_exponent_fits_currency",
            ),
            models.CheckConstraint(
                condition=Q(state=AttemptState.PAID, received_minor__gt=0)
                | Q(state__in=[AttemptState.NEW, AttemptState.OPEN, AttemptState.ENDED], received_minor=0),
                name="attempt_is_paid_by_money_only",
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_ref"], condition=~Q(provider_ref=""), name="attempt_page_once"
            ),
            models.UniqueConstraint(
                fields=["provider", "payment_ref"], condition=~Q(payment_ref=""), name="attempt_payment_once"
            ),
        ]

    def __str__(self):
        return f"{self.provider} {self.public_id}"

    @property
    def money(self) -> Money:
        """The amount that is to be paid."""
        return Money(self.minor, self.currency, self.exponent)

    @property
    def received(self) -> Money:
        """What came in, in all."""
        return Money(self.received_minor, self.currency, self.exponent)

    @property
    def returned(self) -> Money:
        """What went back, in all."""
        return Money(self.returned_minor, self.currency, self.exponent)

    @property
    def refundable(self) -> Money:
        """What could still be sent back; refunds that are on their way are no longer there."""
        waiting = self.refunds.filter(state__in=ON_ITS_WAY).aggregate(sum=models.Sum("minor"))["sum"] or 0
        return Money(max(0, self.received_minor - self.returned_minor - waiting), self.currency, self.exponent)

    @property
    def reference_for_people(self) -> str:
        """The pledge's reference in blocks of four."""
        return spaced(self.pledge.reference)


class CardMovement(models.Model):
    """Which transaction of the ledger belongs to which attempt: so a refund is known to be of that payment.

    Beside the ledger, whose hashes stay as they are. Written with the transaction, and never changed.
    """

    transaction = models.OneToOneField(
        "donations.LedgerTransaction", primary_key=True, on_delete=models.PROTECT, related_name="of_card"
    )
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="movements")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.transaction_id}"


class ProviderEvent(models.Model):
    """One notification, once. `report` holds its facts (`Report.as_json`) and nothing of who paid."""

    provider = models.CharField(max_length=20)
    event_ref = models.CharField(max_length=255)
    report = models.JSONField()
    problem = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    processed_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_ref"], name="provider_event_once"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(processed_at=None), name="provider_event_waits"),
        ]

    def __str__(self):
        return f"{self.provider} {self.event_ref}"


class Refund(models.Model):
    """Money that an officer sends back to the card it came from: stored and committed before it is asked for.

    `decided_by` is the second officer, who agreed or did not, where two are needed; who proposed it may take it
    back, and has then declined it themselves.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="refunds")
    minor = models.BigIntegerField()
    reason = models.CharField(_("reason"), max_length=10, choices=RefundReason)
    state = models.CharField(_("state"), max_length=10, choices=RefundState, default=RefundState.ASKED)
    provider_ref = models.CharField(max_length=255, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0), name="refund_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(state__in=RefundState.values, reason__in=RefundReason.values),
                name="refund_state_and_reason_are_known",
            ),
            models.UniqueConstraint(
                fields=["provider_ref"], condition=~Q(provider_ref=""), name="refund_provider_ref_once"
            ),
            models.UniqueConstraint(
                fields=["attempt"], condition=Q(state=RefundState.PROPOSED), name="refund_proposal_waits_alone"
            ),
            models.CheckConstraint(
                condition=Q(state=RefundState.PROPOSED, decided_by=None, decided_at=None)
                | (~Q(state=RefundState.PROPOSED) & Q(decided_by__isnull=False, decided_at__isnull=False))
                | (
                    ~Q(state__in=[RefundState.PROPOSED, RefundState.DECLINED])
                    & Q(decided_by=None, decided_at=None)
                ),
                name="refund_proposal_waits_or_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(state=RefundState.DECLINED) | Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")),
                name="refund_nobody_agrees_to_their_own",
            ),
        ]

    def __str__(self):
        return str(self.public_id)

    @property
    def money(self) -> Money:
        """The amount."""
        return Money(self.minor, self.attempt.currency, self.attempt.exponent)
