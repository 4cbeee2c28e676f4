"""Double entry: what a fact or a correction does to the accounts, and the hash that chains it. Pure.

Lines of one transaction sum to zero in each currency. Amounts are integer minor units of ISO 4217 currencies: what
we hold is positive, what was given to us is negative. Times are aware UTC. No personal data.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from donations.accounts import Account, Correction
from donations.providers.money_facts import Fact, MoneyKind

# What the first transaction names as the one before it: as long as a SHA-256.
NO_HASH = "0" * 64
BANK_TRANSFER = "bank_transfer"


class Unbalanced(ValueError):
    """The lines of a transaction do not sum to zero in each currency, or there are none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One account's part of a transaction. `reference` is the pledge's, empty where there is none.

    `provider` or `programme` (its translation key) says whose account it is, as `donations/accounts.py` has it.
    """

    account: str
    currency: str
    minor: int
    provider: str = ""
    programme: UUID | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be booked: `provider`, `kind` and `provider_ref` together are booked once.

    `reason` is a correction's (donations/accounts.py), `reverses` the number of the transaction that it undoes.
    Raises Unbalanced.
    """

    provider: str
    kind: str
    provider_ref: str
    occurred_at: datetime
    lines: tuple[Line, ...]
    reason: str = ""
    reverses: int | None = None

    def __post_init__(self) -> None:
        """Refuse what does not balance."""
        if not is_balanced(self.lines):
            raise Unbalanced("the lines of a transaction sum to zero in each currency")


def is_balanced(lines: Sequence[Line]) -> bool:
    """Whether there are lines, none of them is empty, and they sum to zero in each currency."""
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.currency] += line.minor
    return bool(lines) and all(line.minor for line in lines) and not any(sums.values())


def holding(provider: str, currency: str, minor: int) -> Line:
    """Return the line for money that arrived (or, negative, left): on the bank account, or with the provider."""
    if provider == BANK_TRANSFER:
        return Line(Account.BANK, currency, minor)
    return Line(Account.CLEARING, currency, minor, provider=provider)


def entry_of(fact: Fact, programme: UUID | None = None, reference: str = "") -> Entry | None:
    """Return what a fact books; None where no money moved.

    Without a `programme` the money is unmatched, and so is what is paid back of it.
    """
    if fact.kind == MoneyKind.FAILED or not fact.minor:
        return None
    arrives = fact.kind in {MoneyKind.RECEIVED, MoneyKind.DISPUTE_WON}
    held = holding(fact.provider, fact.currency, fact.minor if arrives else -fact.minor)
    if fact.kind == MoneyKind.FEE:
        other = Line(Account.FEES, fact.currency, -held.minor, provider=fact.provider, reference=reference)
    elif programme is None:
        other = Line(Account.UNMATCHED, fact.currency, -held.minor, provider=fact.provider, reference=reference)
    else:
        account = {
            MoneyKind.RECEIVED: Account.INCOME,
            MoneyKind.REFUNDED: Account.RETURNED,
            MoneyKind.DISPUTED: Account.DISPUTES,
            MoneyKind.DISPUTE_WON: Account.DISPUTES,
        }[fact.kind]
        other = Line(account, fact.currency, -held.minor, programme=programme, reference=reference)
    return Entry(fact.provider, fact.kind.value, fact.provider_ref, fact.occurred_at, (held, other))


def reversal(entry: Entry, sequence: int, *, provider_ref: str, at: datetime, reason: str) -> Entry:
    """Return what undoes `entry`, booked under `sequence`: the same lines with their signs turned."""
    lines = tuple(replace(line, minor=-line.minor) for line in entry.lines)
    return Entry(entry.provider, Correction.REVERSED.value, provider_ref, at, lines, reason, sequence)


def for_pledges(lines: Iterable[Line]) -> dict[tuple[str, str], int]:
    """Return what the lines gave to pledges (negative: took from them), by reference and currency."""
    given: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        if line.programme and line.reference:
            given[line.reference, line.currency] -= line.minor
    return {key: minor for key, minor in given.items() if minor}


def transaction_hash(
    sequence: int,
    provider: str,
    kind: str,
    provider_ref: str,
    occurred_at: str,
    booked_at: str,
    reason: str,
    reverses: int | None,
    previous_hash: str,
    lines: Sequence[Sequence[str | int]],
) -> str:
    """Return the SHA-256 (hex) over a transaction, its lines and the hash before it, written as JSON.

    Times are ISO 8601 in UTC with microseconds. A line is account, provider, programme (32 hexadecimal digits, or
    nothing), reference, currency and amount.
    """
    fields = [sequence, provider, kind, provider_ref, occurred_at, booked_at, reason, reverses, previous_hash]
    return hashlib.sha256(json.dumps([*fields, lines]).encode()).hexdigest()
