"""The bank takes a payment back: the payment is found, and whoever had it returns it."""

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from donations.ledger import BANK_TRANSFER, Line
from donations.ledger import Entry as LedgerEntry
from donations.ledger_models import LedgerLine
from donations.models import BankAccount
from donations.providers.money_facts import Fact
from donations.receiving import correct
from donations.statements import postings
from donations.statements.choices import EntryState, SettlementState
from donations.statements.entries import Entry
from donations.statements.models import Settlement, StatementEntry


def undo(
    fact: Fact, account: BankAccount | None, entry: Entry, references: tuple[str, ...]
) -> StatementEntry | None:
    """Book that the bank took a payment back, in the caller's transaction; return the payment.

    None when it is not known, or no longer whole: then nothing is booked. It is known by the pledge's reference
    with the same amount, and of equal ones the last is taken; else by the bank's own, where that leads to one
    payment only: of several, each may be another supporter's.
    """
    is_named = Q(reference__in=references)
    same = is_named
    if entry.bank_reference:
        same |= Q(bank_reference=entry.bank_reference)
    likeliest = (
        StatementEntry.objects.select_for_update()
        .filter(same, statement__account=account, is_credit=True, is_reversal=False, undoes=None)
        .filter(currency=entry.currency, minor=entry.minor, booked_on__lte=entry.booked_on)
        .exclude(state__in=[EntryState.UNDONE, EntryState.OUTSIDE])
        .order_by(Case(When(is_named, then=Value(0)), default=Value(1)), "-booked_on", "-pk")[:2]
    )
    original, *others = [*likeliest] or [None]
    if original is None or (others and original.reference not in references):
        return None
    now = holders(original)
    if sum(now.values()) != entry.minor:
        return None
    lines = postings.lines(now, {}, entry.currency)
    correct(LedgerEntry(fact.provider, fact.kind.value, fact.provider_ref, fact.occurred_at, lines))
    Settlement.objects.filter(entry=original, state=SettlementState.WAITING).update(
        state=SettlementState.REFUSED, decided_at=timezone.now()
    )
    StatementEntry.objects.filter(pk=original.pk).update(
        state=EntryState.UNDONE, suggested="", payer="", words="", version=F("version") + 1
    )
    return original


def holders(entry: StatementEntry) -> dict[postings.Holder, int]:
    """Return who has the money of a payment now, by what the ledger holds of it."""
    ours = Q(transaction__provider_ref=entry.identity) | Q(
        transaction__provider_ref__startswith=f"{entry.identity}:"
    )
    rows = LedgerLine.objects.filter(ours, transaction__provider=BANK_TRANSFER)
    lines: list[Line] = [row.line for row in rows]
    return postings.held(lines)
