"""Gives receipts, in the transaction of what they are for."""

from django.db.models import Max

from donations.ledger import for_pledges
from donations.ledger_models import LedgerTransaction
from donations.receipts.models import Receipt
from donations.receipts.movements import gives


def issue(booked: LedgerTransaction, reference: str, currency: str) -> Receipt | None:
    """Give the receipt for what a transaction, just booked, gave to a pledge; None where it gave nothing new.

    The end of the ledger is still locked by who booked: no position is taken twice.
    """
    lines = booked.entry.lines
    minor = for_pledges(lines).get((reference, currency), 0)
    if minor <= 0 or not gives(booked.kind):
        return None
    programme = next(line.programme for line in lines if line.reference == reference and line.programme)
    last = Receipt.objects.aggregate(last=Max("position"))["last"] or 0
    return Receipt.objects.create(
        position=last + 1,
        transaction=booked,
        reference=reference,
        programme=programme,
        currency=currency,
        minor=minor,
    )
