"""One receipt for each gift that the ledger holds for a pledge. It names nobody: the pledge does, while it may."""

import secrets

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from donations.currencies import CURRENCIES
from donations.money import Money
from donations.receipts.numbers import new_number, spaced

SALT_BYTES = 16


def new_salt() -> str:
    """Return what keeps others from guessing what is behind a hash: 32 random hexadecimal digits."""
    return secrets.token_hex(SALT_BYTES)


class Receipt(models.Model):
    """A receipt, written in the transaction of what it is for; `minor` units of `currency` came.

    What went back later is not kept here: the ledger knows (donations/receipts/net_amounts.py). `position` has no
    gap and follows the ledger: it is the place in the tree of a statement. `told_at` is when its supporter was
    written to, or it was found that there is nobody to write to; nothing else of it ever changes.
    """

    position = models.BigIntegerField(primary_key=True)
    number = models.CharField(_("number"), max_length=16, unique=True, default=new_number)
    transaction = models.ForeignKey(
        "donations.LedgerTransaction", on_delete=models.PROTECT, related_name="receipts", db_index=False
    )
    reference = models.CharField(_("reference"), max_length=25, db_index=True)
    programme = models.UUIDField(_("programme"))
    currency = models.CharField(_("currency"), max_length=3)
    minor = models.BigIntegerField(_("amount in minor units"))
    salt = models.CharField(max_length=32, default=new_salt)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        default_permissions = ()
        indexes = [models.Index(fields=["position"], name="receipt_to_tell", condition=Q(told_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["transaction", "reference"], name="receipt_is_given_once"),
            models.CheckConstraint(condition=Q(minor__gt=0), name="receipt_amount_is_positive"),
            models.CheckConstraint(condition=Q(currency__in=list(CURRENCIES)), name="receipt_currency_is_ours"),
            models.CheckConstraint(
                condition=Q(Exact(Length("number"), 16)) & Q(Exact(Length("salt"), 2 * SALT_BYTES)),
                name="receipt_number_and_salt_are_whole",
            ),
        ]

    def __str__(self):
        return f"#{self.position}"

    @property
    def money(self) -> Money:
        """The amount that came."""
        return Money.of(self.minor, self.currency)

    @property
    def number_for_people(self) -> str:
        """The number in blocks of four."""
        return spaced(self.number)
