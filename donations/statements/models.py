"""The statements that were read, their payments, and what officers decided about them. No form writes these.

`importing` adds statements and payments, `settling` settlements; triggers refuse changes of what happened.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from donations.accounts import Reason
from donations.money import Money
from donations.second_person import ONE_PERSON_UP_TO
from donations.statements.choices import ALONE, BOOKED, CASES, Cause, EntryState, SettlementState, Way
from donations.statements.entries import LARGEST

# Longer than any bank's field (ISO 20022: 140 each); what is behind is cut.
LONGEST_PAYER, LONGEST_WORDS = 140, 500


class Statement(models.Model):
    """One statement in one file: `digest` is the file's SHA-256, `position` counts its statements from 1."""

    account = models.ForeignKey(
        "donations.BankAccount", verbose_name=_("our account"), null=True, blank=True, on_delete=models.PROTECT
    )
    account_number = models.CharField(_("account as the bank writes it"), max_length=42)
    number = models.CharField(_("the bank's number"), max_length=40, blank=True)
    digest = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    imported_at = models.DateTimeField(_("read on"), default=timezone.now)

    class Meta:
        ordering = ["-imported_at", "-pk"]
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        default_permissions = ("view",)
        permissions = [("import_statement", "Can take a bank's statement in")]
        constraints = [models.UniqueConstraint(fields=["digest", "position"], name="statement_is_read_once")]

    def __str__(self):
        return f"#{self.pk}"


class StatementEntry(models.Model):
    """One payment: `minor` in the smallest unit of `currency`, which need not be one of ours; hence `exponent`.

    `identity` is the payment's in every file (`entries.Identities`). `reference` is the pledge's that it was
    booked to when it was read. `suggested`, `payer` and `words` are kept while it is a case; the last two only
    until a supporter whose it may be is forgotten (`donations/managing.py`). `version` counts what was done to it:
    whoever decides says which one they saw.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="entries")
    identity = models.CharField(max_length=64, unique=True)
    booked_on = models.DateField(_("booked on"))
    currency = models.CharField(_("currency"), max_length=3)
    exponent = models.PositiveSmallIntegerField()
    minor = models.BigIntegerField(_("amount in minor units"))
    is_credit = models.BooleanField(_("came in"))
    is_reversal = models.BooleanField(_("reversal"))
    bank_reference = models.CharField(_("the bank's reference"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=EntryState)
    cause = models.CharField(_("what is odd"), max_length=20, choices=Cause, blank=True)
    reference = models.CharField(_("reference"), max_length=25, blank=True)
    suggested = models.CharField(max_length=200, blank=True)
    payer = models.CharField(_("payer"), max_length=LONGEST_PAYER, blank=True)
    words = models.CharField(_("what the payer wrote"), max_length=LONGEST_WORDS, blank=True)
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-booked_on", "-pk"]
        verbose_name = _("payment by bank transfer")
        verbose_name_plural = _("payments by bank transfer")
        default_permissions = ("view",)
        permissions = [
            ("settle_statemententry", "Can decide on payments that need a look"),
            ("export_statemententry", "Can take the list of payments out of the admin"),
        ]
        indexes = [
            models.Index(fields=["-booked_on", "-id"], name="entry_newest"),
            models.Index(fields=["state"], name="entry_case", condition=Q(state__in=sorted(CASES))),
            models.Index(fields=["currency", "minor", "booked_on"], name="entry_amount"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0, minor__lte=LARGEST), name="entry_moves_something"),
            models.CheckConstraint(
                condition=Q(state__in=EntryState.values, cause__in=Cause.values), name="entry_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(CASES)) | Q(suggested="", payer="", words=""),
                name="entry_words_are_kept_for_cases_only",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[EntryState.MATCHED, EntryState.TO_CHECK])
                | ~Q(reference="")
                | Q(undoes__isnull=False),
                name="entry_matched_has_a_reference",
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"

    @property
    def money(self) -> Money:
        """The amount, without its direction."""
        return Money(self.minor, self.currency, self.exponent)

    @property
    def signed(self) -> Money:
        """The amount, below nothing where it went out."""
        return Money(self.minor if self.is_credit else -self.minor, self.currency, self.exponent)

    @property
    def is_case(self) -> bool:
        """Whether an officer has to look at it."""
        return self.state in CASES


class Settlement(models.Model):
    """What an officer decided about a payment, why, and who agreed. Currency and amount are the payment's."""

    entry = models.ForeignKey(StatementEntry, on_delete=models.PROTECT, related_name="settlements")
    way = models.CharField(_("what is done"), max_length=10, choices=Way)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()
    state = models.CharField(_("state"), max_length=8, choices=SettlementState, default=SettlementState.WAITING)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed on"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("second person"), null=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided on"), null=True)
    booked = models.OneToOneField(
        "donations.LedgerTransaction", verbose_name=_("transaction"), null=True, on_delete=models.PROTECT,
        related_name="settlement",
    )  # fmt: skip

    class Meta:
        ordering = ["pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state=SettlementState.WAITING), name="settlement_waits_alone"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SettlementState.values, way__in=Way.values, reason__in=Reason.values),
                name="settlement_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state=SettlementState.WAITING, decided_at=None, decided_by=None)
                | (~Q(state=SettlementState.WAITING) & Q(decided_at__isnull=False)),
                name="settlement_waits_or_is_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=SettlementState.DONE)
                | Q(decided_by=None)
                | ~Q(decided_by=models.F("proposed_by")),
                name="settlement_nobody_approves_their_own",
            ),
            models.CheckConstraint(
                condition=~Q(state=SettlementState.DONE)
                | Q(way__in=sorted(ALONE))
                | Q(decided_by__isnull=False)
                | Q(
                    *[Q(currency=code, minor__lte=limit) for code, limit in ONE_PERSON_UP_TO.items()],
                    _connector=Q.OR,
                ),
                name="settlement_above_the_limit_has_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=SettlementState.DONE, way__in=sorted(BOOKED), booked__isnull=False)
                | (~Q(state=SettlementState.DONE, way__in=sorted(BOOKED)) & Q(booked=None)),
                name="settlement_done_is_in_the_ledger",
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"


class SettlementPart(models.Model):
    """Where a part of the money goes: to a pledge, to a programme without one, or back to the payer."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="parts")
    pledge = models.ForeignKey("donations.Pledge", null=True, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey("donations.ProgrammePage", null=True, on_delete=models.PROTECT, related_name="+")
    minor = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0), name="settlement_part_is_something"),
            models.CheckConstraint(
                condition=Q(pledge=None) | Q(programme=None), name="settlement_part_has_one_target"
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"

    @property
    def money(self) -> Money:
        """The part's amount."""
        return Money(self.minor, self.settlement.currency, self.settlement.entry.exponent)
