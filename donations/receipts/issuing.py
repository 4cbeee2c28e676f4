"""Gives receipts, in the transaction of what they are for."""

from django.db.models import Max

from donations.ledger import Entry
from donations.ledger_models import LedgerTransaction
from donations.receipts.models import Receipt
from donations.receipts.movements import gives


def issue(booked: LedgerTransaction, entry: Entry, reference: str, currency: str, minor: int) -> Receipt | None:
    """Give the receipt for what `entry`, just booked, gave to a pledge; None where that is nothing new.

    `minor`: what its lines gave to the pledge in sum, less than nothing where they took. The end of the ledger is
    still locked by who booked: no position is taken twice.
    """
    if minor <= 0 or not gives(entry.kind):
        return None
    programme = next(line.programme for line in entry.lines if line.reference == reference and line.programme)
    last = Receipt.objects.aggregate(last=Max("position"))["last"] or 0
    return Receipt.objects.create(
        position=last + 1,
        transaction=booked,
        reference=reference,
        programme=programme,
        currency=currency,
        minor=minor,
    )
