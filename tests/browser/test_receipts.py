"""A supporter reads receipt, year and totals in a real browser, without script, and anybody checks the number."""

import pytest

from donations.choices import LinkPurpose
from donations.links import issue_link
from donations.models import Receipt
from donations.providers.money_facts import MoneyKind
from donations.receiving import receive
from donations.transparency.publishing import publish
from tests.browser import accessible
from tests.donations.money_facts import fact
from tests.factories.donations import PledgeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(transactional_db):
    """Two gifts of 50.00 EUR, a part of which went back; without the language, the page of their supporter."""
    pledge = PledgeFactory(confirmed=True, monthly=True, name="Ada Lovelace")
    for told in (fact(), fact(ref="pay-2"), fact(MoneyKind.REFUNDED, minor=20_00, ref="refund-1")):
        receive(told, pledge)
    publish()
    return f"/pledge/manage/{issue_link(pledge, LinkPurpose.MANAGE)}/"


@pytest.mark.any_database
@pytest.mark.parametrize("language", ["en", "ar"])
def test_receipts_are_accessible_in_both_directions(visit, address, language):
    visitor, found = visit(), {}
    number = Receipt.objects.first().number
    for path in (address, f"{address}receipts/{number}/", f"{address}years/2026/", "/transparency/"):
        assert visitor.open(f"/{language}{path}").status == 200
        if problems := accessible.problems(visitor.page):
            found[path] = problems
    assert found == {} and visitor.problems == []


def test_a_supporter_without_script_goes_from_the_pledge_to_the_receipt_and_anybody_checks_it(visit, address):
    visitor = visit(width=360, script=False)
    page = visitor.page
    visitor.open(f"/en{address}")
    page.click("text=Receipt of >> nth=0")
    number = page.inner_text("dd >> nth=0")
    assert "Ada Lovelace" in page.inner_text("main")
    page.click("text=Back to your pledge")
    assert page.url.endswith(address)

    visitor.open("/en/receipts/verify/")
    page.fill("input[name=number]", number)
    page.fill("input[name=amount]", "50")
    page.click("main form button[type=submit]")
    assert "Valid: we gave this receipt." in page.inner_text("main") and "Ada" not in page.inner_text("main")
    page.fill("input[name=amount]", "51")
    page.click("main form button[type=submit]")
    assert "We do not find" in page.inner_text("main")
    assert visitor.problems == [] and page.context.cookies() == []
