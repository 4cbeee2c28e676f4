"""From a fact to the ledger and the pledge, in one transaction: both are told, or neither."""

from collections.abc import Iterable

from django.db import transaction

from donations import life_cycle
from donations.booking import book
from donations.choices import FactKind
from donations.ledger import Entry, entry_of, for_pledges
from donations.ledger_models import LedgerTransaction
from donations.models import Pledge
from donations.providers.money_facts import Fact
from donations.receipts.issuing import issue


@transaction.atomic
def receive(fact: Fact, pledge: Pledge | None) -> LedgerTransaction | None:
    """Book what a provider told, and tell the pledge; return None when it was known, or moved no money.

    No state of the pledge refuses money. Without a pledge, or in another currency than the pledge's, it is booked
    as unmatched: with the pledge's reference, where there is a pledge, for an officer to look at.
    """
    if pledge is None:
        entry = entry_of(fact)
    elif pledge.currency != fact.currency:
        entry = entry_of(fact, reference=pledge.reference)
    else:
        entry = entry_of(fact, pledge.programme.translation_key, pledge.reference)
    return entry and _book_and_tell(entry, f"{fact.provider}:{fact.kind.value}:{fact.provider_ref}")


@transaction.atomic
def correct(entry: Entry) -> LedgerTransaction | None:
    """Book an officer's correction, and tell every pledge whose lines it has; return None when it was known."""
    return _book_and_tell(entry, f"{entry.provider}:{entry.kind}:{entry.provider_ref}")


def _book_and_tell(entry: Entry, once: str) -> LedgerTransaction | None:
    given = for_pledges(entry.lines)
    pledges = {pledge.reference: pledge for pledge in hold_all({reference for reference, _currency in given})}
    booked = book(entry)
    if booked is None:
        return None
    for (reference, currency), minor in given.items():
        pledge = pledges.get(reference)
        if pledge and pledge.currency == currency:
            kind = FactKind.RECEIVED if minor > 0 else FactKind.RETURNED
            life_cycle.record(pledge, kind, once=once, at=entry.occurred_at, minor=abs(minor))
            issue(booked, entry, reference, currency, minor)
    return booked


def hold_all(references: Iterable[str]) -> list[Pledge]:
    """Lock the pledges, in the order of their keys, before the end of the ledger is locked."""
    keys = Pledge.objects.filter(reference__in=references).order_by("pk").values_list("pk", flat=True)
    return [life_cycle.hold(pk) for pk in keys]
