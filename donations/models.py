"""Pledges, the accounts they are paid to, and the links that supporters hold."""

import uuid
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum import bic, iban
from stdnum.exceptions import ValidationError as NumberError
from wagtail.admin.panels import FieldPanel

from donations.cards.models import Attempt, CardMovement, ProviderEvent, Refund
from donations.choices import (
    CANCELLABLE,
    FINAL,
    MOST_INSTALMENTS,
    NEVER_CONFIRMED,
    REGULAR,
    LinkPurpose,
    PledgeStatus,
    Rhythm,
)
from donations.currencies import CURRENCIES
from donations.fact_models import PledgeFact
from donations.facts import Terms
from donations.ledger_models import LedgerHead, LedgerLine, LedgerTransaction
from donations.money import Money
from donations.programmes import ProgrammeIndexPage, ProgrammePage
from donations.rates import ExchangeRate
from donations.receipts.models import Receipt
from donations.references import new_reference, spaced
from donations.schedules import instalment_dates
from donations.statements.models import Settlement, SettlementPart, Statement, StatementEntry
from donations.tally_models import Tally
from donations.transparency.models import PublishedStatement

__all__ = [
    "Attempt",
    "BankAccount",
    "CardMovement",
    "ExchangeRate",
    "LedgerHead",
    "LedgerLine",
    "LedgerTransaction",
    "Pledge",
    "PledgeFact",
    "PledgeLink",
    "ProgrammeIndexPage",
    "ProgrammePage",
    "ProviderEvent",
    "PublishedStatement",
    "Receipt",
    "Refund",
    "Settlement",
    "SettlementPart",
    "Statement",
    "StatementEntry",
    "Tally",
]

CONFIRM_WITHIN = timedelta(days=7)
NOBODY = Q(name="", email="", dedication="", group="", is_anonymous=True)


def _expiry():
    return timezone.now() + CONFIRM_WITHIN


class BankAccount(models.Model):
    """Where transfers in one currency go. An example account is marked as one wherever it is shown."""

    currency = models.CharField(
        _("currency"), max_length=3, unique=True, choices=[(code, code) for code in CURRENCIES]
    )
    holder = models.CharField(_("account holder"), max_length=70)
    number = models.CharField(_("IBAN or account number"), max_length=42)
    bic = models.CharField(_("BIC"), max_length=11)
    bank = models.CharField(_("bank"), max_length=100)
    is_example = models.BooleanField(
        _("example"), default=False, help_text=_("Not a real account; the pages and mails say so beside it.")
    )

    panels = [FieldPanel(name) for name in ("currency", "holder", "number", "bic", "bank", "is_example")]

    class Meta:
        ordering = ["currency"]
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        constraints = [
            models.CheckConstraint(condition=Q(currency__in=list(CURRENCIES)), name="account_currency_is_ours")
        ]

    def __str__(self):
        return f"{self.currency}: {self.bank}"

    @property
    def is_iban(self) -> bool:
        """Whether the number is an IBAN (ISO 13616)."""
        return iban.is_valid(self.number)

    @property
    def number_for_people(self) -> str:
        """The number in blocks of four when it is an IBAN, else as it was entered."""
        return iban.format(self.number) if self.is_iban else self.number

    def clean(self):
        """Refuse a BIC, or what begins like an IBAN, with a slip in it."""
        errors = {}
        self.number = self.number.strip()
        if self.number[:2].isalpha() and not self.is_iban:
            errors["number"] = _("This IBAN is not valid. Please check each character.")
        try:
            self.bic = bic.validate(self.bic)
        except NumberError:
            errors["bic"] = _("This BIC is not valid. It has 8 or 11 characters.")
        if errors:
            raise ValidationError(errors)


class PledgeQuerySet(models.QuerySet):
    def overdue_confirmation(self, now=None):
        """Never confirmed, and the time for it is over."""
        return self.filter(status=PledgeStatus.UNCONFIRMED, expires_at__lt=now or timezone.now())


