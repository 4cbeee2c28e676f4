"""A fundraising officer sends a part of a card payment back, at a 360-pixel phone as well as at a desk."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from donations.money import Money
from tests.browser import accessible
from tests.donations.cards.payer import on_payment_page, post_notification
from tests.donations.providers.stripe_server import serving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def attempt(settings):
    """A card payment of 50.00 EUR that came in, at a double of Stripe's on this machine."""
    with serving(settings) as double:
        made = on_payment_page()
        double.pay(made.provider_ref)
        for event in double.events:
            assert post_notification(Client(), *double.signed(event)).status_code == 200
        yield made


@pytest.mark.parametrize("width", [360, 1280])
def test_a_part_of_a_card_payment_goes_back_and_a_wrong_amount_is_told_beside_the_field(attempt, signed_in, width):
    officer = signed_in("Fundraising officer", width=width)
    page = officer.page
    officer.open(f"/admin/card_payment/inspect/{attempt.pk}/")
    found = {"payment": accessible.problems(page)}
    page.get_by_role("link", name="Send money back").click()
    page.get_by_role("textbox", name="Amount").fill("51")
    page.get_by_label("The supporter asks for it").check()
    page.get_by_role("button", name="Send it back now").click()
    expect(page.get_by_role("textbox", name="Amount")).to_have_value("51")
    expect(page.locator(".error-message")).to_contain_text("50.00")
    found["refused"] = accessible.problems(page)
    attempt.refresh_from_db()
    assert attempt.returned_minor == 0

    page.get_by_role("textbox", name="Amount").fill("12.50")
    page.get_by_role("button", name="Send it back now").click()
    expect(page.locator(".messages .success")).to_contain_text("It is on its way to the card, and booked.")
    expect(page.get_by_role("cell", name="12.50")).to_be_visible()
    found["done"] = accessible.problems(page)
    attempt.refresh_from_db()
    assert attempt.refundable == Money.of(3750, "EUR")
    assert found == {"payment": {}, "refused": {}, "done": {}}
    assert officer.problems == []
