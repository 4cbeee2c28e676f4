"""What leads from "Bank" in the ledger to the bank's own statement: what we paid ourselves, such as its fees.

Such a payment is no supporter's money and stands only among the payments that were read in. What an officer sent
back left the ledger when that was decided; the bank shows the transfer among what we paid, so it counts once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from donations.accounts import Account
from donations.currencies import CURRENCIES
from donations.ledger_models import LedgerLine
from donations.models import StatementEntry
from donations.money import Money
from donations.statements.choices import EntryState

PAID = _("Paid by us, not in the ledger")
SENT_BACK = _("Sent back by officers, taken from “Bank” already")
STATEMENT = _("So the bank’s statement ends with")


@dataclass(frozen=True, slots=True)
class Row:
    """One line below "Bank", in one currency, on one day, like `reconciliation.Movement`."""

    label: str
    opening: Money
    came: Money
    went: Money
    closing: Money
    lines: int
    provider: str = ""

    def plus(self, other) -> "Row":
        """Return both together, as what the statement ends with."""
        amounts = (getattr(self, name) + getattr(other, name) for name in ("opening", "came", "went", "closing"))
        return Row(STATEMENT, *amounts, lines=self.lines + other.lines)


def below_bank(bank: Iterable, begins: datetime, first: int, ends: datetime, beyond: int) -> list[Row]:
    """Return what stands below the movements of "Bank" on a day, where there is anything, and the sum.

    The day goes from `begins` up to `ends` (aware UTC), and from the transaction `first` up to `beyond`.
    """
    sums = {movement.closing.currency: movement for movement in bank}
    rows: dict[str, list[Row]] = defaultdict(list)
    for label, found in ((PAID, _paid(begins, ends)), (SENT_BACK, _sent_back(first, beyond))):
        for row in found:
            amounts = [Money.of(-int(row[name]), row["currency"]) for name in ("closing", "moved")]
            rows[row["currency"]].append(_row(label, *amounts, row["lines"]))
    return [row for code in CURRENCIES if code in rows for row in _with_sum(rows[code], sums.get(code))]


def _paid(begins: datetime, ends: datetime):
    """Return what we paid, above nothing, each on the day on which it was read in, as in the ledger."""
    today = Q(statement__imported_at__gte=begins)
    paid = StatementEntry.objects.filter(state=EntryState.LEFT_OUT, statement__imported_at__lt=ends)
    return _summed(paid, "minor", today)


def _sent_back(first: int, beyond: int):
    """Return what officers' decisions took from the bank, below nothing."""
    lines = LedgerLine.objects.filter(
        account=Account.BANK, transaction__settlement__isnull=False, transaction__lt=beyond
    )
    return _summed(lines, "minor", Q(transaction__gte=first))


def _summed(rows, minor: str, today: Q):
    return (
        rows.order_by()
        .values("currency")
        .annotate(closing=Sum(minor), moved=Sum(minor, filter=today, default=0), lines=Count(minor, filter=today))
    )


def _row(label, closing: Money, moved: Money, lines: int) -> Row:
    nothing = moved - moved
    came, went = (moved, nothing) if moved.minor > 0 else (nothing, moved)
    return Row(label, closing - moved, came, went, closing, lines)


def _with_sum(rows: list[Row], bank) -> list[Row]:
    whole = rows[0]
    for row in (*rows[1:], *([bank] if bank else [])):
        whole = whole.plus(row)
    return [*rows, whole] if len(rows) > 1 or bank else rows
