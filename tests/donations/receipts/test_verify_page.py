"""Anybody checks a receipt by number and amount; nobody learns whose it is, or which numbers there are."""

import re

import pytest

from donations import managing
from donations.models import Receipt
from donations.receipts import checking
from donations.receipts.numbers import new_number
from tests.donations.supporter import hidden_inputs
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db

VERIFY = "/{}/receipts/verify/"


@pytest.fixture
def check(client):
    """`check(number, amount)`: fill in the form and send it, as a browser would; return the answer."""

    def checking_it(number, amount="50", language="en", **more):
        page = VERIFY.format(language)
        answers = {**hidden_inputs(client.get(page)), "number": number, "amount": amount, "website": "", **more}
        return client.post(page, answers, HTTP_SEC_FETCH_SITE="same-origin")

    return checking_it


def text_of(response) -> str:
    """Return the page without what was typed, and without what differs from one rendering to the next."""
    return re.sub(r'value="[^"]+"', "", response.content.decode())


@pytest.mark.parametrize("amount", ["50", "50.00", "50,00", "EUR 50", "٥٠", "50.00\xa0EUR"])
def test_number_and_amount_as_typed_by_anybody_find_the_receipt(check, give, amount):
    give()
    page = check(Receipt.objects.get().number_for_people, amount).content.decode()
    assert "Valid: we gave this receipt." in page
    assert "Ada" not in page and Receipt.objects.get().reference not in page


@pytest.mark.parametrize(
    ("currency", "minor", "amount"), [("KWD", 1_000, "1.000"), ("JPY", 1, "1"), ("EUR", 1, "0.01")]
)
def test_an_amount_outside_the_limits_of_pledges_is_found_too(check, give, currency, minor, amount):
    least = {"KWD": 2_000, "JPY": 500, "EUR": 5_00}[currency]
    give(to=PledgeFactory(confirmed=True, currency=currency, minor=least), currency=currency, minor=minor)
    assert "Valid:" in check(Receipt.objects.get().number, amount).content.decode()


def test_what_went_back_is_said(check, give):
    give()
    give("refund-1", -20_00, day=1)
    assert "Part of this gift was returned." in check(Receipt.objects.get().number).content.decode()
    give("refund-2", -30_00, day=1)
    assert "This gift was returned in full." in check(Receipt.objects.get().number).content.decode()


@pytest.mark.parametrize("amount", ["49.99", "51", "5000", "nothing", "-50", "1e9"])
def test_attacker_with_a_number_alone_sees_what_an_unknown_number_gives(check, give, amount):
    give()
    known, unknown = check(Receipt.objects.get().number, amount), check(new_number(), amount)
    assert text_of(known) == text_of(unknown) and "Valid:" not in text_of(known)
    assert known.status_code == unknown.status_code == 200


def test_who_was_forgotten_leaves_a_receipt_that_still_holds(check, give, pledge):
    give()
    managing.forget(pledge)
    assert "Valid:" in check(Receipt.objects.get().number).content.decode()


@pytest.mark.parametrize("number", ["", "1", "1234567890123456", "x" * 5000, "\x00"])
def test_a_slip_in_the_number_is_said_beside_the_field(check, number):
    answer = check(number)
    assert answer.status_code == 400 and "error-summary" in answer.content.decode()


def test_guesser_of_amounts_is_slowed_down(check, give):
    give()
    for _ in range(checking.CHECKS_OF_ONE_NETWORK):
        checking.may_check("127.0.0.1")
    answer = check(Receipt.objects.get().number)
    assert answer.status_code == 429 and "Valid:" not in answer.content.decode()


def test_attacker_on_another_site_asks_nothing(client, give):
    give()
    answers = {"number": Receipt.objects.get().number, "amount": "50"}
    assert client.post(VERIFY.format("en"), answers, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403


def test_robot_that_fills_in_everything_gets_no_answer(check, give):
    give()
    answer = check(Receipt.objects.get().number, website="https://example.org")
    assert answer.status_code == 400 and "Valid:" not in answer.content.decode()


def test_number_and_amount_never_stand_in_an_address(client, give):
    give()
    page = client.get(VERIFY.format("en"), {"number": Receipt.objects.get().number, "amount": "50"})
    assert "Valid:" not in page.content.decode() and "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_page_opens_and_answers_in_each_language(check, client, give, language):
    give()
    for page in (client.get(VERIFY.format(language)), check(Receipt.objects.get().number, language=language)):
        text = page.content.decode()
        assert page.status_code == 200 and text.count("<h1") == 1 and "<script" not in text and not page.cookies


def test_without_a_number_the_page_says_what_to_enter(check):
    assert "Enter the number of the receipt." in check("").content.decode()
