"""The ledger's tables. `donations/booking.py` writes them; triggers refuse whoever else does, and every change."""

from datetime import UTC

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donations.accounts import MOVES_MONEY, OF_PROGRAMME, OF_PROVIDER, Account, Correction, Reason
from donations.currencies import CURRENCIES
from donations.ledger import NO_HASH, Entry, Line
from donations.money import Money
from donations.providers.money_facts import LONGEST_PROVIDER, LONGEST_REF, MoneyKind
from donations.references import spaced

# Far above any gift; far below what sums of 64 bits can hold.
LARGEST = 10**15
FACTS = sorted(MOVES_MONEY)


class LedgerTransaction(models.Model):
    """One transaction: what a provider told, or a correction with its reason. Added, never changed.

    `sequence` has no gap; `hash` covers the lines and the transaction before (donations/ledger.py). Times are
    aware UTC: when it happened, and when it was booked.
    """

    sequence = models.BigIntegerField(_("number"), primary_key=True)
    provider = models.CharField(_("provider"), max_length=LONGEST_PROVIDER)
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=[*((kind.value, kind.label) for kind in MoneyKind if kind in MOVES_MONEY), *Correction.choices],
    )
    provider_ref = models.CharField(_("provider's number"), max_length=LONGEST_REF)
    occurred_at = models.DateTimeField(_("happened on"))
    booked_at = models.DateTimeField(_("booked on"), db_index=True)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    reverses = models.OneToOneField(
        "self",
        verbose_name=_("undoes"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reversed_by",
    )
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-sequence"]
        verbose_name = _("ledger transaction")
        verbose_name_plural = _("ledger transactions")
        default_permissions = ("view",)
        permissions = [("export_ledgertransaction", "Can take the ledger out of the admin")]
        indexes = [models.Index(fields=["provider_ref"], name="ledger_provider_ref")]
        constraints = [
            models.UniqueConstraint(fields=["provider", "kind", "provider_ref"], name="ledger_books_a_fact_once"),
            models.CheckConstraint(
                condition=~Q(provider="") & ~Q(provider_ref=""), name="ledger_knows_where_from"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=FACTS, reason="", reverses=None)
                | Q(kind=Correction.REVERSED, reason__in=Reason.values, reverses__isnull=False)
                | Q(
                    kind__in=sorted(set(Correction) - {Correction.REVERSED}),
                    reason__in=Reason.values,
                    reverses=None,
                ),
                name="ledger_corrections_have_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.sequence}"

    @property
    def entry(self) -> Entry:
        """What was booked, as the pure part knows it."""
        return Entry(
            self.provider,
            self.kind,
            self.provider_ref,
            self.occurred_at.astimezone(UTC),
            tuple(line.line for line in self.lines.all()),
            self.reason,
            self.reverses_id,
        )


class LedgerLine(models.Model):
    """One account's part of a transaction: `minor` units of `currency`, what we hold positive."""

    transaction = models.ForeignKey(
        LedgerTransaction, on_delete=models.PROTECT, related_name="lines", db_index=True
    )
    account = models.CharField(_("account"), max_length=10, choices=Account)
    provider = models.CharField(_("provider"), max_length=LONGEST_PROVIDER, blank=True)
    programme = models.UUIDField(_("programme"), null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=25, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    minor = models.BigIntegerField(_("amount in minor units"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        default_permissions = ()
        indexes = [
            models.Index(fields=["reference"], name="ledger_reference", condition=~Q(reference="")),
            # What an account held on an evening is summed from the index alone.
            models.Index(
                fields=["account", "provider", "currency", "transaction", "minor"], name="ledger_accounts"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(currency__in=list(CURRENCIES)), name="ledger_line_currency_is_ours"
            ),
            models.CheckConstraint(
                condition=Q(minor__gte=-LARGEST, minor__lte=LARGEST) & ~Q(minor=0),
                name="ledger_line_moves_something",
            ),
            models.CheckConstraint(
                condition=Q(account__in=sorted(OF_PROGRAMME), programme__isnull=False, provider="")
                | (Q(account__in=sorted(OF_PROVIDER), programme=None) & ~Q(provider=""))
                | Q(account=Account.BANK, programme=None, provider=""),
                name="ledger_line_account_has_its_owner",
            ),
        ]

    def __str__(self):
        return f"{self.transaction_id}: {self.account}"

    @classmethod
    def of(cls, line: Line, sequence: int) -> "LedgerLine":
        """Return the row for `line` in the transaction with this number, not yet written."""
        return cls(
            transaction_id=sequence,
            account=line.account,
            provider=line.provider,
            programme=line.programme,
            reference=line.reference,
            currency=line.currency,
            minor=line.minor,
        )

    @property
    def line(self) -> Line:
        """The same as the pure part knows it."""
        return Line(self.account, self.currency, self.minor, self.provider, self.programme, self.reference)

    @property
    def money(self) -> Money:
        """The amount."""
        return Money.of(self.minor, self.currency)

    @property
    def reference_for_people(self) -> str:
        """The pledge's reference in blocks of four; empty where there is none."""
        return spaced(self.reference)


class LedgerHead(models.Model):
    """The end of the chain: one row, locked while a transaction is added; the database itself moves it on."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=NO_HASH)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.sequence}"
