"""How to pay by transfer: as much as is missing, by whatever way the rest came."""

import re

import pytest

from donations.choices import LinkPurpose
from donations.links import issue_link
from donations.money import Money
from donations.providers.bank_transfer import instructions
from tests.donations.settled import money
from tests.factories.donations import BankAccountFactory, PledgeFactory

pytestmark = pytest.mark.django_db

AMOUNT = re.compile(r'Amount of (?:each|the next) transfer</dt><dd><bdi class="amount">([^<]+)<')


@pytest.fixture(autouse=True)
def account():
    return BankAccountFactory()


def asked_for(client, pledge) -> tuple[str, str]:
    """Return the amount that the supporter's page names, and the squares of the code under it."""
    answer = client.get(f"/en/pledge/manage/{issue_link(pledge, LinkPurpose.MANAGE)}/")
    (amount,) = AMOUNT.findall(answer.content.decode())
    return amount, answer.context["code"].path


def code_over(pledge, minor: int) -> str:
    return instructions(pledge, Money.of(minor, "EUR")).code.path


def test_of_a_gift_that_came_in_part_only_the_rest_is_asked_for(client):
    pledge = PledgeFactory(confirmed=True)
    money(pledge, 20_00, "bank:1")
    assert asked_for(client, pledge) == ("30.00\xa0EUR", code_over(pledge, 30_00))


def test_whoever_pays_each_part_as_it_is_asked_for_has_paid_the_whole_to_the_cent(client):
    pledge = PledgeFactory(confirmed=True, rhythm="instalments", instalments=3, minor=100_00)
    asked = []
    for part in (33_34, 33_33, 33_33):
        asked.append(asked_for(client, pledge))
        assert asked[-1] == (f"{Money.of(part, 'EUR').plain()}\xa0EUR", code_over(pledge, part))
        money(pledge, part, f"bank:{len(asked)}")
    pledge.refresh_from_db()
    assert pledge.status == "fulfilled"
    page = client.get(f"/en/pledge/manage/{issue_link(pledge, LinkPurpose.MANAGE)}/")
    assert page.context["code"] is None and "nothing is left to pay" in page.content.decode()


def test_a_regular_gift_is_asked_for_in_full_each_time(client):
    pledge = PledgeFactory(confirmed=True, monthly=True)
    money(pledge, 20_00, "bank:1")
    assert asked_for(client, pledge) == ("50.00\xa0EUR", code_over(pledge, 50_00))


def test_an_account_number_typed_with_spaces_gives_the_code_that_apps_read(account):
    pledge = PledgeFactory(confirmed=True)
    plain = code_over(pledge, 50_00)
    account.number = "de89 3704 0044 0532 0130 00"
    account.save()
    assert code_over(pledge, 50_00) == plain
