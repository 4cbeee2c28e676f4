"""Takes a bank's file in: each payment once, booked to the pledge that it names, or kept as a case.

Files may come twice, overlap, and break off in the middle of being taken in: what is known is passed over.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Case, F, Sum, When

from donations import life_cycle
from donations.choices import FINAL, MONEY, REGULAR, FactKind, PledgeStatus
from donations.fact_models import PledgeFact
from donations.ledger import BANK_TRANSFER
from donations.models import BankAccount, Pledge
from donations.providers.money_facts import Fact, MoneyKind
from donations.receiving import receive
from donations.statements import reading, reversing
from donations.statements.choices import CASES, EntryState
from donations.statements.classifying import Verdict, judge
from donations.statements.entries import Entry, StatementHead, same_account
from donations.statements.matching import Promise, near_references, references
from donations.statements.models import LONGEST_PAYER, LONGEST_WORDS, Statement, StatementEntry

# Matched together, and booked together: as long as the latter takes, nobody else writes (SQLite).
MATCHED_AT_ONCE, BOOKED_AT_ONCE = 500, 50
NOT_BOOKED = frozenset({EntryState.OUTSIDE, EntryState.LEFT_OUT})


@dataclass
class Report:
    """What a file held: `states` counts the new payments by state, `known` those that other files had told of."""

    statements: int = 0
    known: int = 0
    states: Counter[str] = field(default_factory=Counter)

    @property
    def entries(self) -> int:
        """All payments in the file so far."""
        return self.known + self.states.total()


@dataclass(frozen=True)
class _Found:
    """A payment with the account that it is on (None: not ours) and the references in it."""

    entry: Entry
    account: BankAccount | None
    statement: Statement | None
    references: tuple[str, ...]
    near: tuple[str, ...]


def take_in(
    path: Path, *, dry_run: bool = False, progress: Callable[[Report], None] = lambda report: None
) -> Report:
    """Take in a file that `reading.check` found whole; return what was in it. A dry run keeps nothing.

    `progress` is told after every few payments. Raises StatementError, and OSError.
    """
    report = Report()
    accounts = list(BankAccount.objects.order_by("pk"))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        items = _with_statements(
            reading.read(file, path.stat().st_size), digest, accounts, report, keep=not dry_run
        )
        size = MATCHED_AT_ONCE if dry_run else BOOKED_AT_ONCE
        while step := list(islice(items, size)):
            _take_step(step, report, dry_run=dry_run)
            progress(report)
    return report


def _with_statements(
    items: Iterator[StatementHead | Entry], digest: str, accounts: list[BankAccount], report: Report, *, keep: bool
) -> Iterator[_Found]:
    account: BankAccount | None = None
    statement: Statement | None = None
    for item in items:
        if isinstance(item, StatementHead):
            report.statements += 1
            account = _ours(item, accounts)
            if keep:
                statement, _is_new = Statement.objects.get_or_create(
                    digest=digest,
                    position=report.statements,
                    defaults={"account": account, "account_number": item.account[:42], "number": item.number[:40]},
                )
        else:
            found = references(item) if account else ()
            near = near_references(item) if account and item.is_credit and not found else ()
            yield _Found(item, account, statement, found, near)


def _ours(head: StatementHead, accounts: list[BankAccount]) -> BankAccount | None:
    same = [one for one in accounts if same_account(one.number, head.account, head.currency or one.currency)]
    # One number can serve several currencies.
    return next((one for one in same if one.currency == head.currency), same[0] if same else None)


def _take_step(step: Sequence[_Found], report: Report, *, dry_run: bool) -> None:
    """Take payments in, and then, one by one, what the bank took back: whoever settles locks in the same order."""
    back = [one for one in step if _is_taken_back(one.entry)]
    rest = [one for one in step if not _is_taken_back(one.entry)]
    for some in ([rest] if rest else []) + [[one] for one in back]:
        known, states = _try(some, dry_run=dry_run)
        report.known += known
        report.states.update(states)


def _try(step: Sequence[_Found], *, dry_run: bool) -> tuple[int, list[str]]:
    for is_last in (False, False, True):
        try:
            with transaction.atomic():
                return _take(step, dry_run=dry_run)
        except IntegrityError:
            # Somebody takes the same file in beside us; what they have kept is known the next time.
            if is_last:
                raise
    raise AssertionError("the last try returns or raises")


def _take(step: Sequence[_Found], *, dry_run: bool) -> tuple[int, list[str]]:
    identities = [found.entry.identity for found in step]
    known = set(StatementEntry.objects.filter(identity__in=identities).values_list("identity", flat=True))
    # A statement that one file tells twice is told once.
    new = list({one.entry.identity: one for one in step if one.entry.identity not in known}.values())
    pledges = _pledges(new, hold=not dry_run and not any(_is_taken_back(one.entry) for one in new))
    promises = _promises(pledges)
    states = []
    for found in new:
        verdict = judge(
            found.entry,
            account_currency=found.account.currency if found.account else None,
            promises=promises,
            found=found.references,
            near=found.near,
        )
        if verdict.reference:
            promises[verdict.reference] = _paid(promises[verdict.reference], found.entry.minor)
        if not dry_run:
            verdict = _keep(found, verdict, pledges)
        states.append(str(verdict.state))
    return len(step) - len(new), states


def _keep(found: _Found, verdict: Verdict, pledges: dict[str, Pledge]) -> Verdict:
    """Book the payment, and keep what it was."""
    entry, undoes = found.entry, None
    if verdict.state not in NOT_BOOKED:
        kind = MoneyKind.RECEIVED if entry.is_credit else MoneyKind.REFUNDED
        fact = Fact(BANK_TRANSFER, kind, entry.identity, "", entry.currency, entry.minor, _at(entry))
        # Of several in one sum none is known to be that payment, whole as it was.
        if _is_taken_back(entry) and not entry.is_unclear:
            undoes = reversing.undo(fact, found.account, entry, found.references)
        if undoes:
            verdict = Verdict(EntryState.MATCHED)
        else:
            receive(fact, pledges.get(verdict.reference))
    is_case = verdict.state in CASES
    StatementEntry.objects.create(
        statement=found.statement,
        identity=entry.identity,
        booked_on=entry.booked_on,
        currency=entry.currency,
        exponent=entry.exponent,
        minor=entry.minor,
        is_credit=entry.is_credit,
        is_reversal=entry.is_reversal,
        bank_reference=entry.bank_reference[:64],
        state=verdict.state,
        cause=verdict.cause,
        reference=verdict.reference,
        suggested=" ".join(verdict.suggested) if is_case else "",
        payer=entry.payer[:LONGEST_PAYER] if is_case else "",
        words=" ".join((*entry.structured, *entry.text))[:LONGEST_WORDS] if is_case else "",
        undoes=undoes,
    )
    return verdict


def _is_taken_back(entry: Entry) -> bool:
    return entry.is_reversal and not entry.is_credit


def _at(entry: Entry) -> datetime:
    """Return the day of booking as a time: its beginning, in UTC."""
    return datetime.combine(entry.booked_on, time(), UTC)


def _pledges(new: Sequence[_Found], *, hold: bool) -> dict[str, Pledge]:
    """Return the pledges that are named, by reference. They are locked in the order of their keys."""
    named = {reference for one in new for reference in (*one.references, *one.near)}
    if not named:
        return {}
    found = list(Pledge.objects.filter(reference__in=named).order_by("pk"))
    surely = {reference for one in new for reference in one.references}
    return {
        pledge.reference: life_cycle.hold(pledge.pk) if hold and pledge.reference in surely else pledge
        for pledge in found
    }


def _promises(pledges: dict[str, Pledge]) -> dict[str, Promise]:
    signed = Case(
        When(kind=FactKind.RETURNED, then=-F("minor")), default=F("minor"), output_field=BigIntegerField()
    )
    facts = PledgeFact.objects.filter(pledge__in=pledges.values(), kind__in=sorted(MONEY)).order_by()
    received = dict(facts.values_list("pledge").annotate(kept=Sum(signed)))
    return {
        reference: Promise(
            currency=pledge.currency,
            in_all=None if pledge.rhythm in REGULAR else pledge.minor,
            each=pledge.parts[0].minor,
            received=received.get(pledge.pk, 0),
            is_closed=pledge.status in FINAL,
            is_lapsed=pledge.status == PledgeStatus.LAPSED,
        )
        for reference, pledge in pledges.items()
    }


def _paid(promise: Promise, minor: int) -> Promise:
    return Promise(
        promise.currency,
        promise.in_all,
        promise.each,
        promise.received + minor,
        promise.is_closed,
        promise.is_lapsed,
    )
