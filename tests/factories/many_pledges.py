"""Pledges by the million and transactions by the hundred thousand, written by the database itself.

Pledges pass every rule and every trigger. Transactions are chained as `booking.book` chains them, but written many
at a time, which their triggers refuse: those are taken away before and installed again after.
"""

from datetime import UTC, datetime, timedelta
from itertools import islice

from django.db import connection, transaction

from campaign_site.delivery.database import triggers
from donations import tallies
from donations.booking import hash_of
from donations.ledger import NO_HASH, Entry, entry_of
from donations.models import LedgerHead, LedgerLine, LedgerTransaction, Pledge
from donations.providers.money_facts import Fact, MoneyKind
from donations.references import make_reference

BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
AT_ONCE = 20_000
STATES = (
    "active",
    "fulfilled",
    "active",
    "unconfirmed",
    "cancelled",
    "lapsed",
    "active",
    "expired",
    "active",
    "ended",
)
CODES = ("EUR", "USD", "GBP", "CHF")


@transaction.atomic
def write_pledges(programmes: list, count: int) -> None:
    """Add `count` pledges in four currencies and all kinds of states, over five years."""
    for first in range(0, count, AT_ONCE):
        Pledge.objects.bulk_create(
            (_pledge(programmes, number) for number in range(first, min(count, first + AT_ONCE))), batch_size=2000
        )


def _pledge(programmes: list, number: int) -> Pledge:
    state = STATES[number * 7 % 10]
    made = BEGAN + timedelta(seconds=number * 170)
    is_known = state not in {"unconfirmed", "expired"}
    who = "" if state == "expired" else f"supporter-{number}@example.org"
    return Pledge(
        programme_id=programmes[number % len(programmes)].pk,
        reference=make_reference(f"{number:012d}"),
        once=f"{number}",
        currency=CODES[number * 3 % 4],
        minor=10_00 + number % 977 * 100,
        exponent=2,
        name="" if state == "expired" else f"Name {number * 31 % 99991}",
        email=who,
        status=state,
        created_at=made,
        expires_at=made + timedelta(days=7),
        confirmed_at=made if is_known else None,
    )


def write_ledger(programmes: list, count: int) -> None:
    """Add `count` transactions of two lines each to an empty ledger."""
    triggers.remove()
    previous = NO_HASH
    entries = ((number, _entry(programmes, number)) for number in range(1, count + 1))
    with transaction.atomic():
        while some := list(islice(entries, AT_ONCE)):
            previous = _write(some, previous)
        LedgerHead.objects.update_or_create(pk=1, defaults={"sequence": count, "hash": previous})
    triggers.install()
    tallies.put_right()


def _entry(programmes: list, number: int) -> Entry:
    kind = MoneyKind.REFUNDED if number % 20 == 0 else MoneyKind.RECEIVED
    at = BEGAN + timedelta(seconds=number * 300, microseconds=number)
    fact = Fact("stripe", kind, f"pi_{number:020d}", "", CODES[number * 3 % 4], 10_00 + number % 977 * 100, at)
    key = programmes[number % len(programmes)].translation_key
    return entry_of(fact, None if number % 50 == 7 else key, make_reference(f"{number:012d}"))


def _write(entries: list[tuple[int, Entry]], previous: str) -> str:
    """Write numbered entries in one go; return the hash of the last."""
    booked, lines = [], []
    for number, entry in entries:
        row = LedgerTransaction(
            sequence=number,
            provider=entry.provider,
            kind=entry.kind,
            provider_ref=entry.provider_ref,
            occurred_at=entry.occurred_at,
            booked_at=entry.occurred_at + timedelta(seconds=2),
            previous_hash=previous,
        )
        previous = row.hash = hash_of(entry, number, row.booked_at, previous)
        booked.append(row)
        lines += [LedgerLine.of(line, number) for line in entry.lines]
    LedgerTransaction.objects.bulk_create(booked, batch_size=2000)
    LedgerLine.objects.bulk_create(lines, batch_size=2000)
    return previous


def analyse() -> None:
    """Tell the database what its tables hold, as PostgreSQL's own service would after a minute."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