class Pledge(models.Model):
    """A supporter's promise; a promise is not income.

    `minor` is what is given each time (monthly, yearly) or in all (once, instalments), in integer minor units
    of `currency` with the `exponent` of that time. Times are aware UTC. `once` is the key of one sending of
    the form: the same sending twice is one pledge. `status`, `minor`, `confirmed_at` and `next_on` are what its
    facts come to, and are written by `life_cycle` alone.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=25, unique=True, default=new_reference)
    once = models.CharField(max_length=64, unique=True, editable=False)
    programme = models.ForeignKey(
        ProgrammePage, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="pledges"
    )
    currency = models.CharField(_("currency"), max_length=3, choices=[(code, code) for code in CURRENCIES])
    minor = models.BigIntegerField(_("amount in minor units"))
    exponent = models.PositiveSmallIntegerField()
    rhythm = models.CharField(_("rhythm"), max_length=12, choices=Rhythm, default=Rhythm.ONCE)
    instalments = models.PositiveSmallIntegerField(_("instalments"), default=1)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_anonymous = models.BooleanField(_("anonymous in public"), default=True)
    email = models.EmailField(_("email address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    dedication = models.CharField(_("dedication"), max_length=200, blank=True)
    group = models.CharField(_("employer or group"), max_length=120, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=PledgeStatus, default=PledgeStatus.UNCONFIRMED, db_index=True
    )
    created_at = models.DateTimeField(_("made on"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("to be confirmed until"), default=_expiry, editable=False)

    next_on = models.DateField(_("looked at again on"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(_("name and address deleted on"), null=True, blank=True, editable=False)

    objects = PledgeQuerySet.as_manager()
    # Where a programme is used is no list of who gives to it.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        # Officers look and export; facts change a pledge, never a form in the admin.
        default_permissions = ("view",)
        permissions = [
            ("export_pledge", "Can take the list of pledges out of the admin"),
            ("writeoff_pledge", "Can give up waiting for a lapsed pledge"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="pledge_newest"),
            models.Index(fields=["status", "currency", "-created_at", "-id"], name="pledge_state_newest"),
            models.Index(fields=["programme", "-created_at", "-id"], name="pledge_programme_newest"),
            models.Index(fields=["next_on"], name="pledge_next_on", condition=Q(next_on__isnull=False)),
            models.Index(Lower("email"), name="pledge_email_lower", condition=~Q(email="")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0), name="pledge_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(
                    *[
                        Q(currency=c.code, minor__lte=c.maximum, minor__gte=models.F("instalments") * c.minimum)
                        for c in CURRENCIES.values()
                    ],
                    _connector=Q.OR,
                ),
                name="pledge_amount_within_limits",
                violation_error_message=_("This is less, or more, than can be pledged in this currency."),
            ),
            models.CheckConstraint(
                condition=Q(
                    *[Q(currency=c.code, exponent=c.exponent) for c in CURRENCIES.values()], _connector=Q.OR
                ),
                name="pledge_exponent_fits_currency",
            ),
            models.CheckConstraint(
                condition=(
                    Q(rhythm=Rhythm.INSTALMENTS, instalments__gte=2, instalments__lte=MOST_INSTALMENTS)
                    & Q(minor__gte=models.F("instalments"))
                )
                | Q(rhythm__in=[Rhythm.ONCE, Rhythm.MONTHLY, Rhythm.YEARLY], instalments=1),
                name="pledge_instalments_fit_rhythm",
            ),
            models.CheckConstraint(
                condition=Q(status__in=PledgeStatus.values)
                & (
                    Q(status__in=sorted(NEVER_CONFIRMED), confirmed_at=None)
                    | (~Q(status__in=sorted(NEVER_CONFIRMED)) & Q(confirmed_at__isnull=False))
                ),
                name="pledge_state_is_known_and_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(status=PledgeStatus.EXPIRED) | NOBODY, name="pledge_expired_holds_nobody"
            ),
            models.CheckConstraint(condition=Q(erased_at=None) | NOBODY, name="pledge_erased_holds_nobody"),
        ]

    def __str__(self):
        return self.reference

    def forget_person(self, **columns) -> None:
        """Delete what says whose pledge it is, and write other `columns` with it. Amounts and reference stay."""
        columns |= {"name": "", "email": "", "dedication": "", "group": "", "is_anonymous": True}
        Pledge.objects.filter(pk=self.pk).update(**columns)
        for name, value in columns.items():
            setattr(self, name, value)

    @property
    def terms(self) -> Terms:
        """What was promised, for the pure modules."""
        return Terms(self.rhythm, self.minor, self.instalments, self.created_at)

    @property
    def money(self) -> Money:
        """The amount, with the exponent it was made with."""
        return self.amount_of(self.minor)

    def amount_of(self, minor: int) -> Money:
        """Return so many minor units of the pledge's currency, with the exponent that it was made with."""
        return Money(minor, self.currency, self.exponent)

    @property
    def parts(self) -> tuple[Money, ...]:
        """The payments of a pledge in instalments; one payment otherwise."""
        return self.money.split(self.instalments)

    @property
    def plan(self) -> list[tuple[date, Money]]:
        """When which part is due, counted from the day the pledge was made."""
        dates = instalment_dates(self.created_at.date(), self.instalments)
        return list(zip(dates, self.parts, strict=True))

    @property
    def reference_for_people(self) -> str:
        """The reference in blocks of four."""
        return spaced(self.reference)

    @property
    def is_cancellable(self) -> bool:
        """Whether the supporter may still call it off."""
        return self.status in CANCELLABLE

    @property
    def is_regular(self) -> bool:
        """Whether the amount is given each time, without an end."""
        return self.rhythm in REGULAR

    @property
    def is_closed(self) -> bool:
        """Whether it has come to an end without being kept."""
        return self.status in FINAL

    @property
    def is_waiting(self) -> bool:
        """Whether the supporter may still open the link in the mail."""
        return self.status == PledgeStatus.UNCONFIRMED

    @property
    def is_expired(self) -> bool:
        """Whether the time for that went by, and the name and address with it."""
        return self.status == PledgeStatus.EXPIRED

    @property
    def is_confirmed(self) -> bool:
        """Whether the supporter has opened the link in the mail."""
        return self.confirmed_at is not None


class PledgeLink(models.Model):
    """A link that a supporter holds. Only a hash is kept: who reads the database cannot open any."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10, choices=LinkPurpose)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=LinkPurpose.values), name="link_purpose_is_known")
        ]

    def __str__(self):
        return f"{self.purpose} #{self.pk}"
