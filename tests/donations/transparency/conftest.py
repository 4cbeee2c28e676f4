"""A few gifts, and the files that a supporter would hold about one of them."""

import json

import pytest

from donations.models import PublishedStatement, Receipt
from donations.providers.money_facts import MoneyKind
from donations.receiving import receive
from donations.transparency.publishing import publish, receipt_file
from tests.donations.money_facts import fact
from tests.factories.donations import PledgeFactory

CURRENCIES = {"EUR": 50_00, "JPY": 5_000, "KWD": 20_500}


@pytest.fixture
def gifts(db):
    """Seven gifts in three currencies for three programmes; 120.00 EUR of those in EUR went back."""
    pledges = [PledgeFactory(confirmed=True, currency=code, minor=minor) for code, minor in CURRENCIES.items()]
    for number in range(7):
        pledge = pledges[number % 3]
        receive(fact(minor=CURRENCIES[pledge.currency], ref=f"pay-{number}", currency=pledge.currency), pledge)
    receive(fact(MoneyKind.REFUNDED, minor=120_00, ref="refund-1"), pledges[0])
    return pledges


@pytest.fixture
def files(gifts):
    """`files(position)`: the files of a receipt and of the newest statement, as they come over the wire."""
    statement = publish()

    def of(position: int = 1, statement: PublishedStatement = statement) -> tuple[dict, dict]:
        document = {"statement": json.loads(statement.body), "signature": statement.signature}
        receipt = receipt_file(Receipt.objects.get(position=position), statement)
        return json.loads(json.dumps(receipt)), json.loads(json.dumps(document))

    return of
