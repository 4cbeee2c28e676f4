"""A supporter whose money came, with the page on which the receipts are."""

from datetime import timedelta

import pytest

from donations.choices import LinkPurpose
from donations.links import issue_link
from donations.providers.money_facts import MoneyKind
from donations.receiving import receive
from tests.donations.money_facts import NOON, fact
from tests.factories.donations import PledgeFactory


@pytest.fixture
def pledge(db):
    """A confirmed pledge of 50.00 EUR."""
    return PledgeFactory(confirmed=True, name="Ada Lovelace")


@pytest.fixture
def give(pledge):
    """`give(ref, minor, day)`: money comes for the pledge, or goes back where `minor` is less than nothing."""

    def giving(ref="pay-1", minor=50_00, day=0, to=pledge, **changes):
        kind = MoneyKind.RECEIVED if minor > 0 else MoneyKind.REFUNDED
        told = fact(kind, abs(minor), ref, **{"occurred_at": NOON + timedelta(days=day), **changes})
        return receive(told, to)

    return giving


@pytest.fixture
def page_of():
    """`page_of(pledge, language)`: the address of the supporter's page, with a fresh link."""

    def addressed(pledge, language="en") -> str:
        return f"/{language}/pledge/manage/{issue_link(pledge, LinkPurpose.MANAGE)}/"

    return addressed
