"""Works the ledger out again, from the first transaction to the last, and says where it is not what was booked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db.models import Func, Subquery, TextField
from django.db.models.functions import Coalesce

from donations.booking import end_of_ledger
from donations.ledger import NO_HASH, transaction_hash
from donations.ledger_models import LedgerHead, LedgerLine, LedgerTransaction

AT_ONCE = 2000
STEP = 5_000
# Of a row of lines: the transaction's number, then what is hashed of it.
NUMBER = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Broken:
    """The first transaction that does not hold, and why."""

    sequence: int
    what: str


@dataclass(frozen=True, slots=True)
class Checked:
    """How much holds: transactions and their lines; `broken` is None where that is everything."""

    transactions: int
    lines: int
    broken: Broken | None = None


class _Time(Func):
    """A time in UTC as the hash has it, written by the database: objects of each take longer than the checking."""

    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="%(expressions)s || ''", **context)

    def as_postgresql(self, compiler, connection, **context):
        form = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        return self.as_sql(compiler, connection, template=form, **context)


class _Hex(Func):
    """A programme's key as the hash has it: 32 digits, or nothing."""

    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="COALESCE(%(expressions)s, '')", **context)

    def as_postgresql(self, compiler, connection, **context):
        form = "COALESCE(replace(%(expressions)s::text, '-', ''), '')"
        return self.as_sql(compiler, connection, template=form, **context)


def verify(progress: Callable[[int, int], None] = lambda done, of: None) -> Checked:
    """Check numbers, balance and hashes of all that was booked when this began; rows are streamed.

    `progress` is told from time to time how many transactions are done, and of how many.
    """
    head = end_of_ledger()
    count, lines, previous = 0, 0, NO_HASH
    parts = groupby(_lines(head[0]), NUMBER)
    part = next(parts, None)
    for row in _transactions(head[0]):
        if row[0] == count + 1 and part and part[0] < row[0]:
            return Checked(count, lines, Broken(part[0], "a line is not in its place"))
        own = [line[1:] for line in part[1]] if part and part[0] == row[0] else []
        if what := _fault(row, count + 1, previous, own):
            return Checked(count, lines, Broken(min(row[0], count + 1), what))
        part = next(parts, None)
        count, lines, previous = row[0], lines + len(own), row[-1]
        if count % STEP == 0:
            progress(count, head[0])
    if part:
        return Checked(count, lines, Broken(part[0], "a line is not in its place"))
    if (count, previous) != head:
        return Checked(count, lines, Broken(count + 1, "the end of the ledger is missing"))
    return Checked(count, lines, _beyond())


def _transactions(last: int) -> Iterator[tuple]:
    rows = LedgerTransaction.objects.filter(sequence__lte=last).order_by("sequence")
    names = ("reason", "reverses_id", "previous_hash", "hash")
    times = (_Time("occurred_at"), _Time("booked_at"))
    return rows.values_list("sequence", "provider", "kind", "provider_ref", *times, *names).iterator(AT_ONCE)


def _lines(last: int) -> Iterator[tuple]:
    # In the order of writing, which is that of the transactions: they were written one at a time.
    rows = LedgerLine.objects.filter(transaction_id__lte=last).order_by("pk")
    names = ("transaction_id", "account", "provider", _Hex("programme"), "reference", "currency", "minor")
    return rows.values_list(*names).iterator(AT_ONCE)


def _fault(row: tuple, expected: int, previous: str, lines: list[tuple]) -> str:
    """Return what is wrong with one transaction; empty where nothing is."""
    number, provider, kind, ref, occurred, booked, reason, reverses, before, own = row
    if number != expected:
        return "a transaction is missing" if number > expected else "a transaction was added"
    if before != previous:
        return "the transaction does not follow from the one before"
    try:
        times = _iso(occurred), _iso(booked)
        if transaction_hash(number, provider, kind, ref, *times, reason, reverses, before, lines) != own:
            return "the transaction was changed"
        return "" if _balances(lines) else "the lines do not sum to zero"
    except (TypeError, ValueError, IndexError):  # such as bytes where a text was
        return "the transaction cannot be read"


def _balances(lines: list[tuple]) -> bool:
    if len(lines) == 2:
        (*_one, currency, minor), (*_two, other_currency, other) = lines
        return bool(minor) and minor + other == 0 and currency == other_currency
    sums: dict[str, int] = {}
    for *_rest, currency, minor in lines:
        sums[currency] = sums.get(currency, 0) + minor
    return bool(lines) and not any(sums.values())


def _iso(at: str) -> str:
    """Return a time that the database wrote as ISO 8601; SQLite leaves microseconds out where there are none."""
    text = at if len(at) != 19 else f"{at}.000000"
    return f"{text[:10]}T{text[11:]}+00:00" if text[10] == " " else text


def _beyond() -> Broken | None:
    """Return what lies behind the end: in one statement, for both move on while we look."""
    current = Coalesce(Subquery(LedgerHead.objects.filter(pk=1).values("sequence")), 0)
    extra = LedgerTransaction.objects.filter(sequence__gt=current).order_by("sequence").first()
    if extra:
        return Broken(extra.sequence, "the transaction is not part of the chain")
    line = LedgerLine.objects.filter(transaction_id__gt=current).order_by("pk").first()
    return Broken(line.transaction_id, "a line is not part of the chain") if line else None
