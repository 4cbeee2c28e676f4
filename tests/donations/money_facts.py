"""Facts as a provider would tell them."""

from datetime import UTC, datetime

from donations.providers.money_facts import Fact, MoneyKind

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def fact(kind: MoneyKind = MoneyKind.RECEIVED, minor: int = 50_00, ref: str = "pay-1", **changes) -> Fact:
    """A fact of the provider "fake", of 50.00 EUR that were received unless the caller says otherwise."""
    fields = {"provider": "fake", "attempt_ref": "", "currency": "EUR", "occurred_at": NOON, **changes}
    return Fact(kind=kind, provider_ref=ref, minor=minor, **fields)
