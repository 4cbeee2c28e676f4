"""Receipts as they stand: what came is on them, what went back of it is read from the ledger each time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from donations.ledger_models import LedgerLine
from donations.models import Pledge
from donations.money import Money
from donations.receipts.models import Receipt
from donations.receipts.movements import Movement, returned


@dataclass(frozen=True, slots=True)
class ReceiptNow:
    """A receipt, and how many minor units of it went back."""

    receipt: Receipt
    returned_minor: int

    @property
    def received(self) -> Money:
        """What came."""
        return self.receipt.money

    @property
    def returned(self) -> Money:
        """What went back of it."""
        return Money.of(self.returned_minor, self.receipt.currency)

    @property
    def kept(self) -> Money:
        """What came and did not go back."""
        return self.received - self.returned

    @property
    def received_on(self) -> date:
        """The day (UTC) on which it came."""
        return self.receipt.transaction.occurred_at.date()

    @property
    def is_returned(self) -> bool:
        """Whether all of it went back."""
        return not self.kept.minor

    @property
    def is_partly_returned(self) -> bool:
        """Whether some of it went back, and not all."""
        return 0 < self.returned_minor < self.receipt.minor


def of_pledge(pledge: Pledge) -> list[ReceiptNow]:
    """Return the receipts for a pledge, the oldest first."""
    return as_they_stand(Receipt.objects.filter(reference=pledge.reference))


def as_they_stand(receipts: Iterable[Receipt], upto: int | None = None) -> list[ReceiptNow]:
    """Return the receipts as they stand, in their order: now, or when the ledger ended with transaction `upto`.

    Two queries, however many there are. Takes a queryset.
    """
    found = list(receipts.select_related("transaction"))
    gone = _returned({receipt.reference for receipt in found}, upto)
    return [
        ReceiptNow(receipt, gone.get((receipt.reference, receipt.currency), {}).get(receipt.transaction_id, 0))
        for receipt in found
    ]


def _returned(references: set[str], upto: int | None) -> dict[tuple[str, str], dict[int, int]]:
    # Without the exclusion, of nothing, SQLite would not see that the index on references serves.
    lines = LedgerLine.objects.filter(reference__in=references).exclude(reference="")
    lines = lines.filter(programme__isnull=False).order_by()
    if upto is not None:
        lines = lines.filter(transaction_id__lte=upto)
    names = ("transaction_id", "provider", "kind", "provider_ref", "occurred_at")
    of_transaction = [name if name.endswith("_id") else f"transaction__{name}" for name in names]
    names_other = ("transaction__reverses_id", "transaction__of_card__attempt_id")
    rows = lines.values_list("reference", "currency", *of_transaction, *names_other)
    movements: dict[tuple[str, str], list[Movement]] = defaultdict(list)
    for reference, currency, *transaction, reverses, attempt, minor in rows.annotate(sum=Sum("minor")):
        if minor:
            movements[reference, currency].append(Movement(*transaction, -int(minor), reverses, attempt))
    return {key: gone for key, own in movements.items() if (gone := returned(own))}
